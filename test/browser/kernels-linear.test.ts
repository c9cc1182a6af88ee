/** Matrix products and ordered sums on WebGPU against their f64 twins. */
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { tensor } from '../../src/engine/executor.ts';
import { matmulNT } from '../../src/engine/kernels/linear.ts';
import { PlanBuilder } from '../../src/engine/plan.ts';
import { normals } from '../kernels/case.ts';
import { linearCases } from '../kernels/linear.cases.ts';
import { checkCase } from '../kernels/runner.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();

test.each(linearCases)('$name', async (one) => {
  expect(await checkCase(executor(), one)).toBeLessThanOrEqual(1);
});

/** The first rows of a bT when M rows are computed together. */
async function firstRows(M: number, N: number, K: number, rows: number): Promise<Uint8Array> {
  const gpu = executor();
  const [a, b, c] = [M * K, N * K, M * N].map((length, i) => tensor(gpu, 'abc'[i]!, 'f32', length));
  const rng = new Rng(5, 'rows');
  gpu.write(b!, Float32Array.from(normals(rng, N * K)));
  gpu.write(a!, Float32Array.from(normals(rng, M * K)));
  gpu.run(await gpu.compile(new PlanBuilder('rows').op(matmulNT, { M, N, K }, a!, b!, c!).build()));
  const [out] = await gpu.read([{ ...c!, length: rows * N }]);
  for (const one of [a!, b!, c!]) gpu.free(one.storage);
  return new Uint8Array(out!.buffer);
}

// Log-probs of a rollout and of the update that follows must agree before the first step: ratio 1, to the byte.
test.each([
  [20, 64],
  [21, 64],
  [20, 37],
])('a row is byte-equal however many are computed with it, N=%i K=%i', async (N, K) => {
  const alone = await firstRows(1, N, K, 1);
  expect(alone.some((byte) => byte !== 0)).toBe(true);
  for (const M of [2, 8, 9, 70]) expect(await firstRows(M, N, K, 1)).toEqual(alone);
});
