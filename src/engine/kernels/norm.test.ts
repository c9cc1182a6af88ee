import { expect, test } from 'vitest';
import { normals } from '../../../test/kernels/case.ts';
import { differences, distance, dot } from '../../../test/kernels/differences.ts';
import { Rng } from '../../core/rng.ts';
import { ShapeError } from '../kernel.ts';
import {
  headNorm,
  headNormBackward,
  headNormWeightPartial,
  rmsNorm,
  rmsNormBackward,
  rmsNormWeightPartial,
  stripCount,
} from './norm.ts';

const EPS = 1e-5;
const zeros = (count: number) => new Float64Array(count);

/** Strips added up, as sumPartialsAdd does on the device. */
function sumStrips(partial: Float64Array, length: number): Float64Array {
  const sum = zeros(length);
  for (const [i, value] of partial.entries()) sum[i % length]! += value;
  return sum;
}

const reals = (rng: Rng, count: number) => Float64Array.from(normals(rng, count));

test('a normed row has mean square 1 before the weight, and a row of zeros stays zero', () => {
  const x = Float64Array.of(3, -4, 12, 0, 0, 0);
  const y = zeros(6);
  const rstd = zeros(2);
  rmsNorm.run({ N: 2, D: 3, EPS: 1e-12 }, [x, Float64Array.of(1, 1, 2), y, rstd]);
  // sqrt((9 + 16 + 144) / 3) = 13 / sqrt(3)
  const r = Math.sqrt(3) / 13;
  expect(distance(y, Float64Array.of(3 * r, -4 * r, 24 * r, 0, 0, 0))).toBeLessThan(1e-12);
  expect(rstd[0]).toBeCloseTo(r, 12);
  expect(rstd[1]).toBeCloseTo(1e6, 6);
});

test('rmsNorm: backward kernels match finite differences, dx is added to', () => {
  const [N, D] = [5, 6];
  const S = stripCount(N);
  const rng = new Rng(3, 'norm');
  const x = reals(rng, N * D);
  const weight = reals(rng, D);
  const dy = reals(rng, N * D);
  const y = zeros(N * D);
  const rstd = zeros(N);
  const loss = () => {
    rmsNorm.run({ N, D, EPS }, [x, weight, y, rstd]);
    return dot(y, dy);
  };
  const wantX = differences(x, loss);
  const wantWeight = differences(weight, loss);
  loss();
  const dx = zeros(N * D).fill(2);
  rmsNormBackward.run({ N, D }, [x, weight, rstd, dy, dx]);
  const partial = zeros(S * D).fill(7);
  rmsNormWeightPartial.run({ N, D, S }, [x, rstd, dy, partial]);
  expect(
    distance(
      dx.map((value) => value - 2),
      wantX,
    ),
  ).toBeLessThan(1e-8);
  expect(distance(sumStrips(partial, D), wantWeight)).toBeLessThan(1e-8);
});

test('headNorm norms each query and key head as rmsNorm does and copies values', () => {
  const [N, H, Hk, Dh] = [2, 4, 2, 3];
  const Q = (H + 2 * Hk) * Dh;
  const rng = new Rng(4, 'head');
  const qkv = reals(rng, N * Q);
  const qWeight = reals(rng, Dh);
  const kWeight = reals(rng, Dh);
  const out = zeros(N * Q);
  const rstd = zeros(N * (H + Hk));
  headNorm.run({ N, H, Hk, Dh, EPS }, [qkv, qWeight, kWeight, out, rstd]);
  const want = qkv.slice();
  const wantRstd = zeros(N * (H + Hk));
  for (let n = 0; n < N; n++)
    for (let head = 0; head < H + Hk; head++) {
      const at = n * Q + head * Dh;
      const y = want.subarray(at, at + Dh);
      const r = wantRstd.subarray(n * (H + Hk) + head, n * (H + Hk) + head + 1);
      rmsNorm.run({ N: 1, D: Dh, EPS }, [qkv.slice(at, at + Dh), head < H ? qWeight : kWeight, y, r]);
    }
  expect(out).toEqual(want);
  expect(rstd).toEqual(wantRstd);
});

test('headNorm: backward kernels match finite differences, the value gradient is copied', () => {
  const [N, H, Hk, Dh] = [3, 4, 2, 3];
  const heads = { N, H, Hk, Dh };
  const Q = (H + 2 * Hk) * Dh;
  const S = stripCount(N);
  const rng = new Rng(5, 'head');
  const qkv = reals(rng, N * Q);
  const qWeight = reals(rng, Dh);
  const kWeight = reals(rng, Dh);
  const dout = reals(rng, N * Q);
  const out = zeros(N * Q);
  const rstd = zeros(N * (H + Hk));
  const loss = () => {
    headNorm.run({ ...heads, EPS }, [qkv, qWeight, kWeight, out, rstd]);
    return dot(out, dout);
  };
  const want = differences(qkv, loss);
  const wantQ = differences(qWeight, loss);
  const wantK = differences(kWeight, loss);
  loss();
  const dqkv = zeros(N * Q).fill(7);
  headNormBackward.run(heads, [qkv, qWeight, kWeight, rstd, dout, dqkv]);
  const partial = zeros(S * 2 * Dh).fill(7);
  headNormWeightPartial.run({ ...heads, S }, [qkv, rstd, dout, partial]);
  const weights = sumStrips(partial, 2 * Dh);
  expect(distance(dqkv, want)).toBeLessThan(1e-8);
  expect(distance(weights.slice(0, Dh), wantQ)).toBeLessThan(1e-8);
  expect(distance(weights.slice(Dh), wantK)).toBeLessThan(1e-8);
});

test('strips cover every row once, also when the last ones are empty', () => {
  const [N, D, S] = [5, 1, 4];
  const ones = zeros(N).fill(1);
  const partial = zeros(S).fill(7);
  rmsNormWeightPartial.run({ N, D, S }, [ones, ones, ones, partial]);
  expect([...partial]).toEqual([2, 2, 1, 0]);
});

test.each([
  ['rmsNorm without epsilon', () => rmsNorm.lengths({ N: 1, D: 4, EPS: 0 })],
  ['rmsNorm with a NaN epsilon', () => rmsNorm.lengths({ N: 1, D: 4, EPS: NaN })],
  ['heads that do not divide', () => headNorm.lengths({ N: 1, H: 3, Hk: 2, Dh: 4, EPS })],
  ['no strips', () => rmsNormWeightPartial.lengths({ N: 1, D: 4, S: 0 })],
])('refuses %s', (_, attempt) => {
  expect(attempt).toThrow(ShapeError);
});
