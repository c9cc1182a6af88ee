/** Models that see, on WebGPU: they play, score and learn as on the CPU executors. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { openWebGpu, type WebGpuExecutor } from '../../src/engine/webgpu/executor.ts';
import { seeingRun, seersApart } from '../patch-cases.ts';

// As in model.test.ts.
const TOLERANCE = 1e-4;

let gpu: WebGpuExecutor;
beforeAll(async () => {
  gpu = await openWebGpu();
});
afterAll(() => gpu.dispose());

test('rows with pictures play together as alone, and as scored', async () => {
  expect(await seersApart(gpu)).toBeLessThan(TOLERANCE);
});

test('updates on pictures of odd sizes: same seed, same bytes, and as on the CPU', async () => {
  const cpu = await CpuExecutor.create({ precision: 'f32' });
  const [run, again, other] = [await seeingRun(gpu, 6), await seeingRun(gpu, 6), await seeingRun(cpu, 6)];
  expect(run).toEqual(again);
  for (const [u, loss] of run.losses.entries())
    expect(Math.abs(loss - other.losses[u]!), `update ${u}`).toBeLessThan(TOLERANCE);
  cpu.dispose();
});
