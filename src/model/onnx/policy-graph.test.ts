import { beforeAll, describe, expect, test } from 'vitest';
import { CpuExecutor } from '../../engine/cpu/executor.ts';
import { PATCH, type Picture } from '../../core/picture.ts';
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

/** 3 x 2 patches, no two alike. */
function pictureOf(seed: number): Picture {
  const rng = new Rng(seed, 'picture');
  const palette = Uint8Array.from({ length: 15 }, () => rng.below(256));
  return { width: 24, height: 16, palette, pixels: Uint8Array.from({ length: 24 * 16 }, () => rng.below(5)) };
}

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

describe('a policy that sees', () => {
  const config = configOf('llama', { pictures: true, Hk: 1 });
  /** A prompt with places for six patches behind its second token. */
  const seeing = (length: number): Uint32Array => ids(length).map((id, t) => (t >= 2 && t < 8 ? PATCH : id));

  test('onnxruntime gives the logits of our engine with a picture and without, to 1e-4', async () => {
    const { exact, ours, file } = await opened(config);
    expect(file.seesPictures).toBe(true);
    for (const length of [9, 20, config.maxPositions])
      for (const [prompt, picture] of [
        [ids(length), undefined] as const,
        [seeing(length), pictureOf(length)] as const,
      ]) {
        const wanted = await exact.logits(prompt, picture);
        const scale = Array.from(wanted).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(scale).toBeGreaterThan(1);
        const found = await file.logits(prompt, picture);
        const rounding = largest(await ours.logits(prompt, picture), wanted);
        expect(largest(found, wanted)).toBeLessThan(Math.max(8 * rounding, 2 ** -20 * scale));
        expect(largest(found, await ours.logits(prompt, picture))).toBeLessThan(1e-4);
      }
    await file.dispose();
  });

  test('what it sees matters, patch by patch', async () => {
    const { file } = await opened(config);
    const picture = pictureOf(1);
    const seen = await file.logits(seeing(20), picture);
    // The first pixel of the last patch.
    const pixels = picture.pixels.slice();
    pixels[8 * 24 + 16] = (pixels[8 * 24 + 16]! + 1) % 5;
    const changed = await file.logits(seeing(20), { ...picture, pixels });
    const { V } = config;
    expect(largest(changed.subarray(0, 7 * V), seen.subarray(0, 7 * V))).toBe(0);
    expect(largest(changed.subarray(7 * V), seen.subarray(7 * V))).toBeGreaterThan(1e-4);
    await file.dispose();
  });

  test('turns are sampled alike; a picture that does not fit its places is refused', async () => {
    const { ours, file } = await opened(config);
    const rows = [10, 22].map((length, episode) => ({
      prompt: seeing(length),
      picture: pictureOf(episode),
      episode,
      turn: 0,
      attempt: 0,
    }));
    const request = {
      rows,
      maxNewTokens: 16,
      stopToken: tokenizer.control('</action>'),
      sampling: { temperature: 0.7, topK: 0, topP: 1, greedy: false },
      seed: 4,
    };
    const wanted = await ours.generate(request);
    const found = await new OnnxPolicy(file).generate(request);
    expect(found.map((row) => [...row.ids])).toEqual(wanted.map((row) => [...row.ids]));
    const [row] = rows;
    const without = new OnnxPolicy(file).generate({ ...request, rows: [{ ...row!, picture: undefined }] });
    await expect(without).rejects.toThrow('6 places for patches and no picture');
    await file.dispose();
  });

  test('a policy that reads text refuses a picture', async () => {
    const { file } = await opened(configOf('llama'));
    const row = { prompt: seeing(10), picture: pictureOf(0), episode: 0, turn: 0, attempt: 0 };
    const sampling = { temperature: 1, topK: 0, topP: 1, greedy: true };
    const asked = new OnnxPolicy(file).generate({ rows: [row], maxNewTokens: 4, stopToken: 1, sampling, seed: 0 });
    await expect(asked).rejects.toThrow('this model reads text only');
    await file.dispose();
  });
});
