import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate } from './decimate.ts';

const curve = fc.array(fc.double({ noDefaultInfinity: true }), { maxLength: 400 });

describe('decimate', () => {
  it('keeps every row of a short curve', () => {
    expect([...decimate(5, 100, 1, () => 0)]).toEqual([0, 1, 2, 3, 4]);
  });

  it('is ascending, bounded, and keeps both ends and the extremes of the whole curve', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 1, max: 20 }), (values, buckets) => {
        const rows = [...decimate(values.length, buckets, 1, (row) => values[row] ?? Number.NaN)];
        expect(rows.length).toBeLessThanOrEqual(Math.max(values.length === 0 ? 0 : 1, buckets * 4));
        expect(rows.every((row, i) => i === 0 || row > (rows[i - 1] ?? -1))).toBe(true);
        if (values.length === 0) return;
        expect([rows[0], rows.at(-1)]).toEqual([0, values.length - 1]);
        const numbers = values.filter((v) => !Number.isNaN(v));
        const kept = rows.map((row) => values[row]).filter((v) => !Number.isNaN(v));
        if (numbers.length === 0) return;
        expect(Math.max(...(kept as number[]))).toBe(Math.max(...numbers));
        expect(Math.min(...(kept as number[]))).toBe(Math.min(...numbers));
      }),
    );
  });

  it('keeps a one-row spike of either series', () => {
    const spike = (row: number, series: number): number => (row === (series === 0 ? 501 : 777) ? 1 : 0);
    const rows = decimate(1000, 10, 2, spike);
    expect(rows.includes(501) && rows.includes(777)).toBe(true);
    expect(rows.length).toBeLessThanOrEqual(60);
  });
});
