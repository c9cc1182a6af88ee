import { describe, expect, test } from 'vitest';
import { TurnlabError } from '../core/errors.ts';
import { Rng } from '../core/rng.ts';
import type { Split } from './env.ts';
import { GymEnv } from './gymnasium.ts';
import { makeEnv } from './registry.ts';

/** Random play to the end; what the adapter said. */
function played(env: GymEnv, seed: number): unknown[] {
  const rng = new Rng(seed, 'gymnasium');
  const opening = env.reset(seed);
  let [obs] = opening;
  const said: unknown[] = [...opening];
  for (let isOver = false; !isOver;) {
    const [next, reward, terminated, truncated, labels] = env.step(env.sampleAction(obs, rng));
    said.push([next, reward, terminated, truncated, labels]);
    isOver = terminated || truncated;
    obs = next;
  }
  return said;
}

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (thrown) {
    return thrown instanceof TurnlabError ? thrown.code : 'another error';
  }
  return 'no error';
};

describe('GymEnv', () => {
  test('says what the environment says, as five values', () => {
    const env = new GymEnv('shop', { level: 1, split: 'val' });
    const inner = makeEnv('shop');
    for (let seed = 0; seed < 20; seed++) {
      const task = { env: 'shop', level: 1, split: 'val', seed } as const;
      const rng = new Rng(seed, 'gymnasium');
      let obs = inner.reset(task);
      const expected: unknown[] = [obs, { task, key: inner.taskKey() }];
      for (;;) {
        const step = inner.step(inner.fillIn(rng.pick(obs.admissible), rng));
        obs = step.obs;
        expected.push([obs, step.reward, step.terminated, step.truncated, step.info]);
        if (step.terminated || step.truncated) break;
      }
      expect(played(env, seed)).toEqual(expected);
    }
  });

  test('a win is terminated, a spent turn limit is truncated', () => {
    const env = new GymEnv('numberline');
    const [obs] = env.reset(3);
    const [, target] = /^reach (\d)$/.exec(obs.task)!;
    const [, start] = /^at (\d)$/.exec(obs.text)!;
    const way = Number(target) > Number(start) ? 'up' : 'down';
    const steps = Array.from({ length: Math.abs(Number(target) - Number(start)) }, () => env.step(way));
    const [, reward, terminated, truncated, { reason }] = steps.at(-1)!;
    expect([reward, terminated, truncated, reason]).toEqual([1, true, false, 'won']);
    env.reset(3);
    const lazy = Array.from({ length: 10 }, () => env.step('sleep')).at(-1)!;
    expect([lazy[1], lazy[2], lazy[3], lazy[4].reason]).toEqual([0, false, true, 'limit']);
  });

  test('without a seed the next task follows the last one', () => {
    const env = new GymEnv('house');
    const seedOf = ([, { task }]: ReturnType<GymEnv['reset']>): number => task.seed;
    expect([env.reset(), env.reset(), env.reset(40), env.reset()].map(seedOf)).toEqual([0, 1, 40, 41]);
    expect([env.reset(2 ** 32 - 1), env.reset()].map(seedOf)).toEqual([2 ** 32 - 1, 0]);
  });

  test('options of a reset hold for it alone', () => {
    const env = new GymEnv('house', { level: 1 });
    const of = ([, { task }]: ReturnType<GymEnv['reset']>): unknown[] => [task.level, task.split];
    expect(of(env.reset(0, { level: 2, split: 'ood' }))).toEqual([2, 'ood']);
    expect(of(env.reset())).toEqual([1, 'train']);
  });

  test('bad input is one clear error, and the episode before goes on', () => {
    const env = new GymEnv('house');
    expect(codeOf(() => env.step('look'))).toBe('bad-argument');
    env.reset(0);
    env.step('look');
    for (const seed of [-1, 1.5, Number.NaN, 2 ** 32]) expect(codeOf(() => env.reset(seed))).toBe('bad-argument');
    expect(codeOf(() => env.reset(0, { level: 9 }))).toBe('bad-setting');
    expect(codeOf(() => env.reset(0, { split: 'dev' as Split }))).toBe('bad-setting');
    expect(codeOf(() => new GymEnv('mars'))).toBe('bad-setting');
    expect(env.step('look')[4]).toMatchObject({ valid: true, repeat: true });
    expect(env.reset()[1].task.seed).toBe(1);
  });
});
