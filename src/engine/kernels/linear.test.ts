import { expect, test } from 'vitest';
import { normals } from '../../../test/kernels/case.ts';
import { differences, distance, dot } from '../../../test/kernels/differences.ts';
import { Rng } from '../../core/rng.ts';
import {
  columnSumsPartial,
  matmulNN,
  matmulNT,
  matmulNTAdd,
  matmulNTBias,
  matmulTNPartial,
  splitCount,
  sumPartialsAdd,
} from './linear.ts';

const rng = new Rng(3, 'linear');
const random = (count: number): Float64Array => Float64Array.from(normals(rng, count));
/** Outputs start as junk, so that an element left unwritten shows. */
const junk = (count: number): Float64Array => new Float64Array(count).fill(123.25);

/** The definition: out[i, j] = sum over k of a(i, k) * b(k, j). */
function definition(
  [M, N, K]: readonly number[],
  a: (i: number, k: number) => number,
  b: (k: number, j: number) => number,
): Float64Array {
  const out = new Float64Array(M! * N!);
  for (let i = 0; i < M!; i++)
    for (let j = 0; j < N!; j++) for (let k = 0; k < K!; k++) out[i * N! + j]! += a(i, k) * b(k, j);
  return out;
}

/** Every remainder of the 4x4 block, and a single element. */
const sizes = [
  [1, 1, 1],
  [4, 8, 3],
  [5, 6, 7],
  [7, 9, 2],
  [10, 3, 5],
] as const;

test.each(sizes)('products follow their definition, %ix%ix%i', (M, N, K) => {
  const shape = { M, N, K };
  const [a, bT, b, aT] = [random(M * K), random(N * K), random(K * N), random(K * M)];
  const [bias, residual, c] = [random(N), random(M * N), junk(M * N)];
  const nt = definition(
    [M, N, K],
    (i, k) => a[i * K + k]!,
    (k, j) => bT[j * K + k]!,
  );

  matmulNT.run(shape, [a, bT, c]);
  expect(distance(c, nt)).toBeLessThan(1e-14 * K);

  matmulNTBias.run(shape, [a, bT, bias, c]);
  expect(
    distance(
      c,
      nt.map((x, i) => x + bias[i % N]!),
    ),
  ).toBeLessThan(1e-14 * K);

  matmulNTAdd.run(shape, [a, bT, residual, c]);
  expect(
    distance(
      c,
      nt.map((x, i) => x + residual[i]!),
    ),
  ).toBeLessThan(1e-14 * K);

  matmulNN.run(shape, [a, b, c]);
  expect(
    distance(
      c,
      definition(
        [M, N, K],
        (i, k) => a[i * K + k]!,
        (k, j) => b[k * N + j]!,
      ),
    ),
  ).toBeLessThan(1e-14 * K);

  matmulTNPartial.run({ ...shape, S: 1 }, [aT, b, c]);
  expect(
    distance(
      c,
      definition(
        [M, N, K],
        (i, k) => aT[k * M + i]!,
        (k, j) => b[k * N + j]!,
      ),
    ),
  ).toBeLessThan(1e-14 * K);
});

test('a linear layer’s gradients match finite differences', () => {
  // y = x wT; T tokens, I inputs, O outputs.
  const [T, I, O, S] = [5, 3, 6, 2];
  const [x, w, dy, y] = [random(T * I), random(O * I), random(T * O), junk(T * O)];
  const loss = (): number => {
    matmulNT.run({ M: T, N: O, K: I }, [x, w, y]);
    return dot(y, dy);
  };
  const dx = junk(T * I);
  matmulNN.run({ M: T, N: I, K: O }, [dy, w, dx]);
  expect(distance(dx, differences(x, loss))).toBeLessThan(1e-8);

  const [partial, dw] = [junk(S * O * I), new Float64Array(O * I)];
  matmulTNPartial.run({ M: O, N: I, K: T, S }, [dy, x, partial]);
  sumPartialsAdd.run({ S, L: O * I }, [partial, dw]);
  expect(distance(dw, differences(w, loss))).toBeLessThan(1e-8);
});

test('the parts of a split product share K out in order; a part past the end is zero', () => {
  const partial = junk(4);
  // ceil(5 / 4) = 2 terms a part: {1, 2}, {4, 8}, {16}, {}.
  matmulTNPartial.run({ M: 1, N: 1, K: 5, S: 4 }, [
    Float64Array.of(1, 2, 4, 8, 16),
    new Float64Array(5).fill(1),
    partial,
  ]);
  expect([...partial]).toEqual([3, 12, 16, 0]);
});

test('sumPartialsAdd adds to what is there', () => {
  const out = Float64Array.of(100, 200);
  sumPartialsAdd.run({ S: 3, L: 2 }, [Float64Array.of(1, 2, 3, 4, 5, 6), out]);
  expect([...out]).toEqual([109, 212]);
});

test('columnSumsPartial sums strips of rows', () => {
  const partial = junk(6);
  // Three rows in three strips, then in two, of which the second holds the one row that is left.
  columnSumsPartial.run({ N: 3, D: 2, S: 3 }, [Float64Array.of(1, 2, 3, 4, 5, 6), partial]);
  expect([...partial]).toEqual([1, 2, 3, 4, 5, 6]);
  const two = junk(4);
  columnSumsPartial.run({ N: 3, D: 2, S: 2 }, [Float64Array.of(1, 2, 3, 4, 5, 6), two]);
  expect([...two]).toEqual([4, 6, 5, 6]);
});

test('in f32 the sums are carried in double precision', () => {
  // 2^24 + 1 - 2^24 is 0 when the running sum is rounded to f32.
  const c = new Float32Array(1);
  matmulNT.run({ M: 1, N: 1, K: 3 }, [Float32Array.of(2 ** 24, 1, -(2 ** 24)), Float32Array.of(1, 1, 1), c]);
  expect(c[0]).toBe(1);
});

test('splitCount: more parts the fewer the outputs, never parts without work', () => {
  expect(splitCount(4, 4, 63)).toBe(1);
  expect(splitCount(64, 64, 4096)).toBe(64);
  expect(splitCount(192, 64, 2048)).toBe(22);
  expect(splitCount(1024, 1024, 100_000)).toBe(1);
  for (const K of [1, 64, 130, 4096, 65_537]) {
    const S = splitCount(8, 8, K);
    expect((S - 1) * Math.ceil(K / S)).toBeLessThan(K);
  }
});

test('a size that is not a positive integer is refused by name', () => {
  expect(() => matmulNT.lengths({ M: 1, N: 0, K: 1 })).toThrow('matmulNT: N must be a positive integer, got 0');
  expect(() => matmulTNPartial.lengths({ M: 1, N: 1, K: 1, S: 0.5 })).toThrow('S must be a positive integer');
});

test('contracts: elements each argument holds', () => {
  const shape = { M: 2, N: 3, K: 5 };
  expect(matmulNT.lengths(shape)).toEqual([10, 15, 6]);
  expect(matmulNTBias.lengths(shape)).toEqual([10, 15, 3, 6]);
  expect(matmulNTAdd.lengths(shape)).toEqual([10, 15, 6, 6]);
  expect(matmulNN.lengths(shape)).toEqual([10, 15, 6]);
  expect(matmulTNPartial.lengths({ ...shape, S: 4 })).toEqual([10, 15, 24]);
});
