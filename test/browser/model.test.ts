/** Policy on WebGPU: generation, scoring and training behave as on the CPU executors. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { openWebGpu, type WebGpuExecutor } from '../../src/engine/webgpu/executor.ts';
import { Policy } from '../../src/model/policy.ts';
import {
  FAMILIES,
  greedyShortfall,
  LOSS,
  MAX_TOKENS,
  OPTIMISER,
  requestFor,
  rowsApart,
  sharersApart,
  samplerAgainstScores,
  TOY,
  trainedParameters,
  trainingRows,
} from '../policy-cases.ts';

// As on the CPU, plus WGSL's looser exp: 3 + 2|x| ulp.
const TOLERANCE = 1e-4;

let gpu: WebGpuExecutor;
beforeAll(async () => {
  gpu = await openWebGpu();
});
afterAll(() => gpu.dispose());

test.each(FAMILIES)('$family: the sampler records what scoring says', async (config) => {
  expect(await samplerAgainstScores(gpu, config)).toBeLessThan(TOLERANCE);
});

test.each(FAMILIES)('$family: greedy is the argmax', async (config) => {
  expect(await greedyShortfall(gpu, config)).toBeLessThan(TOLERANCE);
});

test('rows that share a prompt do not feel each other', async () => {
  expect(await sharersApart(gpu)).toBeLessThan(TOLERANCE);
});

test('rows do not feel each other', async () => {
  expect(await rowsApart(gpu)).toBeLessThan(TOLERANCE);
});

test('same seed, same bytes after 50 updates', async () => {
  expect(await trainedParameters(gpu, 50)).toEqual(await trainedParameters(gpu, 50));
});

test('a turn is decoded with one read-back, an update with another', async () => {
  const policy = await Policy.create(gpu, TOY, { seed: 1, maxTokens: MAX_TOKENS });
  const rng = new Rng(1, 'rows');
  const { readbacks, dispatches } = gpu.counters;
  // One token a prompt: nothing to prefill.
  const request = requestFor(rng, 8, TOY.V);
  const rows = request.rows.map((row) => ({ ...row, prompt: row.prompt.subarray(0, 1) }));
  await policy.generate({ ...request, rows, maxNewTokens: 12, stopToken: 1000 });
  expect(gpu.counters.dispatches).toBe(dispatches + 12 * (5 * TOY.layers + 4));
  await policy.update(trainingRows(rng, 8, TOY.V), LOSS, OPTIMISER);
  expect(gpu.counters.readbacks).toBe(readbacks + 2);
  policy.dispose();
});

test('WebGPU and the CPU executor train alike', async () => {
  const cpu = await CpuExecutor.create({ precision: 'f32' });
  const losses: number[][] = [];
  for (const executor of [gpu, cpu]) {
    const policy = await Policy.create(executor, TOY, { seed: 12, maxTokens: MAX_TOKENS });
    const rng = new Rng(13, 'rows');
    const run = [];
    for (let u = 0; u < 10; u++) run.push((await policy.update(trainingRows(rng, 6, TOY.V), LOSS, OPTIMISER)).loss);
    losses.push(run);
    policy.dispose();
  }
  for (const [u, loss] of losses[0]!.entries())
    expect(Math.abs(loss - losses[1]![u]!), `update ${u}`).toBeLessThan(TOLERANCE);
  cpu.dispose();
});
