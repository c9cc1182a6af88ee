/** With every exploration control off, training is byte for byte what it was before the controls existed. The hashes were
 * computed without them, and again when the vocabulary got its final 1,024 ids. A change here is a change
 * of results and must be meant. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { Trainer } from './trainer.ts';

/** Every setting that existed then, so that defaults may move. */
const THEN = {
  verbosity: 0,
  loopiness: 0,
  recovery: 0.3,
  width: 16,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  mlpWidth: 32,
  warmStart: true,
  warmLow: 0.3,
  warmHigh: 0.7,
  warmMaxUpdates: 80,
  warmLearningRate: 1e-2,
  warmNoise: 0.15,
  groups: 2,
  groupSize: 4,
  history: 2,
  temperature: 1,
  maxNewTokens: 24,
  learningRate: 1e-3,
  clipLow: 0.2,
  clipHigh: 0.28,
  klCoef: 0.01,
  entropyCoef: 0.001,
  invalidPenalty: 0.1,
  maxGradNorm: 1,
  weightDecay: 0,
  epochs: 1,
  miniBatches: 2,
  aggregation: 'token-mean',
  evalEvery: 20,
  evalEpisodes: 8,
  evalTemperature: 0.6,
  updates: 8,
  checkpointEvery: 1,
  seed: 5,
} as const satisfies Partial<Settings>;

test.each([
  ['numberline', 'grpo', 'dd792c7840640d68852ac7af8a4b6be5056108bd492d2652e6e5fd8c8ac6412e'],
  ['bandit', 'dr-grpo', '101b90dd18ea119c45622ae41098c19b27bdca7821a7d3003bf7c58291d81d4a'],
])('%s under %s', async (env, recipe, hash) => {
  const settings = settingsFrom('nano', { ...THEN, env, level: 0, recipe });
  const executor = await CpuExecutor.create({ precision: 'f32' });
  const trainer = await Trainer.create(settings, { executor, emit: () => {} });
  while (await trainer.step());
  const bytes = new Uint8Array((await trainer.policy.parameters()).buffer);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
});
