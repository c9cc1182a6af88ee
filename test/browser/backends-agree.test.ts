/** The same run on both executors, a short warm start and 20 updates: the same tokens are sampled, statistics agree. */
import { expect, test } from 'vitest';
import { settingsFrom } from '../../src/core/settings.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import type { Executor } from '../../src/engine/executor.ts';
import { openWebGpu } from '../../src/engine/webgpu/executor.ts';
import type { Metrics } from '../../src/train/events.ts';
import { Trainer } from '../../src/train/trainer.ts';

const UPDATES = 20;
const settings = settingsFrom('nano', {
  env: 'bandit',
  groups: 4,
  groupSize: 4,
  maxNewTokens: 16,
  warmMaxUpdates: 120,
  evalEpisodes: 8,
  evalEvery: 1000,
  updates: UPDATES,
  seed: 3,
});

async function play(executor: Executor): Promise<{ warm: number[]; updates: Metrics[] }> {
  const warm: number[] = [];
  const updates: Metrics[] = [];
  const trainer = await Trainer.create(settings, {
    executor,
    emit: (event) => {
      if (event.kind === 'warm' && event.metrics['warm/loss'] !== undefined) warm.push(event.metrics['warm/loss']);
      if (event.kind === 'update') updates.push(event.metrics);
    },
  });
  while (await trainer.step());
  executor.dispose();
  return { warm, updates };
}

const apart = (a: number, b: number): number => (a === b ? 0 : Math.abs(a / b - 1));

test('WebGPU and the CPU executor train alike', { timeout: 240_000 }, async () => {
  const gpu = await play(await openWebGpu());
  const cpu = await play(await CpuExecutor.create({ precision: 'f32' }));
  expect(gpu.updates).toHaveLength(UPDATES);

  // Cloning has no sampling: the first 30 AdamW steps from equal weights on equal rows. f32 rounding of each loss, 2^-23 relative,
  // grows by the optimiser's sign-like steps; 30 steps against jax-js hold 1e-4 too (jax-trajectory.test.ts).
  gpu.warm
    .slice(0, 30)
    .forEach((loss, i) => expect(Math.abs(loss / cpu.warm[i]! - 1), `cloning loss ${i}`).toBeLessThan(1e-4));

  // One flipped token would change lengths. None does for this seed: a flip needs two Gumbel keys within rounding of each
  // other, about 1e-6 of the draws, and there are some 4,000.
  gpu.updates.forEach((metrics, i) => {
    const other = cpu.updates[i]!;
    for (const key of ['episode/success_rate', 'episode/length/mean', 'response_length/mean'])
      expect(metrics[key], `${key} of update ${i + 1}`).toBe(other[key]);
    // Where all groups were alike neither learned, and both report 0.
    for (const key of ['actor/entropy', 'actor/grad_norm'])
      expect(apart(metrics[key]!, other[key]!), `${key} of update ${i + 1}`).toBeLessThan(1e-4);
  });
  const learned = gpu.updates.filter((metrics) => metrics['actor/optimiser_steps']! > 0);
  expect(learned.length).toBeGreaterThan(UPDATES / 2);
});
