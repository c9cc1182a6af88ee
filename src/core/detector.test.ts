import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaUnderCurve } from './detector.ts';

/** By definition: over all pairs. */
function byPairs(scores: readonly number[], positive: readonly boolean[]): number {
  const of = (kind: boolean): number[] => scores.filter((_, i) => positive[i] === kind);
  const pairs = of(true).flatMap((p) => of(false).map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
  return pairs.reduce((sum: number, win) => sum + win, 0) / pairs.length;
}

describe('area under the ROC curve', () => {
  test('is the chance that a positive case scores higher, ties counted half', () => {
    const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(cases, (pairs) => {
        const scores = pairs.map(([score]) => score);
        const positive = pairs.map(([, kind]) => kind);
        const expected = byPairs(scores, positive);
        if (Number.isNaN(expected)) expect(areaUnderCurve(scores, positive)).toBeNaN();
        else expect(areaUnderCurve(scores, positive)).toBeCloseTo(expected, 12);
      }),
    );
  });

  test('1 when all positive cases score higher, 0 when lower, NaN scores left out, NaN without one of the kinds', () => {
    expect(areaUnderCurve([1, 2, 3, NaN], [0, 0, 1, 0])).toBe(1);
    expect(areaUnderCurve([3, 1, 2, NaN], [0, 1, 1, 1])).toBe(0);
    expect(areaUnderCurve([1, 2], [1, 1])).toBeNaN();
    expect(areaUnderCurve([], [])).toBeNaN();
  });
});
