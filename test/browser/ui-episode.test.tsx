/** The transcript: what was written, its numbers, its labels, and going through it by keyboard. */
import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { PATCH } from '../../src/core/picture.ts';
import { Rng } from '../../src/core/rng.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import type { Trajectory } from '../../src/rollout/trajectory.ts';
import { EpisodePanel } from '../../src/ui/episode/EpisodePanel.tsx';
import { playEpisode, WORDS } from './fake-client.ts';
import { doing, render, type Rendered } from './ui-render.tsx';

const task = { env: 'house', level: 0, split: 'train', seed: 5 } as const;
const played = (seed = 5): Trajectory => playEpisode({ ...task, seed }, 1, new Rng(1, 'episode'));

const shown = (trajectory: Trajectory): Promise<Rendered> =>
  render(<EpisodePanel />, {
    words: WORDS,
    episode: { update: 12, trajectory, advantage: trajectory.turns.map(() => 0.5) },
  });

const stopAndGo = async (turn: number): Promise<void> => {
  await userEvent.click(page.getByRole('button', { name: `Show turn ${turn}`, exact: true }));
};

it('shows every turn: the words, the answer in a sentence, labels and advantage', async () => {
  const trajectory = played();
  await shown(trajectory);
  const turns = page
    .getByRole('listitem')
    .elements()
    .filter((li) => li.querySelector('dl'));
  expect(turns).toHaveLength(trajectory.turns.length);
  const first = trajectory.turns[0];
  expect(turns[0]?.textContent).toContain(`<action>${first?.action.replaceAll(' ', '')}</action>`);
  expect(turns[0]?.textContent).toContain('effective');
  expect(turns[0]?.textContent).toContain('adv. +0.5');
  await expect.poll(() => turns[0]?.textContent).toMatch(/You are at [a-z]+ \d/);
  await expect.element(page.getByText(`Solved in ${trajectory.turns.length} turns`)).toBeVisible();
  await expect.element(page.getByText('update 12', { exact: false }).first()).toBeVisible();
});

it('prints the numbers of the token that is focused; arrows go on', async () => {
  const trajectory = played();
  await shown(trajectory);
  await stopAndGo(2);
  const response = trajectory.turns[1]?.response;
  const name = (i: number): string =>
    `${WORDS[response?.ids[i] ?? 0]}: entropy ${response?.entropy[i]?.toFixed(2)} nats, chosen with`;
  page.getByRole('button', { name: '<think>: entropy', exact: false }).first().element().focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(document.activeElement?.getAttribute('aria-label')).toContain(name(1));
  await expect.element(page.getByText(`entropy ${response?.entropy[1]?.toFixed(2)}`, { exact: true })).toBeVisible();
  await userEvent.keyboard('{Home}');
  expect(document.activeElement?.getAttribute('aria-label')).toContain(name(0));
});

it('goes from turn to turn with the arrow keys, and the picture follows', async () => {
  const trajectory = played();
  const { host } = await shown(trajectory);
  await stopAndGo(1);
  const picture = (): string => host.querySelector('svg[role="img"]')?.getAttribute('aria-label') ?? '';
  await expect.poll(picture).toMatch(/stands at/);
  const before = picture();
  await userEvent.keyboard('{ArrowDown}');
  await expect
    .element(page.getByRole('slider', { name: 'Turn on show' }))
    .toHaveAttribute('aria-valuetext', `After turn 2 of ${trajectory.turns.length}`);
  await expect.poll(picture).not.toBe(before);
  expect(document.activeElement?.textContent).toBe('Show turn 2');
});

it('tints by entropy, on one scale', async () => {
  const trajectory = played();
  const { host } = await shown(trajectory);
  const strengths = [...host.querySelectorAll<HTMLElement>('[style*="--tint"]')].map((e) =>
    e.style.getPropertyValue('--tint'),
  );
  const expected = trajectory.turns.flatMap((t) =>
    Array.from(t.response.entropy, (h) => Math.min(100, Math.round(h * 50))),
  );
  expect(strengths).toEqual(expected.map((s) => `${s}%`));
});

it('does not move away from a person who reads: a newer episode waits', async () => {
  const trajectory = played();
  const { session } = await shown(trajectory);
  await stopAndGo(2);
  const newer = played(8);
  await doing(() => session.store.setState({ episode: { update: 13, trajectory: newer, advantage: [] } }));
  await expect.element(page.getByText('update 12', { exact: false }).first()).toBeVisible();
  await userEvent.click(page.getByRole('button', { name: 'Show newest' }));
  await expect.element(page.getByText('update 13', { exact: false }).first()).toBeVisible();
});

it('reads a broken answer and unknown tokens without failing', async () => {
  const [turn, ...rest] = played().turns;
  if (!turn) throw new Error('An episode has a turn.');
  const ids = Uint32Array.of(60_000, 2, 2);
  const numbers = new Float32Array(3);
  const broken = {
    ...turn,
    action: '',
    formatValid: false,
    info: { ...turn.info, valid: false, effective: false },
    response: { ...turn.response, ids, entropy: numbers, logprob: numbers, confidence: numbers, finished: false },
  };
  await shown({ ...played(), turns: [broken, ...rest] });
  await expect.element(page.getByText('#60000')).toBeVisible();
  await expect.element(page.getByText('broken format').first()).toBeVisible();
  await expect.element(page.getByText('cut off').first()).toBeVisible();
});

it('before any episode the expert plays, labelled as the expert', async () => {
  const { host } = await render(<EpisodePanel />);
  await expect.element(page.getByText('The expert at work', { exact: false })).toBeVisible();
  await expect
    .poll(() => host.querySelector('svg[role="img"]')?.getAttribute('aria-label'))
    .toMatch(/The agent stands/);
  await userEvent.click(page.getByRole('button', { name: 'Next turn' }));
  await expect.element(page.getByText('does', { exact: true })).toBeVisible();
});

it('shows what the agent was given to see, pixel by pixel, and nothing of the kind where it read words', async () => {
  const push = { env: 'push', level: 0, split: 'train', seed: 3 } as const;
  const trajectory = playEpisode(push, 1, new Rng(1, 'episode'));
  const seen = { ...trajectory, turns: trajectory.turns.map((t) => ({ ...t, prompt: Uint32Array.of(PATCH) })) };
  const { host } = await shown(seen);
  await stopAndGo(1);
  await expect.element(page.getByText('40 × 40 pixels, read as 25 patches', { exact: false })).toBeVisible();
  const canvas = host.querySelector('canvas')!;
  expect(canvas.getAttribute('aria-label')).toMatch(/^The room, row by row: wall/);
  const env = makeEnv('push');
  env.reset(push);
  env.step(trajectory.turns[0]!.action);
  const { palette, pixels } = env.picture();
  const drawn = canvas.getContext('2d')!.getImageData(0, 0, 40, 40).data;
  const wrong = pixels.findIndex((c, i) => [0, 1, 2].some((k) => drawn[4 * i + k] !== palette[3 * c + k]));
  expect(wrong).toBe(-1);
});

it('shows no pixels of an episode that was played by words', async () => {
  const { host } = await shown(
    playEpisode({ env: 'push', level: 0, split: 'train', seed: 3 }, 1, new Rng(1, 'episode')),
  );
  await expect.poll(() => host.querySelector('svg[role="img"]')).not.toBeNull();
  expect(host.querySelector('canvas')).toBeNull();
});
