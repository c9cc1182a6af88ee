/** Calibration on the page: that it runs, what it found, why it was refused, and the way to it from the settings. */
import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { settingsFrom } from '../../src/core/settings.ts';
import { CalibratePanel } from '../../src/ui/uncertainty/CalibratePanel.tsx';
import { SettingsPanel } from '../../src/ui/settings/SettingsPanel.tsx';
import { doing, render, type Rendered } from './ui-render.tsx';

const draft = { ...settingsFrom('micro'), epsilon: 0.1, eta: 0.005 };
const button = (name: string) => page.getByRole('button', { name, exact: true });

async function running(): Promise<Rendered> {
  const lab = await render(<CalibratePanel />, { draft });
  await doing(() => {
    lab.session.train();
    lab.client().opened();
    lab.client().enter('running');
  });
  return lab;
}

beforeEach(() => page.viewport(1440, 900));

it('needs a run, and says so', async () => {
  await render(<CalibratePanel />, { draft });
  await expect.element(button('Calibrate')).toBeDisabled();
  await expect.element(page.getByRole('status')).toHaveTextContent('Press Train first');
});

it('asks for the wanted rate, says that it is at work, and shows numbers, quantiles and histograms with both thresholds', async () => {
  const { session, client, host } = await running();
  const rate = page.getByRole('textbox', { name: 'Share of turns to act in' });
  await userEvent.fill(rate, '0,35');
  await userEvent.keyboard('{Enter}');
  await userEvent.click(button('Calibrate'));
  expect(client().sent.at(-1)).toEqual({ kind: 'calibrate', rate: 0.35 });
  await expect.element(page.getByRole('status')).toHaveTextContent('Playing turns to measure');
  await expect.element(button('Calibrating …')).toBeDisabled();
  await doing(() => client().calibrated({ epsilon: 0.03, eta: 0.004 }));
  await expect.element(button('Calibrate')).toBeEnabled();
  expect(host.textContent).toContain('on 240 turns');
  expect(host.textContent).toContain('0.03, cuts 17 % of these turns');
  expect(host.textContent).toContain('0.004, resamples 20 % of these turns');
  expect([session.state.draft.epsilon, session.state.opened?.eta]).toEqual([0.03, 0.004]);
  const cells = [...host.querySelectorAll('tbody tr')].map((row) => row.querySelectorAll('td').length);
  expect(cells).toEqual([9, 9]);
  // Thirty-six bars from 1e-6 to 1: a threshold of 0.03 lies at 36 · (log10(0.03) + 6) / 6.
  const line = host.querySelector('[data-threshold="epsilon"]')?.getAttribute('d') ?? '';
  expect(Number.parseFloat(line.slice(1))).toBeCloseTo(6 * (Math.log10(0.03) + 6), 4);
  expect(host.querySelectorAll('figure')).toHaveLength(2);
});

it('shows a refusal as it was said and keeps what was there', async () => {
  const { session, client } = await running();
  await userEvent.click(button('Calibrate'));
  const sentence = 'No thought was long enough for a window. ε and η stay as they were.';
  await doing(() =>
    client().emit({
      kind: 'failed',
      code: 'bad-setting',
      sentence,
      next: 'Choose a smaller N.',
      fatal: false,
      command: 'calibrate',
    }),
  );
  await expect.element(page.getByRole('alert')).toHaveTextContent(`${sentence} Choose a smaller N.`);
  expect([session.state.draft.epsilon, session.state.draft.eta]).toEqual([0.1, 0.005]);
  await expect.element(button('Calibrate')).toBeEnabled();
  await userEvent.click(button('Calibrate'));
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});

it('refuses a rate that is none', async () => {
  const { client } = await running();
  const rate = page.getByRole('textbox', { name: 'Share of turns to act in' });
  await userEvent.fill(rate, '20');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toHaveTextContent('between 0 and 1');
  await userEvent.keyboard('{Escape}');
  await userEvent.click(button('Calibrate'));
  expect(client().sent.at(-1)).toEqual({ kind: 'calibrate', rate: 0.2 });
});

it('is reached from the settings', async () => {
  await render(<SettingsPanel />, { draft });
  await userEvent.click(page.getByText('Exploration control'));
  await userEvent.click(button('Calibrate ε and η …'));
  await expect.element(page.getByRole('dialog', { name: 'Calibrate ε and η' })).toBeVisible();
  await expect.element(button('Calibrate')).toBeVisible();
});
