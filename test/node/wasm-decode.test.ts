/** On the CPU a token that is decoded sees bit for bit the numbers that the same token sees in a packed training batch. */
import { afterAll, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { tensor } from '../../src/engine/executor.ts';
import type { Kernel, Shape } from '../../src/engine/kernel.ts';
import { attention } from '../../src/engine/kernels/attention.ts';
import { decodeAttention } from '../../src/engine/kernels/cache.ts';
import { matmulNT } from '../../src/engine/kernels/linear.ts';
import { runningLength, runningOffset } from '../../src/engine/kernels/running.ts';
import { PlanBuilder } from '../../src/engine/plan.ts';
import type { Numbers } from '../../src/engine/tensor.ts';
import { normals } from '../kernels/case.ts';

const executor = await CpuExecutor.create({ precision: 'f32' });
afterAll(() => executor.dispose());

/** Runs one op; arguments not given start at zero. Returns all arguments. */
async function run<S extends Shape>(
  kernel: Kernel<S>,
  shape: S,
  inputs: readonly (Numbers | undefined)[],
): Promise<Numbers[]> {
  const tensors = kernel.lengths(shape).map((length, i) => {
    const { name, dtype } = kernel.args[i]!;
    return tensor(executor, name, dtype, length);
  });
  for (const [i, values] of inputs.entries()) if (values !== undefined) executor.write(tensors[i]!, values);
  executor.run(await executor.compile(new PlanBuilder(kernel.name).op(kernel, shape, ...tensors).build()));
  const outputs = await executor.read(tensors);
  for (const { storage } of tensors) executor.free(storage);
  return outputs;
}

it.each([
  [4, 4, 16],
  [4, 2, 6],
  [2, 1, 64],
])('attention equals decodeAttention, %i/%i heads of %i', async (H, Hk, Dh) => {
  const N = 71;
  const Q = (H + 2 * Hk) * Dh;
  const qkv = Float32Array.from(normals(new Rng(3, 'qkv'), N * Q));
  const span = Uint32Array.from({ length: 2 * N }, (_, i) => (i % 2) * N);
  const [, , packed] = await run(attention, { N, H, Hk, Dh }, [qkv, span]);

  const part = (head: number): Float32Array =>
    Float32Array.from(
      { length: N * Hk * Dh },
      (_, i) => qkv[Math.floor(i / (Hk * Dh)) * Q + head * Dh + (i % (Hk * Dh))]!,
    );
  const cache = Float32Array.from([...part(H), ...part(H + Hk)]);
  for (const n of [0, 1, 3, 4, 31, 32, 70]) {
    const query = qkv.slice(n * Q, (n + 1) * Q);
    const running = new Uint32Array(runningLength(1));
    running[0] = 1;
    running[runningOffset('position', 1)] = n;
    const decoded = (await run(decodeAttention, { B: 1, T: N, H, Hk, Dh }, [query, cache, running]))[3];
    expect(decoded, `token ${n}`).toEqual(packed!.slice(n * H * Dh, (n + 1) * H * Dh));
  }
});

it('a row of a matrix product does not depend on how many rows there are', async () => {
  const [M, N, K] = [70, 37, 300];
  const rng = new Rng(4, 'rows');
  const a = Float32Array.from(normals(rng, M * K));
  const b = Float32Array.from(normals(rng, N * K));
  const all = (await run(matmulNT, { M, N, K }, [a, b]))[2];
  for (const m of [0, 3, 66, 69]) {
    const alone = (await run(matmulNT, { M: 1, N, K }, [a.slice(m * K, (m + 1) * K), b]))[2];
    expect(alone, `row ${m}`).toEqual(all!.slice(m * N, (m + 1) * N));
  }
});
