import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring } from './ring.ts';

describe('Ring', () => {
  it('keeps the newest rows in order, whatever was pushed (model: an array)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.double()), (capacity, values) => {
        const ring = new Ring(2, capacity);
        values.forEach((v, i) => ring.push([i, v]));
        const model = values.map((v, i) => [i, v]).slice(-capacity);
        expect(ring.length).toBe(model.length);
        expect(model.map((_, r) => [ring.at(r, 0), ring.at(r, 1)])).toEqual(model);
      }),
    );
  });

  it('replaces the newest row and nothing else, also after wrapping', () => {
    const ring = new Ring(1, 3);
    for (const v of [1, 2, 3, 4]) ring.push([v]);
    ring.replaceLast([9]);
    expect([ring.at(0, 0), ring.at(1, 0), ring.at(2, 0)]).toEqual([2, 3, 9]);
  });

  it('replacing in an empty table pushes', () => {
    const ring = new Ring(1, 3);
    ring.replaceLast([5]);
    expect([ring.length, ring.at(0, 0)]).toEqual([1, 5]);
  });

  it('reads NaN outside the table and for missing cells', () => {
    const ring = new Ring(2, 2);
    ring.push([1]);
    expect([ring.at(0, 1), ring.at(1, 0), ring.at(-1, 0), ring.at(0, 2)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('drops the newest rows when truncated, and goes on from there', () => {
    const ring = new Ring(1, 3);
    for (const v of [1, 2, 3, 4]) ring.push([v]);
    ring.truncate(1);
    ring.push([8]);
    ring.truncate(5);
    expect([ring.length, ring.at(0, 0), ring.at(1, 0)]).toEqual([2, 2, 8]);
  });

  it('forgets everything when cleared', () => {
    const ring = new Ring(1, 2);
    ring.push([1]);
    ring.push([2]);
    ring.push([3]);
    ring.clear();
    expect(ring.length).toBe(0);
    ring.push([7]);
    expect(ring.at(0, 0)).toBe(7);
  });
});
