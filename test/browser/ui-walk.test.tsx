/** Walking through turns token by token, and the lane that moves while training runs. */
import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { Rng } from '../../src/core/rng.ts';
import { settingsFrom } from '../../src/core/settings.ts';
import UncertaintyView from '../../src/ui/uncertainty/UncertaintyView.tsx';
import { playEpisode, WORDS } from './fake-client.ts';
import { doing, render, type Rendered } from './ui-render.tsx';

const draft = { ...settingsFrom('micro'), window: 1, minThink: 3, epsilon: 1e-3, eta: 1e-3 };
const TASK = { env: 'house', level: 0, split: 'train', seed: 5 } as const;
const button = (name: string) => page.getByRole('button', { name, exact: true });
const tokens = () => page.getByRole('button', { name: /: M \d/ }).elements();
const valueOf = (host: HTMLElement, symbol: string): string | undefined =>
  [...host.querySelectorAll('dt')].find((dt) => dt.textContent === symbol)?.nextElementSibling?.textContent ??
  undefined;
const SYMBOLS = ['token', 'M', 'H', 'C', 'Δ', 'mean Δ'] as const;

beforeEach(() => page.viewport(1440, 900));

it('walks a finished turn by buttons and arrow keys, with the numbers that pointing gives', async () => {
  const trajectory = playEpisode(TASK, 0.4, new Rng(1, 'episode'));
  const { host } = await render(<UncertaintyView />, {
    draft,
    words: WORDS,
    episode: { update: 4, trajectory, advantage: [] },
  });
  const { ids } = trajectory.turns[0]!.response;
  const readout = (): (string | undefined)[] => SYMBOLS.map((symbol) => valueOf(host, symbol));
  await userEvent.click(button('Token on'));
  expect([tokens().length, valueOf(host, 'token')]).toEqual([1, `1: ${WORDS[ids[0]!]}`]);
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowLeft}');
  expect([tokens().length, valueOf(host, 'token')]).toEqual([3, `3: ${WORDS[ids[2]!]}`]);
  const walked = readout();
  // Not known before it is written.
  expect(valueOf(host, 'decision')).toBe('–');
  await userEvent.click(button('Whole turn'));
  expect(tokens()).toHaveLength(ids.length);
  await userEvent.hover(tokens()[2]!);
  await expect.poll(readout).toEqual(walked);
  expect(valueOf(host, 'decision')).toMatch(/^token \d+$/);
});

/** Paused in the middle of an update, three turns into the episode on show. */
async function paused(): Promise<Rendered> {
  const lab = await render(<UncertaintyView />, { draft });
  await doing(() => {
    lab.session.train();
    const client = lab.client();
    client.opened();
    client.emit({ kind: 'train', event: { kind: 'phase', phase: 'collecting', note: '' } });
    client.enter('running');
    client.episode(0.4);
    client.live(0, 3);
    client.enter('paused');
    lab.session.flush();
  });
  return lab;
}

it('steps through the episode under way, and asks for a turn only when all of the last one is shown', async () => {
  const { host, client, session } = await paused();
  const steps = (): number => client().sent.filter(({ kind }) => kind === 'step').length;
  const newest = session.live.trajectory!.turns[2]!;
  await userEvent.click(button('Step token'));
  await expect.element(page.getByRole('heading', { name: 'Token by token: turn 3' })).toBeVisible();
  expect([tokens().length, valueOf(host, 'M')]).toEqual([1, newest.response.uncertainty[0]!.toFixed(3)]);
  await expect.element(page.getByText('still being played', { exact: false })).toBeVisible();
  for (let t = 1; t < newest.response.ids.length; t++) await userEvent.keyboard('{Enter}');
  expect([tokens().length, steps()]).toEqual([newest.response.ids.length, 0]);
  await userEvent.keyboard('{Enter}');
  expect(client().sent.at(-1)).toEqual({ kind: 'step', unit: 'turn' });
  await expect.element(page.getByText('Playing on to the next turn', { exact: false })).toBeVisible();
  await doing(() => client().enter('running'));
  await doing(() => client().live(3, 4));
  await doing(() => client().enter('paused'));
  await expect.poll(() => tokens().length).toBe(1);
  // The try that was kept of a turn that was sampled twice.
  await expect.element(page.getByRole('heading', { name: /Token by token: turn 4, try 2 of 2/ })).toBeVisible();
  expect(steps()).toBe(1);
});

it('asks once more when the episode on show had no turn left, and follows finished episodes again when training goes on', async () => {
  const { client } = await paused();
  const { sent } = client();
  const steps = (): number => sent.filter(({ kind }) => kind === 'step').length;
  await userEvent.click(button('Step token'));
  await userEvent.click(button('Token on'));
  await userEvent.keyboard('{End}');
  await userEvent.click(button('Step token'));
  expect(steps()).toBe(1);
  await doing(() => client().enter('running'));
  await doing(() => client().enter('paused'));
  await expect.poll(steps).toBe(2);
  await doing(() => client().enter('running'));
  await doing(() => client().live(0, 1, 11));
  await doing(() => client().enter('paused'));
  await expect.element(page.getByRole('heading', { name: 'Token by token: turn 1' })).toBeVisible();
  await expect.poll(() => tokens().length).toBe(1);
  expect(steps()).toBe(2);
  await doing(() => client().enter('running'));
  await expect.element(page.getByText('still being played', { exact: false })).not.toBeInTheDocument();
  await expect.element(button('Step token')).toHaveAttribute('aria-disabled', 'true');
});

it('gives up asking when somebody lets training go on, or the run ends', async () => {
  const { client, host } = await paused();
  const isAsking = (): boolean => host.textContent.includes('Playing on to the next turn');
  const ask = async (): Promise<void> => {
    await userEvent.click(button('Step token'));
    await userEvent.click(button('Token on'));
    await userEvent.keyboard('{End}');
    await userEvent.click(button('Step token'));
    await expect.poll(isAsking).toBe(true);
    await doing(() => client().enter('running'));
  };
  await ask();
  await doing(() => client().live(3, 4));
  expect(isAsking()).toBe(true);
  await doing(() => client().live(4, 5));
  await expect.poll(isAsking).toBe(false);
  await expect.element(page.getByText('still being played', { exact: false })).not.toBeInTheDocument();
  await doing(() => client().enter('paused'));
  await ask();
  await doing(() => client().enter('finished'));
  await expect.poll(isAsking).toBe(false);
});

it('asks for turns while it is seen, and moves with them without a word to React', async () => {
  const { client, session, host } = await render(<UncertaintyView />, { draft });
  await doing(() => {
    session.train();
    client().opened();
    client().enter('running');
  });
  expect(client().sent.map(({ kind }) => kind)).toEqual(['open', 'watch', 'run']);
  const canvas = host.querySelector<HTMLCanvasElement>('section[aria-labelledby="live"] canvas')!;
  const ink = (): number => {
    if (canvas.width === 0 || canvas.clientWidth === 0) return 0;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  };
  expect(ink()).toBe(0);
  await doing(() => client().live(0, 1));
  await expect.poll(ink).toBeGreaterThan(1000);
  const one = ink();
  const changed: MutationRecord[] = [];
  const observer = new MutationObserver((records) => changed.push(...records));
  observer.observe(host, { subtree: true, childList: true, attributes: true, characterData: true });
  await doing(() => client().live(1, 3));
  await expect.poll(ink).toBeGreaterThan(one * 1.5);
  observer.disconnect();
  await expect.element(page.getByText('turn 3', { exact: false }).first()).toBeInTheDocument();
  // The canvas itself, and the line that says which turn it is.
  const section = host.querySelector('section[aria-labelledby="live"]')!;
  expect(changed.filter(({ target }) => !section.contains(target))).toEqual([]);
});
