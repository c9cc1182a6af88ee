import { beforeAll, describe, expect, test } from 'vitest';
import { CpuExecutor } from '../../engine/cpu/executor.ts';
import { Rng } from '../../core/rng.ts';
import type { Family, ModelConfig } from '../config.ts';
import { layoutOf } from '../layout.ts';
import { Policy } from '../policy.ts';
import { Tokenizer } from '../tokenizer.ts';
import { initialWeights, piecesOf } from '../weights.ts';
import { writeSafetensors } from '../safetensors.ts';
import { OnnxPolicy } from './onnx-policy.ts';
import { OrtModel, type Ort } from './ort-model.ts';
import { readPolicyFile, writePolicyFile } from './policy-file.ts';

const tokenizer = Tokenizer.fromWords(['go', 'up', 'down'], 320);
let ort: Ort;

beforeAll(async () => {
  ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = 1;
});

const configOf = (family: Family, more: Partial<ModelConfig> = {}): ModelConfig => ({
  family,
  V: tokenizer.size,
  D: 24,
  F: 40,
  layers: 2,
  H: 4,
  Hk: 2,
  Dh: 6,
  ropeTheta: 10_000,
  normEps: 1e-5,
  tied: true,
  maxPositions: 48,
  ...more,
});

/** Not small as at the start of training: attention, gates and norms all have something to do. */
function strongWeights(config: ModelConfig): Float32Array<ArrayBuffer> {
  const rng = new Rng(5, 'strong');
  return initialWeights(config, 3).map((weight) => weight + 0.1 * rng.normal());
}

const ids = (length: number): Uint32Array => {
  const rng = new Rng(length, 'ids');
  return Uint32Array.from({ length }, () => rng.below(tokenizer.size));
};

/** The same model in f64, in our f32 engine and in the file. */
async function opened(config: ModelConfig): Promise<{ exact: Policy; ours: Policy; file: OrtModel }> {
  const weights = strongWeights(config);
  const tensors = writeSafetensors(piecesOf(layoutOf(config), weights), {});
  const make = async (precision: 'f32' | 'f64'): Promise<Policy> => {
    const executor = await CpuExecutor.create({ precision });
    const policy = await Policy.create(executor, config, { seed: 0, maxTokens: config.maxPositions });
    await policy.importWeights(tensors);
    return policy;
  };
  const bytes = writePolicyFile({ config, weights, tokenizer, settings: {} });
  const file = await OrtModel.open(ort, bytes, readPolicyFile(bytes));
  return { exact: await make('f64'), ours: await make('f32'), file };
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe.each<[string, ModelConfig]>([
  ['llama, grouped queries, tied', configOf('llama')],
  ['llama, a head each, untied', configOf('llama', { Hk: 4, tied: false })],
  ['qwen2, biases', configOf('qwen2', { Hk: 1 })],
  ['qwen3, head norms, other head size', configOf('qwen3', { Dh: 10, normEps: 1e-6, ropeTheta: 1e6 })],
])('%s', (_, config) => {
  test('onnxruntime gives the logits of our engine at every length, to 1e-4', async () => {
    const { exact, ours, file } = await opened(config);
    for (const length of [1, 2, 17, config.maxPositions]) {
      const wanted = await exact.logits(ids(length));
      const scale = Array.from(wanted).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(scale).toBeGreaterThan(1);
      const found = await file.logits(ids(length));
      expect(found.length).toBe(length * config.V);
      // Rounding alone: a graph that computed anything else would be off by about the scale of the logits.
      const rounding = largest(await ours.logits(ids(length)), wanted);
      expect(largest(found, wanted)).toBeLessThan(Math.max(8 * rounding, 2 ** -20 * scale));
      expect(largest(found, await ours.logits(ids(length)))).toBeLessThan(1e-4);
    }
    await file.dispose();
  });

  test('turns are sampled alike, with thinking watched and cut', async () => {
    const { ours, file } = await opened(config);
    const request = {
      rows: [3, 9, 20].map((length, episode) => ({ prompt: ids(length), episode, turn: 1, attempt: 0 })),
      maxNewTokens: 20,
      stopToken: tokenizer.control('</action>'),
      sampling: { temperature: 0.7, topK: 40, topP: 0.9, greedy: false },
      seed: 11,
    };
    const wanted = await ours.generate(request);
    const found = await new OnnxPolicy(file).generate(request);
    for (const [b, row] of found.entries()) {
      expect([...row.ids]).toEqual([...wanted[b]!.ids]);
      expect(row.finished).toBe(wanted[b]!.finished);
      for (const name of ['logprob', 'entropy', 'confidence', 'uncertainty'] as const)
        expect(largest(row[name], wanted[b]![name])).toBeLessThan(1e-3);
    }
    await file.dispose();
  });
});
