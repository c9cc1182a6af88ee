import { expect, it } from 'vitest';
import { Rng } from '../core/rng.ts';
import { playEpisode } from '../../test/browser/fake-client.ts';
import { LiveEpisode } from './live-episode.ts';

const TASK = { env: 'house', level: 0, split: 'train', seed: 5 } as const;

it('grows turn by turn, and begins anew with another episode or the same one once more', () => {
  const { turns } = playEpisode(TASK, 0.4, new Rng(1, 'live'));
  const live = new LiveEpisode();
  let told = 0;
  const stop = live.subscribe(() => told++);
  const add = (turn: number, update = 4): void =>
    live.add({ kind: 'turn', update, task: TASK, episode: 7, turn, played: turns[turn]! });
  expect(live.trajectory).toBeNull();
  for (const turn of [0, 1, 2]) add(turn);
  expect(live.trajectory?.turns.map(({ action }) => action)).toEqual(turns.slice(0, 3).map(({ action }) => action));
  expect(live.trajectory?.reward).toBeCloseTo(
    turns.slice(0, 3).reduce((sum, { reward }) => sum + reward, 0),
    6,
  );
  add(0, 5);
  expect([live.trajectory?.turns.length, live.update]).toEqual([1, 5]);
  live.clear();
  stop();
  add(0);
  expect(told).toBe(5);
});
