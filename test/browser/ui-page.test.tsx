/** The page as a whole with a scripted worker: keys, stages, banners, status, help. */
import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { preferences } from '../../src/store/preferences.ts';
import { App } from '../../src/ui/App.tsx';
import { doing, render } from './ui-render.tsx';

const button = (name: string) => page.getByRole('button', { name, exact: true });

beforeEach(async () => {
  preferences.setState({ theme: 'system', shortcuts: true, announcements: true });
  await page.viewport(1440, 900);
});

it('Train, Pause and Continue by the Space key, one update by the dot', async () => {
  const { client } = await render(<App />);
  await userEvent.keyboard(' ');
  expect(client().sent.map((c) => c.kind)).toEqual(['open', 'run']);
  await doing(() => client().enter('running'));
  await expect.element(button('Pause')).toBeVisible();
  await userEvent.keyboard(' ');
  await expect.element(button('Continue')).toBeVisible();
  await userEvent.keyboard('.');
  expect(client().sent.map((c) => c.kind)).toEqual(['open', 'run', 'pause', 'step']);
});

it('leaves Space to a button and letters to a text box, and all keys to the person who switched them off', async () => {
  const { session } = await render(<App />);
  page.getByRole('button', { name: 'Settings' }).element().focus();
  await userEvent.keyboard(' ');
  expect(session.state.run).toBe('empty');
  await userEvent.click(page.getByRole('textbox', { name: 'Seed' }));
  await userEvent.keyboard('n');
  expect(session.state.draft.seed).toBe(0);
  (document.activeElement as HTMLElement).blur();
  preferences.setState({ shortcuts: false });
  await userEvent.keyboard('n');
  expect(session.state.draft.seed).toBe(0);
  preferences.setState({ shortcuts: true });
  await userEvent.keyboard('n');
  await expect.poll(() => session.state.draft.seed).not.toBe(0);
});

it('opens help with "?" and lists every key', async () => {
  await render(<App />);
  await userEvent.keyboard('?');
  const help = page.getByRole('dialog', { name: 'Help and shortcuts' });
  for (const words of ['Space', 'Do one update', 'Spoken progress'])
    await expect.element(help).toHaveTextContent(words);
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => page.getByRole('dialog').elements().length).toBe(0);
});

it('walks through the stages and shows how far each is', async () => {
  const { session, client } = await render(<App />);
  await doing(() => {
    session.setSetting('updates', 200);
    session.train();
  });
  await doing(() => {
    client().opened();
    client().enter('running');
    client().emit({ kind: 'train', event: { kind: 'progress', phase: 'warm-start', done: 30, total: 600, note: '' } });
    session.flush();
  });
  const stages = page.getByRole('list', { name: 'Stages of the run' });
  await expect.element(stages).toHaveTextContent('Prepare (done)');
  await expect.element(page.getByRole('progressbar', { name: 'Warm start progress' })).toHaveAttribute('value', '0.05');
  await doing(() => {
    client().train(10);
    client().enter('running');
    session.flush();
  });
  await expect
    .element(page.getByRole('progressbar', { name: 'Trial and error progress' }))
    .toHaveAttribute('value', '0.05');
  await expect.element(page.getByRole('contentinfo')).toHaveTextContent('update10 of 200');
  await expect.element(page.getByRole('contentinfo')).not.toHaveTextContent('saved');
  await doing(() => session.store.setState({ savedAt: Date.now() - 125_000 }));
  await expect.element(page.getByRole('contentinfo')).toHaveTextContent('saved2 min ago');
  await expect.poll(() => document.title).toMatch(/^▶ 10\/200 · \d+ % solved · turnlab$/);
});

it('shows imitation first and held-out success from its first point on', async () => {
  const { session, client } = await render(<App />);
  const large = () => document.querySelector('figure[data-large="true"] h3')?.textContent;
  expect(large()).toBe('Held-out tasks solved');
  await doing(() => {
    session.train();
    client().warm(3);
    session.flush();
  });
  expect(large()).toBe('Warm start: imitation loss');
  await doing(() => {
    client().evaluate(0);
    session.flush();
  });
  expect(large()).toBe('Held-out tasks solved');
});

it('a dead worker: says what is safe, and Restart goes on from the checkpoint', async () => {
  const { session, client } = await render(<App />);
  await doing(() => {
    session.train();
    client().enter('running');
    client().train(2);
    client().emit({ kind: 'train', event: { kind: 'checkpoint', update: 2, bytes: Uint8Array.of(1) } });
  });
  await doing(() => client().listener.onCrash('boom'));
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent('The training worker stopped unexpectedly.');
  await expect.element(alert).toHaveTextContent('checkpoint of update 2');
  await userEvent.click(alert.getByRole('button', { name: 'Restart' }));
  expect(client().sent[0]).toMatchObject({ kind: 'open', checkpoint: Uint8Array.of(1) });
});

it('tells in one sentence that it runs on the CPU, and the banner can be dismissed', async () => {
  const { session, client } = await render(<App />);
  await doing(() => {
    session.train();
    client().enter('running', { notice: 'This browser has no WebGPU. Training runs on the CPU instead.' });
  });
  await expect.element(page.getByText('This browser has no WebGPU.', { exact: false })).toBeVisible();
  await userEvent.click(page.getByRole('button', { name: 'Dismiss', exact: false }));
  await expect.poll(() => page.getByRole('button', { name: 'Dismiss', exact: false }).elements()).toHaveLength(0);
});

it('speaks state changes at once and progress at most every five seconds', async () => {
  const { session, client } = await render(<App />);
  const spoken = () => document.querySelector('output')?.textContent;
  await doing(() => {
    session.train();
    client().enter('running');
  });
  expect(spoken()).toBe('Training.');
  await doing(() => {
    client().evaluate(5);
    session.flush();
  });
  expect(spoken()).toBe('Training.');
  await doing(() => client().enter('paused'));
  expect(spoken()).toMatch(/^Paused\. Update 5: \d+ % of held-out tasks solved\.$/);
});

it('changes the theme and remembers it', async () => {
  await render(<App />);
  await userEvent.click(page.getByRole('button', { name: 'Theme:', exact: false }));
  expect(preferences.getState().theme).toBe('light');
  expect(JSON.parse(localStorage.getItem('turnlab.preferences') ?? '{}')).toMatchObject({ theme: 'light' });
});

it('keeps one broken panel from taking the page with it', async () => {
  const { session } = await render(<App />);
  const broken = { update: 1, trajectory: null, advantage: [] };
  await doing(() => session.store.setState({ episode: broken as never }));
  await expect.element(page.getByText('The episode could not be drawn.', { exact: false })).toBeVisible();
  await expect.element(button('Train')).toBeVisible();
});
