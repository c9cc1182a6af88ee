import { describe, expect, test } from 'vitest';
import type { Trajectory, Turn } from '../rollout/trajectory.ts';
import { RECIPES, recipeOf, type Recipe } from './recipes.ts';
import { trainingRows, turnAdvantages, type VoidFilter } from './rows.ts';

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
    phi: 0.5,
    gamma: NaN,
    rejected: [],
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

/** The recipe with every turn credited alike, as in the published code the formulas come from. */
const published = (id: string): Recipe => recipeOf(id, 'as-others');
const grpo = published('grpo');

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
    const centred = { ...published('dr-grpo'), pool: 'turn' as const };
    const batch = [trajectory(0, 10, [turn(true), turn(false), turn(true, false)]), trajectory(0, 0, [turn(true)])];
    const { turns } = turnAdvantages(batch, centred, 0.4);
    expect(turns[0]![0]! - turns[0]![1]!).toBeCloseTo(0.4, 12);
    expect(turns[0]![2]).toBeCloseTo(turns[0]![1]!, 12);
  });

  test('pooled by trajectory, penalties of all turns count against all turns', () => {
    const pooled = published('dr-grpo');
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

test('no recipe of ours rewards an invalid turn, and none spares it', () => {
  const batch = [trajectory(0, 10, [turn(true), turn(false)]), trajectory(0, 0, [turn(true), turn(false)])];
  for (const { id } of RECIPES) {
    const credited = turnAdvantages(batch, published(id), 0.1).turns;
    const { turns } = turnAdvantages(batch, recipeOf(id), 0.1);
    expect(turns[0]![1]).toBe(Math.min(0, credited[0]![1]!));
    expect(turns[1]).toEqual(credited[1]);
    expect(turns[0]![0]).toBe(credited[0]![0]);
  }
});

describe('GiGPO', () => {
  const at = (anchor: string, valid = true, reward = 0): Turn => ({ ...turn(valid), anchor, reward });
  const batch = [
    trajectory(0, 10, [at('s0'), at('s1', false), at('s2', true, 10)]),
    trajectory(0, 0, [at('s0'), at('s1'), at('s1'), at('s3')]),
  ];
  const flat = (turns: readonly Float64Array[]): number[] => turns.flatMap((own) => [...own]);

  test('adds the step part of algorithms.md §3.9 to what GRPO gives', () => {
    const { turns, anchored } = turnAdvantages(batch, published('gigpo'), 0.1, { gamma: 0.95, weight: 1 });
    const episode = flat(turnAdvantages(batch, grpo, 0.1).turns);
    const step = [Math.SQRT1_2, 1.1547, 0, -Math.SQRT1_2, -0.57735, -0.57735, 0];
    flat(turns).forEach((a, i) => expect(a - episode[i]!).toBeCloseTo(step[i]!, 5));
    // All but s2 and s3.
    expect(anchored).toBe(5 / 7);
  });

  test('where everyone earned the same afterwards, a penalty alone is no reason: the step part is left out', () => {
    const lost = [at('s0'), at('s1', false), at('s1'), at('s1')];
    const { turns } = turnAdvantages([...batch, trajectory(0, 0, lost)], published('gigpo'), 0.1);
    const apart = turnAdvantages([...batch, trajectory(0, 0, lost)], grpo, 0.1);
    const nothing = [at('s7', false), at('s7'), at('s7')];
    const both = turnAdvantages([...batch, trajectory(0, 0, nothing)], published('gigpo'), 0.1).turns[2]!;
    expect([...both]).toEqual([...turnAdvantages([...batch, trajectory(0, 0, nothing)], grpo, 0.1).turns[2]!]);
    // s1 was met on the way to success too, so there it counts.
    expect(turns[2]![1]).not.toBe(apart.turns[2]![1]);
  });

  test('centred only: returns against the mean of the same situation', () => {
    const { turns } = turnAdvantages(batch, published('gigpo-mean'), 0, { gamma: 0.5, weight: 2 });
    // Discounted returns 2.5, 5, 10 and zeros; scores 10 x 3 and 0 x 4 with mean 30 / 7.
    const centred = [1.25, 5 - 5 / 3, 0, -1.25, -5 / 3, -5 / 3, 0];
    flat(turns).forEach((a, i) => expect(a).toBeCloseTo((i < 3 ? 10 : 0) - 30 / 7 + 2 * centred[i]!, 12));
  });

  test('without weight it is GRPO, and the same situation in another group is another situation', () => {
    const none = turnAdvantages(batch, published('gigpo'), 0.1, { gamma: 0.95, weight: 0 });
    expect(none.turns).toEqual(turnAdvantages(batch, grpo, 0.1).turns);
    const apart = [...batch, trajectory(1, 10, [at('s0', true, 10)]), trajectory(1, 0, [at('s9')])];
    const both = turnAdvantages(apart, published('gigpo'), 0.1);
    expect(both.turns.slice(0, 2)).toEqual(turnAdvantages(batch, published('gigpo'), 0.1).turns);
    expect(both.turns.slice(2)).toEqual(turnAdvantages(apart.slice(2), grpo, 0.1).turns);
  });

  test('a group without reward variance stays left out', () => {
    const { turns, kept, anchored } = turnAdvantages(
      [trajectory(0, 0, [at('s0'), at('s1')]), trajectory(0, 0, [at('s0', false)])],
      published('gigpo'),
      0.1,
    );
    expect([kept, flat(turns), anchored]).toEqual([[false, false], [0, 0, 0], 0]);
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
    const rows = trainingRows(batch, advantages, { reference: () => Float32Array.of(-1, -2) });
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
    expect(trainingRows(forced, its, { forcedMask: 1 })[0]!.lossMask).toEqual(Float32Array.of(1, 1));
  });

  test.each<[VoidFilter, number]>([
    ['none', 4],
    ['turn', 3],
    ['trajectory', 1],
  ])('a filter of void turns (%s) leaves %i rows and changes no advantage', (voidFilter, count) => {
    const mixed = [trajectory(0, 10, [turn(true), turn(true, false), turn(true)]), trajectory(0, 0, [turn(true)])];
    const its = turnAdvantages(mixed, grpo, 0.1);
    const rows = trainingRows(mixed, its, { voidFilter });
    expect(rows).toHaveLength(count);
    expect(rows.at(-1)!.advantage[0]).toBe(Math.fround(its.turns[1]![0]!));
  });

  test('a rejected try is never trained on', () => {
    const plain = turn(true);
    const sibling = {
      ...plain.response,
      action: '',
      think: '',
      formatValid: true,
      phi: 0.5,
      gamma: 0,
      info: plain.info,
    };
    const tried = [trajectory(0, 10, [{ ...plain, rejected: [sibling, sibling] }]), trajectory(0, 0, [plain])];
    expect(trainingRows(tried, turnAdvantages(tried, grpo, 0.1))).toHaveLength(2);
  });
});
