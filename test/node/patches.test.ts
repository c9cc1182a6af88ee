/** Models that see, on the CPU executors: gradients against finite differences and jax-js, playing, scoring, files, bad input. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATCH, type Picture } from '../../src/core/picture.ts';
import { Rng } from '../../src/core/rng.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { formatConfig, parseConfig } from '../../src/model/config.ts';
import { layoutOf } from '../../src/model/layout.ts';
import type { LossSettings, TrainingRow } from '../../src/model/interface.ts';
import { Policy } from '../../src/model/policy.ts';
import { readSafetensors, writeSafetensors } from '../../src/model/safetensors.ts';
import { noisePicture, promptWith, ROOM, SEEING, seeingRows, seeingRun, seersApart } from '../patch-cases.ts';
import { LOSS, OPTIMISER, SAMPLING } from '../policy-cases.ts';
import { lossAndGradient, type OracleBatch, type OraclePatches } from './jax-decoder.ts';

// As in policy.test.ts; a patch's sum has 193 terms of length one together, fewer than the other products' in effect.
const TOLERANCE = 2e-5;

let f32: CpuExecutor;
let f64: CpuExecutor;
beforeAll(async () => {
  f32 = await CpuExecutor.create({ precision: 'f32' });
  f64 = await CpuExecutor.create({ precision: 'f64' });
});
afterAll(() => {
  f32.dispose();
  f64.dispose();
});

const OBJECTIVES = [{ objective: 'policy-gradient' }, { objective: 'cloning' }] as const;

/** The patches of a picture, cut by a way of its own: pixel by pixel from the whole raster. */
function oraclePatches({ width, height, palette, pixels }: Picture, first: number): OraclePatches {
  const columns = width / 8;
  const patches = Array.from({ length: columns * (height / 8) }, (_, p) => ({
    at: first + p,
    row: Math.floor(p / columns),
    column: p % columns,
    pixels: [] as number[],
  }));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = pixels[y * width + x]!;
      for (let c = 0; c < 3; c++)
        patches[Math.floor(y / 8) * columns + Math.floor(x / 8)]!.pixels.push(
          (palette[3 * colour + c]! / 127.5 - 1) / Math.sqrt(192),
        );
    }
  return patches;
}

function oracleBatch(rows: readonly TrainingRow[]): OracleBatch {
  const chosen = rows.flatMap((row, sequence) =>
    [...row.lossMask.keys()].filter((k) => row.lossMask[k] !== 0).map((k) => ({ row, sequence, k })),
  );
  return {
    sequences: rows.map(({ ids }) => [...ids]),
    patches: rows.map(({ ids, picture }) => (picture ? oraclePatches(picture, ids.indexOf(PATCH)) : [])),
    positions: chosen.map(({ row, sequence, k }) => [sequence, row.start + k]),
    advantage: chosen.map(({ row, k }) => row.advantage[k]!),
    oldLogprob: chosen.map(({ row, k }) => row.oldLogprob[k]!),
    refLogprob: chosen.map(({ row, k }) => row.refLogprob[k]!),
  };
}

describe('the gradient of the whole model', () => {
  test.each(OBJECTIVES)('of $objective is that of jax-js, term by term', async ({ objective }) => {
    const loss: LossSettings = { ...LOSS, objective, dualClip: Infinity };
    // jax-js has no empty arrays: every row sees something here.
    const rows = seeingRows(new Rng(3, objective)).filter(({ picture }) => picture);
    const policy = await Policy.create(f64, SEEING, { seed: 4, maxTokens: ROOM });
    const weights = new Map(
      [...(await policy.weights())].map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
    );
    const model = { ...SEEING, eps: SEEING.normEps };
    const want = lossAndGradient('cpu', oracleBatch(rows), model, loss)(weights);
    const stats = await policy.update(rows, loss, OPTIMISER);
    // Pixels pass through f32 on our side alone: half an ulp of numbers below one, and the loss depends on all of them.
    expect(Math.abs(stats.loss - want.loss)).toBeLessThan(2 ** -24);
    for (const [name, { data: got }] of await policy.gradients()) {
      const expected = want.gradient.get(name)!;
      const size = Math.hypot(...expected);
      expect(size, name).toBeGreaterThan(1e-6);
      const error = Math.hypot(...expected.map((w, i) => w - got[i]!)) / size;
      // Features and gradients are each rounded to f32 once.
      expect(error, name).toBeLessThan(2 ** -22);
    }
    policy.dispose();
  });

  test.each(OBJECTIVES)('of $objective is that of finite differences', async ({ objective }) => {
    const loss: LossSettings = { ...LOSS, objective };
    const rows = seeingRows(new Rng(5, objective));
    const policy = await Policy.create(f64, SEEING, { seed: 6, maxTokens: ROOM });
    const start = await policy.weights();
    const still = { ...OPTIMISER, learningRate: 0 };
    await policy.update(rows, loss, still);
    const gradient = await policy.gradients();
    const rng = new Rng(7, 'places');
    const H = 2 ** -12;
    for (const [name, { shape, data }] of start) {
      // Three places of every tensor; of the patches' ones, rows and columns that no picture here has are among them.
      for (const at of [0, rng.below(data.length), rng.below(data.length)]) {
        const [above, below] = [data[at]! + H, data[at]! - H].map(Math.fround);
        const losses = [];
        for (const value of [above!, below!]) {
          const moved = data.slice();
          moved[at] = value;
          await policy.importWeights(writeSafetensors(new Map([...start, [name, { shape, data: moved }]])));
          losses.push((await policy.update(rows, loss, still)).loss);
        }
        const slope = (losses[0]! - losses[1]!) / (above! - below!);
        // The central difference is off by H²/6 times a third derivative, which is of order one to a hundred here.
        expect(Math.abs(slope - gradient.get(name)!.data[at]!), `${name} at ${at}`).toBeLessThan(20 * H * H);
      }
    }
    policy.dispose();
  });
});

describe('playing', () => {
  test('together as alone, and as scored', async () => {
    expect(await seersApart(f32)).toBeLessThan(TOLERANCE);
    expect(await seersApart(f64)).toBeLessThan(2 ** -22);
  });

  test('same seed, same bytes; f32 as f64', async () => {
    const [run, again, exact] = [await seeingRun(f32, 12), await seeingRun(f32, 12), await seeingRun(f64, 12)];
    expect(run).toEqual(again);
    for (const [u, loss] of run.losses.entries())
      expect(Math.abs(loss - exact.losses[u]!), `update ${u}`).toBeLessThan(1e-4);
  });
});

describe('the rest of the model', () => {
  const { pictures: _, ...blind } = SEEING;

  test('text is read, scored and learned from as without the embedding', async () => {
    const rows = seeingRows(new Rng(8, 'rows')).filter(({ picture }) => !picture);
    const results = [];
    for (const config of [SEEING, blind]) {
      const policy = await Policy.create(f32, config, { seed: 9, maxTokens: ROOM });
      const { loss } = await policy.update(rows, LOSS, OPTIMISER);
      const { logprob } = (await policy.score([rows[0]!.ids], { temperature: 1, topJ: 2 }))[0]!;
      const { data } = (await policy.weights()).get('model.embed_tokens.weight')!;
      results.push({ loss, logprob, data });
      policy.dispose();
    }
    expect(results[0]).toEqual(results[1]);
  });

  test('its layout is untouched without pictures', () => {
    expect(layoutOf(blind).pieces.some(({ name }) => name.includes('patch'))).toBe(false);
    const added = layoutOf(SEEING).count - layoutOf(blind).count;
    expect(added).toBe((192 + 8 + 8) * SEEING.D);
  });

  test('files: config.json, model.safetensors and checkpoints keep the embedding', async () => {
    expect(parseConfig(formatConfig(SEEING))).toEqual(SEEING);
    expect(new TextDecoder().decode(formatConfig(blind))).not.toContain('patch');
    const policy = await Policy.create(f32, SEEING, { seed: 10, maxTokens: ROOM });
    await policy.update(seeingRows(new Rng(11, 'rows')), LOSS, OPTIMISER);
    const other = await Policy.create(f32, SEEING, { seed: 12, maxTokens: ROOM });
    const weights = await policy.exportWeights();
    expect([...readSafetensors(weights).tensors.keys()].filter((name) => name.includes('patch'))).toEqual([
      'model.patch_embed.pixels',
      'model.patch_embed.rows',
      'model.patch_embed.columns',
    ]);
    await other.importWeights(weights);
    expect(await other.exportWeights()).toEqual(weights);
    await other.importCheckpoint(await policy.exportCheckpoint());
    const rows = seeingRows(new Rng(13, 'rows'));
    const [a, b] = [await policy.update(rows, LOSS, OPTIMISER), await other.update(rows, LOSS, OPTIMISER)];
    expect(a).toEqual(b);
    const reader = await Policy.create(f32, blind, { seed: 12, maxTokens: ROOM });
    await expect(reader.importWeights(weights)).rejects.toThrow('no place for');
    await expect(reader.importCheckpoint(await policy.exportCheckpoint())).rejects.toThrow('another shape');
    for (const each of [policy, other, reader]) each.dispose();
  });

  test('an odd width takes the other shaders and learns alike', async () => {
    const narrow = { ...SEEING, D: 18, H: 3, Dh: 6 };
    const losses = [];
    for (const executor of [f32, f64]) {
      const policy = await Policy.create(executor, narrow, { seed: 14, maxTokens: ROOM });
      await policy.update(seeingRows(new Rng(15, 'rows')), LOSS, OPTIMISER);
      losses.push((await policy.update(seeingRows(new Rng(16, 'rows')), LOSS, OPTIMISER)).loss);
      policy.dispose();
    }
    expect(Math.abs(losses[0]! - losses[1]!)).toBeLessThan(TOLERANCE);
  });
});

describe('what does not fit is refused', () => {
  const rng = new Rng(17, 'pictures');
  const picture = noisePicture(rng, 2, 2);
  const prompt = promptWith(rng, picture, 3);
  const { pictures: _, ...blind } = SEEING;
  test.each([
    ['a picture without places', SEEING, promptWith(rng, undefined, 4), picture, '0 places for the 4 patches'],
    ['places without a picture', SEEING, prompt, undefined, '4 places for patches and no picture'],
    ['too few places', SEEING, Uint32Array.from([1, PATCH, 2]), picture, '1 places for the 4 patches'],
    ['half a patch', SEEING, prompt, { ...picture, width: 12 }, '12 x 16'],
    ['too large', SEEING, prompt, { ...picture, width: 72 }, '72 x 16'],
    ['no size', SEEING, prompt, { ...picture, width: 0 }, '0 x 16'],
    ['missing pixels', SEEING, prompt, { ...picture, pixels: picture.pixels.subarray(1) }, 'do not fit'],
    ['an unknown colour', SEEING, prompt, { ...picture, palette: new Uint8Array(3) }, 'do not fit'],
    ['a model that reads text only', blind, prompt, picture, 'reads text only'],
    ['a patch at the very end', SEEING, promptWith(rng, picture, 0), picture, 'ends in a patch'],
  ] as const)('%s', async (_name, config, ids, given, words) => {
    const policy = await Policy.create(f32, config, { seed: 18, maxTokens: ROOM });
    const rows = [{ prompt: ids, picture: given, episode: 0, turn: 0, attempt: 0 }];
    const request = { rows, maxNewTokens: 4, stopToken: 1, sampling: SAMPLING, seed: 1 };
    await expect(policy.generate(request)).rejects.toThrow(words);
    policy.dispose();
  });

  test('a patch in a response', async () => {
    const policy = await Policy.create(f32, SEEING, { seed: 18, maxTokens: ROOM });
    const row = seeingRows(rng)[2]!;
    const ids = row.ids.slice();
    ids[row.start] = PATCH;
    await expect(policy.update([{ ...row, ids }], LOSS, OPTIMISER)).rejects.toThrow('the vocabulary ends at 52');
    policy.dispose();
  });
});
