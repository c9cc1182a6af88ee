/** Recomputed activations give the same bytes for less memory; what a memory budget chooses fits in it. */
import { afterAll, expect, test, vi } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import type { TrainingRow } from '../../src/model/interface.ts';
import { fitMemory, trainingBytes } from '../../src/model/memory-budget.ts';
import { Policy, type PolicyOptions } from '../../src/model/policy.ts';
import { FAMILIES, LOSS, MAX_TOKENS, OPTIMISER, TOY, trainingRows } from '../policy-cases.ts';

const executors: CpuExecutor[] = [];
afterAll(() => {
  for (const executor of executors) executor.dispose();
});

/** A policy on an executor of its own, so that its bytes can be counted. */
async function open(config: ModelConfig, options: Partial<PolicyOptions>, precision: 'f32' | 'f64' = 'f32') {
  const executor = await CpuExecutor.create({ precision });
  executors.push(executor);
  return { executor, policy: await Policy.create(executor, config, { seed: 3, maxTokens: MAX_TOKENS, ...options }) };
}

/** Parameters after two updates with a score between them, which shares memory with what is recomputed. */
async function trained(config: ModelConfig, options: Partial<PolicyOptions>) {
  const { executor, policy } = await open(config, options);
  const rng = new Rng(4, 'rows');
  for (let u = 0; u < 2; u++) {
    const rows = trainingRows(rng, 5, config.V);
    await policy.update(rows, LOSS, OPTIMISER);
    await policy.score(
      rows.map((row) => row.ids),
      { temperature: 1, topJ: 3 },
    );
  }
  return { parameters: await policy.parameters(), peak: executor.counters.peakBytes };
}

const deep = (config: ModelConfig): ModelConfig => ({ ...config, layers: 4 });

test.each(FAMILIES.map(deep))('$family: recomputing some or all layers gives the same bytes', async (config) => {
  const kept = await trained(config, { tokenBudget: 128 });
  for (const recompute of [2, 99]) {
    const again = await trained(config, { tokenBudget: 128, recompute });
    expect(again.parameters, `${recompute} layers`).toEqual(kept.parameters);
  }
});

test('each recomputed layer takes less memory', () => {
  const bytes = [0, 1, 2, 3].map((recompute) => trainingBytes(deep(TOY), MAX_TOKENS, 1024, recompute));
  // The first pays for the memory that the recomputed share, and saves as much.
  expect(bytes[1]!).toBeLessThanOrEqual(bytes[0]! + 4 * 1024 * TOY.D);
  expect(bytes[2]!).toBeLessThan(bytes[1]!);
  expect(bytes[3]!).toBeLessThan(bytes[2]!);
});

/** One row whose every token but the first carries loss. */
function fullRow(rng: Rng, length: number): TrainingRow {
  const column = (value: () => number): Float32Array => Float32Array.from({ length: length - 1 }, value);
  return {
    ids: Uint32Array.from({ length }, () => rng.below(TOY.V)),
    start: 1,
    lossMask: column(() => 1),
    advantage: column(() => rng.normal()),
    oldLogprob: column(() => -3),
    refLogprob: column(() => -3),
  };
}

test.each([0, 2])(
  'the forecast is what an executor allocates, to the byte, recomputing %i layers',
  async (recompute) => {
    const config = deep(TOY);
    const executor = await CpuExecutor.create({ precision: 'f32' });
    executors.push(executor);
    // As a device counts: its own heap rounds up and keeps scratch memory.
    const allocate = vi.spyOn(executor, 'allocate');
    const free = vi.spyOn(executor, 'free');
    const options = { seed: 3, maxTokens: MAX_TOKENS, tokenBudget: MAX_TOKENS, recompute };
    const policy = await Policy.create(executor, config, options);
    await policy.update([fullRow(new Rng(5, 'rows'), MAX_TOKENS)], LOSS, OPTIMISER);
    const lengths = (calls: readonly { length: number }[]): number =>
      calls.reduce((sum, { length }) => sum + length, 0);
    const live = lengths(allocate.mock.calls.map(([, , length]) => ({ length }))) - lengths(free.mock.calls.flat());
    expect(4 * live).toBe(trainingBytes(config, MAX_TOKENS, 64, recompute));
  },
);

test('a budget chooses the most tokens, then recomputes, then fewer tokens, then refuses', () => {
  const config = deep(TOY);
  const bytes = (N: number, recompute: number): number => trainingBytes(config, MAX_TOKENS, N, recompute);
  const fit = (budget: number) => fitMemory(config, MAX_TOKENS, budget);
  expect(fit(Infinity)).toEqual({ tokenBudget: 2048, recompute: 0 });
  expect(fit(bytes(2048, 0) - 1)).toEqual({ tokenBudget: 1536, recompute: 0 });
  expect(fit(bytes(512, 0))).toEqual({ tokenBudget: 512, recompute: 0 });
  expect(fit(bytes(512, 3))).toEqual({ tokenBudget: 512, recompute: 3 });
  expect(fit(bytes(512, 3) - 1)).toEqual({ tokenBudget: 384, recompute: 3 });
  expect(fit(bytes(64, 3))).toEqual({ tokenBudget: 64, recompute: 3 });
  expect(() => fit(bytes(64, 3) - 1)).toThrow(
    expect.objectContaining({ code: 'out-of-memory', message: expect.stringContaining('memory budget') }),
  );
});

test('asking for more recomputed layers never changes how many tokens there are at once', () => {
  const config = deep(TOY);
  const bytes = (N: number, recompute: number): number => trainingBytes(config, MAX_TOKENS, N, recompute);
  const fit = (budget: number, recompute: number) => fitMemory(config, MAX_TOKENS, budget, recompute);
  expect(fit(Infinity, 2)).toEqual({ tokenBudget: 2048, recompute: 2 });
  expect(fit(Infinity, 99)).toEqual({ tokenBudget: 2048, recompute: 3 });
  // Enough memory for 2048 tokens if layers were recomputed, but not without.
  expect(fit(bytes(2048, 0) - 1, 3)).toEqual({ tokenBudget: 1536, recompute: 3 });
  expect(fit(bytes(512, 3), 1)).toEqual({ tokenBudget: 512, recompute: 3 });
  // One layer alone saves nothing, and is left alone where it would not fit.
  expect(bytes(512, 1)).toBeGreaterThan(bytes(512, 0));
  expect(fit(bytes(512, 0), 1)).toEqual({ tokenBudget: 512, recompute: 0 });
});

test('whatever the budget, the longest row fits at once', () => {
  const long = fitMemory(TOY, 1000, trainingBytes(TOY, 1000, 1024, TOY.layers - 1));
  expect(long.tokenBudget).toBe(1024);
});

test('a policy stays below its memory budget and learns the same up to rounding', async () => {
  const config = deep(TOY);
  const budget = trainingBytes(config, MAX_TOKENS, 128, 3);
  const step = async (options: Partial<PolicyOptions>) => {
    const { executor, policy } = await open(config, options, 'f64');
    await policy.update(trainingRows(new Rng(6, 'rows'), 24, config.V), LOSS, OPTIMISER);
    const gradients = await policy.gradients();
    return { gradients, bytes: executor.counters.peakBytes };
  };
  const small = await step({ memoryBudget: budget });
  const large = await step({});
  // The f64 executor stores twice the bytes of the device's f32.
  expect(small.bytes).toBeLessThanOrEqual(2 * budget);
  expect(large.bytes).toBeGreaterThan(2 * budget);
  for (const [name, { data }] of small.gradients)
    for (const [k, value] of data.entries()) {
      const other = large.gradients.get(name)!.data[k]!;
      // Double precision, rounded to f32 at the end: a unit in the last place, or sums of order 1 that cancel.
      expect(Math.abs(value - other), `${name}[${k}]`).toBeLessThanOrEqual(2 ** -23 * Math.abs(other) + 1e-14);
    }
});
