import { expect, it } from 'vitest';
import { Rng } from '../../core/rng.ts';
import { playEpisode } from '../../../test/browser/fake-client.ts';
import { episodeLine, episodeOf, type EpisodeEvent } from './episode-line.ts';

const played = (): EpisodeEvent => {
  const task = { env: 'house', level: 0, split: 'train', seed: 5 } as const;
  return { kind: 'episode', update: 3, trajectory: playEpisode(task, 0.4, new Rng(1, 'episode')), advantage: [0.5] };
};

it('keeps every bit of an episode but the drawings, rejected attempts included', () => {
  const event = played();
  const turns = event.trajectory.turns.map((turn) => {
    const { scene: _, ...rest } = turn;
    return rest;
  });
  expect(turns.some(({ rejected }) => rejected.length > 0)).toBe(true);
  expect(Number.isNaN(turns[0]!.gamma)).toBe(true);
  const again = episodeOf(episodeLine(event));
  expect(again).toEqual({ ...event, trajectory: { ...event.trajectory, turns } });
  expect(episodeLine(again)).toBe(episodeLine(event));
});

it('is one line', () => {
  expect(episodeLine(played())).not.toContain('\n');
});
