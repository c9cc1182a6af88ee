import { describe, expect, test } from 'vitest';
import { addCut, emptyTally, idleArea, qualityOf, type LabelledThought } from './cut-quality.ts';

/** Eight think tokens from 1 to 8, the decision complete at 4. */
const WHOLE: LabelledThought = { thought: [1, 9], decidedAt: 4, firedAt: -1 };
const tallied = (...cases: readonly (readonly [LabelledThought, number])[]) => {
  const tally = emptyTally();
  for (const [thought, cut] of cases) addCut(tally, thought, cut);
  return tally;
};

describe('tokens that a cut takes away', () => {
  test.each([
    ['nowhere', -1, 0, 0],
    ['right after the decision', 4, 4, 4],
    ['inside the idle tail', 6, 2, 2],
    ['before the decision', 2, 6, 4],
    ['behind the last token', 8, 0, 0],
  ])('cut %s', (_, cut, taken, takenIdle) => {
    expect(tallied([WHOLE, cut])).toEqual({ labelled: 1, unlabelled: 0, taken, takenIdle, idle: 4 });
  });

  test('of a thought that was cut when played only the first is known, and it is idle if the action had been named', () => {
    const named = { thought: [1, 5], decidedAt: 4, firedAt: 4 } as const;
    expect(tallied([named, 4])).toMatchObject({ taken: 1, takenIdle: 1, idle: 1 });
    const early = { thought: [1, 5], decidedAt: -1, firedAt: 4 } as const;
    expect(tallied([early, 4])).toEqual({ labelled: 0, unlabelled: 1, taken: 1, takenIdle: 0, idle: 0 });
  });

  test('a thought without a label counts as such and as nothing else; an empty one not at all', () => {
    expect(tallied([{ ...WHOLE, decidedAt: -1 }, 3], [{ thought: [1, 1], decidedAt: -1, firedAt: -1 }, -1])).toEqual({
      ...emptyTally(),
      unlabelled: 1,
    });
  });

  test('shares over all thoughts, NaN over nothing', () => {
    expect(qualityOf(tallied([WHOLE, 2], [WHOLE, 6], [{ ...WHOLE, decidedAt: -1 }, 2]))).toEqual({
      precision: 6 / 8,
      recall: 6 / 8,
      unlabelled: 1 / 3,
    });
    expect(qualityOf(emptyTally())).toEqual({ precision: NaN, recall: NaN, unlabelled: NaN });
  });
});

test('the area compares window means of idle tokens with those of the others', () => {
  const windowMean = Float32Array.of(NaN, NaN, 0.5, 0.3, 0.4, 0.2, 0.3, 0.1, 0.1, NaN);
  // Before: 0.5, 0.3, 0.4; after: 0.2, 0.3, 0.1, 0.1. Of 12 pairs one is a tie and none the wrong way round.
  expect(idleArea([{ ...WHOLE, windowMean }])).toBeCloseTo(11.5 / 12, 10);
  expect(idleArea([{ ...WHOLE, decidedAt: -1, windowMean }])).toBeNaN();
});
