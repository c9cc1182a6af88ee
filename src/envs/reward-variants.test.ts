import { describe, expect, test } from 'vitest';
import { TurnlabError } from '../core/errors.ts';
import { SETTINGS } from '../core/settings.ts';
import { Rng } from '../core/rng.ts';
import type { TaskRef } from './env.ts';
import { makeEnv } from './registry.ts';
import { REWARD_IDS } from './reward-variants.ts';
import { VecEnv } from './vec.ts';

const ref = (env: string, level: number, seed = 3): TaskRef => ({ env, level, split: 'train', seed });

/** What each turn is paid; `choose` gets the expert's action and may say something else. */
function paid(task: TaskRef, reward: string, choose: (best: string, turn: number, last: boolean) => string): number[] {
  const vec = new VecEnv(task.env, reward);
  const rng = new Rng(0, 'expert');
  vec.reset([task], 1);
  const rewards: number[] = [];
  while (vec.activeRows.length > 0) {
    const env = vec.env(0);
    const best = env.oracle(rng)?.action ?? 'wait';
    rewards.push(vec.step([choose(best, rewards.length, env.distance() === 1)])[0]!.reward);
  }
  return rewards;
}
const best = (action: string): string => action;
const sum = (rewards: readonly number[]): number => rewards.reduce((a, b) => a + b, 0);

test('the setting offers exactly these, and an unknown one is refused with the choices', () => {
  const setting = SETTINGS.find((s) => s.key === 'reward');
  expect(setting?.kind === 'choice' && setting.options.map((o) => o.value)).toEqual(REWARD_IDS);
  for (const id of ['', 'gold', 'constructor'])
    expect(() => new VecEnv('house', id)).toThrow(
      expect.objectContaining({ constructor: TurnlabError, code: 'bad-setting' }),
    );
});

test('own pays what the environment pays', () => {
  const task = ref('push', 0);
  const env = makeEnv('push');
  env.reset(task);
  const rng = new Rng(0, 'expert');
  const own: number[] = [];
  for (let move = env.oracle(rng); move; move = env.oracle(rng)) own.push(env.step(move.action).reward);
  expect(paid(task, 'own', best)).toEqual(own);
  expect(new Set(own).size).toBeGreaterThan(1);
});

describe('a won episode', () => {
  const turns = paid(ref('push', 0), 'own', best).length;
  test.each([
    ['win', 10],
    ['conditions', 11],
    ['turn-cost', 1 - turns],
    ['strict', 1],
    ['shaped', 1],
  ])('%s: %d', (reward, total) => {
    const rewards = paid(ref('push', 0), reward, best);
    expect(sum(rewards)).toBe(total);
    if (reward !== 'turn-cost') expect(rewards.slice(0, -1).every((r) => r === 0)).toBe(true);
  });
});

describe('a won episode with one broken rule', () => {
  test.each([
    ['win', 10],
    ['strict', -1],
    ['shaped', 0.8],
  ])('%s: %d', (reward, total) => {
    expect(sum(paid(ref('house', 1), reward, (action, turn) => (turn === 1 ? 'x'.repeat(100_000) : action)))).toBe(
      total,
    );
  });
});

describe('a won episode with one malformed response, whose action was carried out', () => {
  test.each([
    ['own', 10],
    ['win', 10],
    ['strict', -1],
    ['shaped', 0.8],
  ])('%s: %d', (reward, total) => {
    const vec = new VecEnv('house', reward);
    const rng = new Rng(0, 'expert');
    vec.reset([ref('house', 1), ref('house', 1)], 1);
    const totals = [0, 0];
    for (let turn = 0; vec.activeRows.length > 0; turn++) {
      const { action } = vec.env(0).oracle(rng) ?? { action: 'look' };
      // Only the first row said it badly.
      vec
        .step([action, action], [turn !== 1, true])
        .forEach((paidTurn, row) => (totals[row]! += paidTurn?.reward ?? 0));
    }
    expect(totals[0]).toBe(total);
    expect(totals[1]).toBe(reward === 'own' || reward === 'win' ? 10 : 1);
  });
});

describe('a lost episode', () => {
  test('one that ran out of turns is paid for the conditions it met, or for its turns', () => {
    // Level 0 asks for one thing in one place: nothing is met before that.
    expect(sum(paid(ref('house', 0), 'conditions', () => 'look'))).toBe(0);
    expect(sum(paid(ref('house', 0), 'turn-cost', () => 'look'))).toBe(-15);
    expect(sum(paid(ref('house', 0), 'shaped', () => 'look'))).toBe(0.2);
    expect(sum(paid(ref('house', 0), 'shaped', () => 'nonsense'))).toBe(0);
    expect(sum(paid(ref('house', 0), 'strict', () => 'look'))).toBe(0);
  });

  test('an answer that could have been right is worth more than a blind one', () => {
    const wrong = 'answer ba cor ba cor';
    const found = paid(ref('search', 1), 'shaped', (action, _, last) => (last ? wrong : action));
    expect(sum(found)).toBe(0.3);
    expect(sum(paid(ref('search', 1), 'shaped', () => wrong))).toBe(0.2);
    expect(sum(paid(ref('search', 1), 'shaped', (_, turn) => (turn === 0 ? 'answer' : wrong)))).toBe(0.1);
  });
});
