/** The form made from the schema: what is typed, what is refused, what is live and what waits. */
import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { SETTINGS, settingsFrom } from '../../src/core/settings.ts';
import { SettingsPanel } from '../../src/ui/settings/SettingsPanel.tsx';
import { doing, render } from './ui-render.tsx';

const box = (name: string) => page.getByRole('textbox', { name, exact: true });
const openAll = (): void => document.querySelectorAll('details').forEach((d) => (d.open = true));

it('has one labelled control for every setting but the seed, which stands beside Train', async () => {
  await render(<SettingsPanel />, { draft: settingsFrom('micro', { env: 'push' }) });
  openAll();
  for (const setting of SETTINGS.filter((s) => s.key !== 'seed')) {
    const role = { number: 'textbox', integer: 'textbox', choice: 'combobox', switch: 'switch' } as const;
    const label = page.getByRole(role[setting.kind], { name: setting.label, exact: true });
    expect(label.elements().length, setting.label).toBeGreaterThan(0);
  }
});

it('offers pictures where the environment draws some, and a way back where it does not', async () => {
  const { session } = await render(<SettingsPanel />);
  const observation = page.getByRole('combobox', { name: 'Observation', exact: true });
  expect(observation.elements()).toHaveLength(0);
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Environment', exact: true }), 'gui');
  await userEvent.selectOptions(observation, 'picture');
  expect(session.state.draft.observation).toBe('picture');
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Environment', exact: true }), 'house');
  await expect.element(page.getByRole('alert')).toHaveTextContent('"house" draws no pictures: choose one of gui');
  await userEvent.selectOptions(observation, 'text');
  expect(page.getByRole('alert').elements()).toHaveLength(0);
});

it('takes a number on Enter and moves the slider with it', async () => {
  const { session } = await render(<SettingsPanel />);
  openAll();
  await userEvent.fill(box('Learning rate'), '0.001');
  await userEvent.keyboard('{Enter}');
  expect(session.state.draft.learningRate).toBe(0.001);
  await expect
    .element(page.getByRole('slider', { name: 'Learning rate, slider', exact: true }))
    .toHaveAttribute('aria-valuetext', '0.001');
});

it('keeps a wrong number with the reason beside it, and Escape brings the old one back', async () => {
  const { session } = await render(<SettingsPanel />);
  openAll();
  await userEvent.fill(box('Clip low'), '7');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Clip low must be a number from 0.01 to 1, got 7.');
  await expect.element(box('Clip low')).toHaveAttribute('aria-invalid', 'true');
  expect(session.state.draft.clipLow).toBe(0.2);
  await userEvent.keyboard('{Escape}');
  await expect.element(box('Clip low')).toHaveValue('0.2');
  expect(page.getByRole('alert').elements()).toHaveLength(0);
});

it('sends live settings to the running worker and lets the others wait for a reset', async () => {
  const { session, client } = await render(<SettingsPanel />);
  openAll();
  await doing(() => session.train());
  await userEvent.fill(box('KL coefficient'), '0.5');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => client().sent.at(-1)).toEqual({ kind: 'set', changes: { klCoef: 0.5 } });
  await userEvent.fill(box('Memory window'), '3');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('1 change applies on reset:')).toBeVisible();
  await expect.element(page.getByText('applies on reset', { exact: true })).toBeVisible();
  expect(client().sent.filter((c) => c.kind === 'set')).toHaveLength(1);
});

it('tells which settings do not fit together', async () => {
  await render(<SettingsPanel />);
  openAll();
  await userEvent.fill(box('Heads'), '3');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Width 64 must be divisible by 4 × heads (12).');
});

it('offers the way back to the preset’s value', async () => {
  const { session } = await render(<SettingsPanel />);
  openAll();
  await doing(() => session.setSetting('temperature', 0.5));
  const { temperature } = settingsFrom('micro');
  await userEvent.click(page.getByRole('button', { name: `Put Temperature back to ${temperature}` }));
  expect(session.state.draft.temperature).toBe(temperature);
});

it('explains a setting with its help and its command-line name', async () => {
  await render(<SettingsPanel />);
  openAll();
  await userEvent.click(page.getByRole('button', { name: 'About Verbosity', exact: true }));
  const dialog = page.getByRole('dialog');
  await expect.element(dialog).toHaveTextContent('plants needless thinking');
  await expect.element(dialog).toHaveTextContent('verbosity');
});
