import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from './wilson.ts';

describe('wilson', () => {
  it('solves the equation that defines it: |rate - p| = z sqrt(p (1 - p) / n) at both ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 1000 }), (n, k) => {
        const rate = Math.min(k, n) / n;
        for (const p of wilson(rate, n)) {
          const z = 1.959963984540054;
          // Squared, so that the ends 0 and 1 need no root of a rounding error.
          expect((rate - p) ** 2).toBeCloseTo((z * z * p * (1 - p)) / n, 12);
        }
      }),
    );
  });

  it('matches the published value for 8 of 10', () => {
    const [low, high] = wilson(0.8, 10);
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
  });

  it('knows nothing without trials', () => {
    expect(wilson(0, 0)).toEqual([Number.NaN, Number.NaN]);
  });
});
