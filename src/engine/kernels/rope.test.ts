import { expect, test } from 'vitest';
import { normals } from '../../../test/kernels/case.ts';
import { distance, dot } from '../../../test/kernels/differences.ts';
import { Rng } from '../../core/rng.ts';
import { ShapeError } from '../kernel.ts';
import { rope, ropeTable } from './rope.ts';

const [T, H, Hk, Dh] = [16, 4, 2, 6];
const Q = (H + 2 * Hk) * Dh;
const THETA = 100;
const table = ropeTable(T, Dh, THETA);

function turned(qkv: Float64Array, position: readonly number[], SIGN: number): Float64Array {
  const out = qkv.slice();
  rope.run({ N: position.length, T, H, Hk, Dh, SIGN }, [Uint32Array.from(position), table, out]);
  return out;
}

const random = (rows: number) => Float64Array.from(normals(new Rng(6, 'rope'), rows * Q));

test('the first pair of a head turns by its position, the next by position / theta^(2/Dh)', () => {
  const qkv = new Float64Array(Q);
  qkv[0] = 1; // first query head: pair (0, 3)
  qkv[1] = 1; // pair (1, 4)
  const out = turned(qkv, [2], 1);
  const slow = 2 / Math.cbrt(THETA);
  expect(out[0]).toBeCloseTo(Math.cos(2), 14);
  expect(out[3]).toBeCloseTo(Math.sin(2), 14);
  expect(out[1]).toBeCloseTo(Math.cos(slow), 14);
  expect(out[4]).toBeCloseTo(Math.sin(slow), 14);
});

test('values, position 0 and positions past the table are left alone', () => {
  const qkv = random(3);
  const out = turned(qkv, [5, 0, T], 1);
  const values = (H + Hk) * Dh;
  expect([...out.subarray(values, Q)]).toEqual([...qkv.subarray(values, Q)]);
  expect([...out.subarray(Q)]).toEqual([...qkv.subarray(Q)]);
  expect(distance(out.slice(0, values), qkv.slice(0, values))).toBeGreaterThan(0.1);
});

test('turning back undoes it, and is its transpose (hence its gradient)', () => {
  const position = [3, 15, 7];
  const a = random(3);
  const b = random(3).reverse();
  // A few roundings of numbers below 4: 1e-14 leaves a factor of ten.
  expect(distance(turned(turned(a, position, 1), position, 0), a)).toBeLessThan(1e-14);
  expect(Math.abs(dot(turned(a, position, 1), b) - dot(a, turned(b, position, 0)))).toBeLessThan(1e-12);
});

test('a query meets a key by their distance, not by where they stand', () => {
  const row = random(1);
  const score = (query: number, key: number): number => {
    const q = turned(row, [query], 1).slice(0, Dh);
    const k = turned(row, [key], 1).slice(H * Dh, (H + 1) * Dh);
    return dot(q, k);
  };
  expect(score(9, 4)).toBeCloseTo(score(5, 0), 12);
  expect(Math.abs(score(9, 4) - score(9, 5))).toBeGreaterThan(1e-3);
});

test.each([
  ['an odd head size', { N: 1, T, H, Hk, Dh: 5, SIGN: 1 }],
  ['a third direction', { N: 1, T, H, Hk, Dh, SIGN: 2 }],
  ['heads that do not divide', { N: 1, T, H: 3, Hk: 2, Dh, SIGN: 1 }],
])('refuses %s', (_, shape) => {
  expect(() => rope.lengths(shape)).toThrow(ShapeError);
});
