import { describe, expect, test } from 'vitest';
import type { Trajectory, Turn } from '../rollout/trajectory.ts';
import { recipeOf } from './recipes.ts';
import { trainingRows, turnAdvantages } from './rows.ts';

function turn(valid: boolean, formatValid = true): Turn {
  return {
    prompt: Uint32Array.of(1, 2, 3),
    response: {
      ids: Uint32Array.of(7, 8),
      logprob: Float32Array.of(-0.5, -0.25),
      entropy: Float32Array.of(0.1, 0.2),
      confidence: Float32Array.of(1, 2),
      finished: true,
      uncertainty: Float32Array.of(0.3, 0.4),
      forced: new Uint8Array(2),
      firedAt: -1,
      cut: 'none',
    },
    action: 'a',
    think: '',
    formatValid,
    before: '',
    after: '',
    anchor: '',
    reward: 0,
    info: { valid, effective: true, novel: true, repeat: false, progress: null, won: false, score: 0 },
  };
}

const trajectory = (group: number, reward: number, turns: Turn[]): Trajectory => ({
  task: { env: 'x', level: 0, split: 'train', seed: 0 },
  group,
  episode: 0,
  turns,
  reward,
  success: reward > 0,
  score: reward / 10,
});

const grpo = recipeOf('grpo');

describe('turn advantages', () => {
  test('scores are pooled over the turns of the group, as verl-agent does', () => {
    const { turns } = turnAdvantages(
      [trajectory(0, 10, [turn(true)]), trajectory(0, 0, [turn(true), turn(true)])],
      grpo,
      0,
    );
    // Scores 10, 0, 0: mean 10/3, variance 100/3 (ddof 1).
    const std = Math.sqrt(100 / 3) + 1e-6;
    expect(turns[0]![0]).toBeCloseTo(20 / 3 / std, 12);
    expect(turns[1]![0]).toBeCloseTo(-10 / 3 / std, 12);
    expect(turns[1]![1]).toBe(turns[1]![0]);
  });

  test('an invalid turn is penalised alone, for its action as for its format', () => {
    const centred = { ...recipeOf('dr-grpo'), pool: 'turn' as const };
    const batch = [trajectory(0, 10, [turn(true), turn(false), turn(true, false)]), trajectory(0, 0, [turn(true)])];
    const { turns } = turnAdvantages(batch, centred, 0.4);
    expect(turns[0]![0]! - turns[0]![1]!).toBeCloseTo(0.4, 12);
    expect(turns[0]![2]).toBeCloseTo(turns[0]![1]!, 12);
  });

  test('pooled by trajectory, penalties of all turns count against all turns', () => {
    const pooled = recipeOf('dr-grpo');
    const batch = [trajectory(0, 10, [turn(true), turn(false)]), trajectory(0, 0, [turn(true)])];
    const { turns } = turnAdvantages(batch, pooled, 1);
    expect([...turns[0]!, ...turns[1]!]).toEqual([4.5, 4.5, -4.5]);
  });

  test('groups are compared inside themselves; a group without reward variance is left out and counted', () => {
    const batch = [
      trajectory(0, 0, [turn(false)]),
      trajectory(0, 0, [turn(true)]),
      trajectory(1, 10, [turn(true)]),
      trajectory(1, 0, [turn(true)]),
    ];
    const { turns, kept, groups, droppedGroups } = turnAdvantages(batch, grpo, 0.1);
    expect(kept).toEqual([false, false, true, true]);
    expect([groups, droppedGroups]).toEqual([2, 1]);
    expect([...turns[0]!, ...turns[1]!]).toEqual([0, 0]);
    expect(turns[2]![0]).toBeCloseTo(Math.SQRT1_2, 6);
  });
});

describe('training rows', () => {
  const batch = [
    trajectory(0, 10, [turn(true), turn(true)]),
    trajectory(0, 0, [turn(true)]),
    trajectory(1, 0, [turn(true)]),
    trajectory(1, 0, [turn(true)]),
  ];
  const advantages = turnAdvantages(batch, grpo, 0.1);

  test('one row per turn of the kept groups: prompt, then the sampled ids with their advantage', () => {
    const rows = trainingRows(batch, advantages);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toEqual({
      ids: Uint32Array.of(1, 2, 3, 7, 8),
      start: 3,
      lossMask: Float32Array.of(1, 1),
      advantage: new Float32Array(2).fill(advantages.turns[0]![0]!),
      oldLogprob: Float32Array.of(-0.5, -0.25),
      refLogprob: Float32Array.of(-0.5, -0.25),
    });
  });

  test('a reference replaces the log-probs the pull is measured from', () => {
    const rows = trainingRows(batch, advantages, () => Float32Array.of(-1, -2));
    expect(rows[0]!.refLogprob).toEqual(Float32Array.of(-1, -2));
    expect(rows[0]!.oldLogprob).toEqual(Float32Array.of(-0.5, -0.25));
  });

  test('a forced token is no choice of the policy and carries no loss, unless asked to', () => {
    const plain = turn(true);
    const cut: Turn = {
      ...plain,
      response: { ...plain.response, forced: Uint8Array.of(0, 1), firedAt: 0, cut: 'cap' },
    };
    const forced = [trajectory(0, 10, [cut]), trajectory(0, 0, [plain])];
    const its = turnAdvantages(forced, grpo, 0.1);
    expect(trainingRows(forced, its).map((row) => [...row.lossMask])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(trainingRows(forced, its, undefined, 1)[0]!.lossMask).toEqual(Float32Array.of(1, 1));
  });
});
