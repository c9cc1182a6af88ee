import { expect, test } from 'vitest';
import { normals } from '../../../test/kernels/case.ts';
import { differences, distance, dot } from '../../../test/kernels/differences.ts';
import { Rng } from '../../core/rng.ts';
import { ShapeError } from '../kernel.ts';
import { attention, attentionBackwardKV, attentionBackwardQ, attentionDelta } from './attention.ts';

/** Span of rows of these lengths, then `padding` tokens that are rows of their own. */
function spanOf(lengths: readonly number[], padding: number): Uint32Array {
  const span: number[] = [];
  for (const length of [...lengths, ...Array.from({ length: padding }, () => 1)]) {
    const start = span.length / 2;
    for (let i = 0; i < length; i++) span.push(start, start + length);
  }
  return Uint32Array.from(span);
}

function setup(H: number, Hk: number, Dh: number, lengths: readonly number[], padding: number, seed: number) {
  const span = spanOf(lengths, padding);
  const N = span.length / 2;
  const rng = new Rng(seed, 'attention');
  const Q = (H + 2 * Hk) * Dh;
  const zeros = (count: number) => new Float64Array(count);
  const run = { qkv: Float64Array.from(normals(rng, N * Q)), o: zeros(N * H * Dh), lse: zeros(N * H) };
  return { shape: { N, H, Hk, Dh }, span, Q, rng, zeros, ...run };
}

test('one row of two tokens, by hand', () => {
  // Dh 1, so the scale is 1: token 1 scores 2·1 = 2 and 2·3 = 6.
  const qkv = Float64Array.of(5, 1, 10, 2, 3, 20);
  const o = new Float64Array(2);
  const lse = new Float64Array(2);
  attention.run({ N: 2, H: 1, Hk: 1, Dh: 1 }, [qkv, Uint32Array.of(0, 2, 0, 2), o, lse]);
  const p = 1 / (1 + Math.exp(-4));
  expect(distance(o, Float64Array.of(10, 10 * (1 - p) + 20 * p))).toBeLessThan(1e-12);
  expect(distance(lse, Float64Array.of(5, Math.log(Math.exp(2) + Math.exp(6))))).toBeLessThan(1e-12);
});

test('a token sees its own row up to itself and nothing else', () => {
  const { shape, span, Q, qkv, o, lse } = setup(4, 2, 3, [4, 1, 3], 2, 1);
  attention.run(shape, [qkv, span, o, lse]);
  const before = o.slice();
  const width = shape.H * shape.Dh;
  for (let changed = 0; changed < shape.N; changed++) {
    const other = qkv.map((value, i) => (Math.floor(i / Q) === changed ? value + 1 : value));
    attention.run(shape, [other, span, o, lse]);
    for (let n = 0; n < shape.N; n++) {
      const moved = distance(o.slice(n * width, (n + 1) * width), before.slice(n * width, (n + 1) * width)) > 0;
      expect(moved, `token ${n} after changing ${changed}`).toBe(n >= changed && changed >= span[2 * n]!);
    }
  }
});

test('a padding token copies its own value', () => {
  const { shape, span, Q, qkv, o, lse } = setup(2, 1, 4, [2], 1, 2);
  attention.run(shape, [qkv, span, o, lse]);
  const value = qkv.slice(2 * Q + 3 * 4, 3 * Q);
  expect(distance(o.slice(2 * 8), Float64Array.from([...value, ...value]))).toBeLessThan(1e-12);
});

test('scores of ±1e4 neither overflow nor lose the winner', () => {
  const qkv = Float64Array.of(100, 100, 1, 100, -100, 2);
  const o = new Float64Array(2);
  const lse = new Float64Array(2);
  attention.run({ N: 2, H: 1, Hk: 1, Dh: 1 }, [qkv, Uint32Array.of(0, 2, 0, 2), o, lse]);
  expect([...o]).toEqual([1, 1]);
  expect([...lse]).toEqual([1e4, 1e4]);
});

test.each([
  [1, 1, 1, [1], 0],
  [2, 2, 3, [3, 1, 4], 2],
  [6, 2, 4, [5, 2], 1],
  [3, 1, 2, [4, 3, 1], 3],
])('backward matches finite differences: %i/%i heads of %i, rows %j, padding %i', (H, Hk, Dh, lengths, padding) => {
  const { shape, span, qkv, o, lse, rng, zeros } = setup(H, Hk, Dh, lengths, padding, 3);
  const dO = Float64Array.from(normals(rng, o.length));
  const loss = () => {
    attention.run(shape, [qkv, span, o, lse]);
    return dot(o, dO);
  };
  const want = differences(qkv, loss);
  loss();
  const delta = zeros(lse.length);
  const dqkv = zeros(qkv.length).fill(7);
  attentionDelta.run(shape, [o, dO, delta]);
  attentionBackwardQ.run(shape, [qkv, span, dO, lse, delta, dqkv]);
  attentionBackwardKV.run(shape, [qkv, span, dO, lse, delta, dqkv]);
  expect(distance(dqkv, want)).toBeLessThan(1e-8);
});

test('heads that do not divide are refused', () => {
  expect(() => attention.lengths({ N: 4, H: 3, Hk: 2, Dh: 4 })).toThrow(ShapeError);
  expect(() => attention.lengths({ N: 4, H: 2, Hk: 2, Dh: 257 })).toThrow(ShapeError);
  expect(() => attentionBackwardQ.lengths({ N: 0, H: 2, Hk: 2, Dh: 4 })).toThrow(ShapeError);
});
