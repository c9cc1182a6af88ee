import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leaveOneOut } from './advantages.ts';
import { aggregateLoss } from './aggregate.ts';
import { isInformative } from './dynamic-sampling.ts';
import { GROUP_CENTRE, GROUP_Z, mean, relativeTo, standardiseByGroup, variance } from './statistics.ts';

const scores = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 12 });

describe('group-relative advantages', () => {
  test('sum to zero inside a group and do not move when a constant is added', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: -50, max: 50 }), (values, shift) => {
        const advantages = relativeTo(values, values, GROUP_Z);
        expect(Math.abs(advantages.reduce((a, b) => a + b, 0))).toBeLessThan(1e-6);
        const moved = values.map((x) => x + shift);
        relativeTo(moved, moved, GROUP_Z).forEach((a, i) => expect(a).toBeCloseTo(advantages[i]!, 6));
      }),
    );
  });

  test('leave-one-out is n / (n - 1) times Dr.GRPO', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const groups = values.map(() => 0);
        const centred = standardiseByGroup(values, groups, GROUP_CENTRE);
        const n = values.length;
        leaveOneOut(values, groups).forEach((a, i) => expect(a).toBeCloseTo((centred[i]! * n) / (n - 1), 9));
      }),
    );
  });

  test('a group without variance gives exact zeros and is not informative', () => {
    expect([...relativeTo([0.3, 0.3, 0.3], [0.3, 0.3, 0.3], GROUP_CENTRE)].map(Math.abs)).toEqual([0, 0, 0]);
    expect([...relativeTo([7, 7], [7, 7], GROUP_Z)]).toEqual([0, 0]);
    expect(isInformative([1, 1, 1])).toBe(false);
    expect(isInformative([1, 0, 1])).toBe(true);
  });

  test('each place of epsilon is where it says', () => {
    const pool = [0, 2];
    const at = (epsPlace: 'after-root' | 'inside-root' | 'variance-floor', eps: number): number =>
      relativeTo(pool, pool, { std: { ddof: 1, eps, epsPlace }, singleton: 'raw' })[1]!;
    expect(at('after-root', 1)).toBeCloseTo(1 / (Math.SQRT2 + 1), 12);
    expect(at('inside-root', 7)).toBeCloseTo(1 / 3, 12);
    expect(at('variance-floor', 9)).toBeCloseTo(1 / 12, 12);
    expect(at('variance-floor', 1)).toBeCloseTo(1 / (Math.SQRT2 + 1), 12);
  });

  test('ddof 0 and 1', () => {
    expect(variance([1, 2, 3, 4], 0)).toBeCloseTo(1.25, 12);
    expect(variance([1, 2, 3, 4], 1)).toBeCloseTo(5 / 3, 12);
    expect(mean([1, 2, 6])).toBe(3);
  });
});

describe('loss aggregation', () => {
  test('a batch without loss tokens is 0, not NaN', () => {
    expect(aggregateLoss([[1, 2]], [[0, 0]], 'seq-mean-token-mean')).toBe(0);
    expect(aggregateLoss([[1, 2]], [[0, 0]], 'token-mean')).toBe(0);
  });

  test('a given constant replaces the padded width', () => {
    expect(aggregateLoss([[1, 2, 3]], [[1, 1, 0]], 'seq-mean-token-sum-norm', 10)).toBeCloseTo(0.3, 12);
  });
});
