/**
 * Shared by the Node and browser tests of models that see: a small model, noise pictures of odd shapes, rows to train on,
 * and checks that must hold on any executor. Knows executors only as an interface.
 */
import { expect } from 'vitest';
import { PATCH, patchCount, type Picture } from '../src/core/picture.ts';
import { Rng } from '../src/core/rng.ts';
import type { Executor } from '../src/engine/executor.ts';
import { toyConfig } from '../src/model/config.ts';
import type { GenerateRow, TrainingRow } from '../src/model/interface.ts';
import { Policy } from '../src/model/policy.ts';
import { LOSS, OPTIMISER, randomIds, SAMPLING } from './policy-cases.ts';

/** The width is no multiple of 4 that kernels would like, V and F are odd multiples of nothing. */
export const SEEING = toyConfig({
  vocabulary: 53,
  width: 24,
  layers: 2,
  heads: 3,
  kvHeads: 1,
  mlpWidth: 36,
  maxTokens: 60,
  pictures: true,
});
export const ROOM = 60;

/** Noise in a palette of five colours, `columns` x `rows` patches. */
export function noisePicture(rng: Rng, columns: number, rows: number): Picture {
  return {
    width: 8 * columns,
    height: 8 * rows,
    palette: Uint8Array.from({ length: 15 }, () => rng.below(256)),
    pixels: Uint8Array.from({ length: 64 * columns * rows }, () => rng.below(5)),
  };
}

/** Two tokens, the picture if there is one, and some more tokens. */
export function promptWith(rng: Rng, picture: Picture | undefined, tail: number): Uint32Array {
  const places = picture ? Array.from({ length: patchCount(picture) }, () => PATCH) : [];
  return Uint32Array.from([...randomIds(rng, 2, SEEING.V), ...places, ...randomIds(rng, tail, SEEING.V)]);
}

/** One row without a picture among rows with pictures of several sizes. */
export function seeingRows(rng: Rng): TrainingRow[] {
  return [[3, 2], [1, 1], null, [2, 8]].map((size, i) => {
    const picture = size ? noisePicture(rng, size[0]!, size[1]!) : undefined;
    const prompt = promptWith(rng, picture, 3 + i);
    const response = 4 + i;
    const real = (mean: number): Float32Array =>
      Float32Array.from({ length: response }, () => mean + 0.3 * rng.normal());
    return {
      ids: Uint32Array.from([...prompt, ...randomIds(rng, response, SEEING.V)]),
      start: prompt.length,
      picture,
      lossMask: Float32Array.from({ length: response }, (_, k) => (k === 1 ? 0 : 1)),
      advantage: real(0),
      oldLogprob: real(-4),
      refLogprob: real(-4),
    };
  });
}

/** Prompts that differ in their pictures alone, in their text alone, and not at all. */
function seeingPrompts(rng: Rng): Pick<GenerateRow, 'prompt' | 'picture'>[] {
  const [one, other] = [noisePicture(rng, 3, 3), noisePicture(rng, 3, 3)];
  const prompt = promptWith(rng, one, 5);
  const twin = { ...one, pixels: one.pixels.slice() };
  return [
    { prompt, picture: one },
    { prompt, picture: other },
    { prompt, picture: twin },
    { prompt: promptWith(rng, one, 4), picture: one },
    { prompt: promptWith(rng, undefined, 6) },
  ];
}

/** Rows with and without pictures say together what each says alone, and what scoring the whole sequence says. Returns the
 * largest difference of a number. */
export async function seersApart(executor: Executor): Promise<number> {
  const policy = await Policy.create(executor, SEEING, { seed: 21, maxTokens: ROOM });
  const prompts = seeingPrompts(new Rng(22, 'pictures'));
  const rows = prompts.map((row, i): GenerateRow => ({ ...row, episode: i < 3 ? 0 : i, turn: 1, attempt: 0 }));
  const request = { rows, maxNewTokens: 12, stopToken: SEEING.V, sampling: SAMPLING, seed: 23 };
  const together = await policy.generate(request);
  // Same counters, same draws: only what was seen differs.
  expect(together[2]!.ids).toEqual(together[0]!.ids);
  expect(together[1]!.logprob).not.toEqual(together[0]!.logprob);
  const scores = await policy.score(
    together.map(({ ids }, i) => Uint32Array.from([...prompts[i]!.prompt, ...ids])),
    { temperature: 1, topJ: 5, pictures: prompts.map(({ picture }) => picture) },
  );
  let worst = 0;
  for (const [i, { ids, logprob }] of together.entries()) {
    const [alone] = await policy.generate({ ...request, rows: [rows[i]!] });
    expect(alone!.ids).toEqual(ids);
    for (const [t, l] of logprob.entries()) {
      const scored = scores[i]!.logprob[prompts[i]!.prompt.length + t]!;
      worst = Math.max(worst, Math.abs(l - alone!.logprob[t]!), Math.abs(l - scored));
    }
  }
  policy.dispose();
  return worst;
}

/** Losses of some updates, and the weights after them. The small budget makes several micro-batches of an update. */
export async function seeingRun(
  executor: Executor,
  updates: number,
): Promise<{ losses: number[]; parameters: Float32Array }> {
  const policy = await Policy.create(executor, SEEING, { seed: 24, maxTokens: ROOM, tokenBudget: 64 });
  const rng = new Rng(25, 'rows');
  const losses = [];
  for (let u = 0; u < updates; u++) losses.push((await policy.update(seeingRows(rng), LOSS, OPTIMISER)).loss);
  const parameters = await policy.parameters();
  policy.dispose();
  return { losses, parameters };
}
