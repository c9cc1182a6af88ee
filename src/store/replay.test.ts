import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playEpisode } from '../../test/browser/fake-client.ts';
import { Rng } from '../core/rng.ts';
import { ENV_IDS, makeEnv, specOf } from '../envs/registry.ts';
import { demonstration, replay } from './replay.ts';

const anyEnv = fc.constantFrom(...ENV_IDS);
const anySeed = fc.nat(10_000);

describe('replay', () => {
  it('gives one moment more than turns, with the scene that was recorded before each', () => {
    fc.assert(
      fc.property(anyEnv, anySeed, (env, seed) => {
        const trajectory = playEpisode({ env, level: 0, split: 'val', seed }, 0.5, new Rng(seed, 'test'));
        const film = replay(makeEnv(env), trajectory);
        expect(film?.moments.length).toBe(trajectory.turns.length + 1);
        expect(film?.moments.slice(0, -1).map((m) => m.scene)).toEqual(trajectory.turns.map((t) => t.scene));
      }),
      { numRuns: 40 },
    );
  });

  it('refuses a record that its environment does not repeat', () => {
    const trajectory = playEpisode({ env: 'house', level: 0, split: 'val', seed: 1 }, 1, new Rng(1, 'test'));
    const foreign = { ...trajectory, turns: trajectory.turns.map((t) => ({ ...t, after: 'something else' })) };
    expect(replay(makeEnv('house'), foreign)).toBeNull();
  });
});

describe('demonstration', () => {
  it('solves a training task, one move between two moments', () => {
    fc.assert(
      fc.property(anyEnv, anySeed, (env, seed) => {
        const { moments, moves, task } = demonstration(makeEnv(env), 0, seed);
        expect(moves.length).toBeGreaterThan(0);
        expect(moments.length).toBe(moves.length + 1);
        expect(task).not.toBe('');
      }),
      { numRuns: 40 },
    );
  });

  it('takes the hardest level there is when asked for a harder one', () => {
    const hardest = Math.max(...specOf('lake').levels.map(({ level }) => level));
    expect(demonstration(makeEnv('lake'), 9, 1)).toEqual(demonstration(makeEnv('lake'), hardest, 1));
  });
});
