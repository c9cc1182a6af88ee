import { describe, expect, test } from 'vitest';
import { isRejected, KEEP_ALL, meanUncertainty, type ResampleRule, type Try } from './resample.ts';

describe('Φ', () => {
  test('is the geometric mean, or the arithmetic one', () => {
    expect(meanUncertainty([0.25, 1], 'geometric')).toBeCloseTo(0.5, 15);
    expect(meanUncertainty([0.25, 1], 'arithmetic')).toBe(0.625);
    expect(meanUncertainty([0.3], 'geometric')).toBeCloseTo(0.3, 15);
  });

  test('a certain token counts as 1e-6, so that it does not settle the matter alone', () => {
    expect(meanUncertainty([0, 1], 'geometric')).toBeCloseTo(1e-3, 15);
    expect(meanUncertainty([0, 0], 'arithmetic')).toBe(1e-6);
  });
});

const RULE: ResampleRule = { ...KEEP_ALL, by: 'stagnant', eta: 0.1, maxTries: 2 };
const TRY: Try = { gamma: 0.05, action: 'up', lastAction: 'down', episode: 1, turn: 1, attempt: 0 };
const rejects = (rule: Partial<ResampleRule>, made: Partial<Try> = {}): boolean =>
  isRejected({ ...RULE, ...rule }, { ...TRY, ...made }, 7);

describe('a try is thrown away', () => {
  test('when Γ is below η, not at it', () => {
    expect([0, 0.09, 0.1, 0.2].map((gamma) => rejects({}, { gamma }))).toEqual([true, true, false, false]);
  });

  test('as published, an exactly equal Φ is left alone', () => {
    const by = 'stagnant-published';
    expect([0, 1e-9, 0.1].map((gamma) => rejects({ by }, { gamma }))).toEqual([false, true, false]);
  });

  test('never on the first turn, whatever the rule', () => {
    const first = { lastAction: undefined, gamma: NaN };
    for (const by of ['stagnant', 'stagnant-published', 'repeat', 'random'] as const)
      expect(rejects({ by, randomRate: 1 }, first)).toBe(false);
  });

  test('at most B_max times', () => {
    expect([0, 1, 2].map((attempt) => rejects({}, { attempt }))).toEqual([true, true, false]);
    expect(rejects({ maxTries: 0 })).toBe(false);
  });

  test('by repetition: when it says exactly what the last action said', () => {
    expect(rejects({ by: 'repeat' }, { action: 'down' })).toBe(true);
    expect(rejects({ by: 'repeat' })).toBe(false);
  });

  test('by chance: at the given rate, the same again under the same counters', () => {
    const rule = { by: 'random', randomRate: 0.3 } as const;
    const draws = (turn: number): boolean[] =>
      Array.from({ length: 2000 }, (_, episode) => rejects(rule, { episode, turn }));
    const share = draws(1).filter(Boolean).length / 2000;
    // Four standard errors of a share of 0.3 in 2000.
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 2000));
    expect(draws(1)).toEqual(draws(1));
    expect(draws(2)).not.toEqual(draws(1));
    expect(rejects({ by: 'random', randomRate: 0 })).toBe(false);
  });
});
