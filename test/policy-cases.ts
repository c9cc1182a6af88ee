/**
 * Shared by the Node and browser tests of Policy: a small model of every family, rows to train on, and checks that must
 * hold on any executor. Knows executors only as an interface.
 */
import { expect } from 'vitest';
import { Rng } from '../src/core/rng.ts';
import type { Executor } from '../src/engine/executor.ts';
import { toyConfig, type ModelConfig } from '../src/model/config.ts';
import type {
  GenerateRequest,
  LossSettings,
  OptimiserSettings,
  Sampling,
  TrainingRow,
} from '../src/model/interface.ts';
import { Policy } from '../src/model/policy.ts';

export const MAX_TOKENS = 40;
const LLAMA = toyConfig({
  vocabulary: 60,
  width: 32,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  mlpWidth: 48,
  maxTokens: MAX_TOKENS,
});
export const FAMILIES: readonly ModelConfig[] = [
  LLAMA,
  { ...LLAMA, family: 'qwen2', tied: false },
  { ...LLAMA, family: 'qwen3', Dh: 16 },
];
export const TOY = LLAMA;

export const LOSS: LossSettings = {
  objective: 'policy-gradient',
  temperature: 1,
  clipLow: 0.2,
  clipHigh: 0.28,
  dualClip: Infinity,
  klCoef: 0.01,
  entropyCoef: 0.001,
  aggregation: 'token-mean',
};
export const OPTIMISER: OptimiserSettings = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.01,
  maxGradNorm: 1,
};
export const SAMPLING: Sampling = { temperature: 1, topK: 0, topP: 1, greedy: false };

export const randomIds = (rng: Rng, length: number, V: number): Uint32Array =>
  Uint32Array.from({ length }, () => rng.below(V));

export function trainingRows(rng: Rng, count: number, V: number): TrainingRow[] {
  return Array.from({ length: count }, () => {
    const start = 2 + rng.below(12);
    const response = 1 + rng.below(10);
    const real = (mean: number): Float32Array =>
      Float32Array.from({ length: response }, () => mean + 0.3 * rng.normal());
    return {
      ids: randomIds(rng, start + response, V),
      start,
      lossMask: Float32Array.from({ length: response }, (_, k) => (k % 4 === 2 ? 0 : 1)),
      advantage: real(0),
      oldLogprob: real(-4),
      refLogprob: real(-4),
    };
  });
}

export const requestFor = (rng: Rng, rows: number, V: number, sampling: Partial<Sampling> = {}): GenerateRequest => ({
  rows: Array.from({ length: rows }, (_, episode) => ({
    // Includes a prompt of one token, which has nothing to prefill.
    prompt: randomIds(rng, 1 + ((episode * 5) % 13), V),
    episode,
    turn: 3,
    attempt: 1,
  })),
  maxNewTokens: 14,
  stopToken: 7,
  sampling: { ...SAMPLING, ...sampling },
  seed: 99,
});

const joined = (a: Uint32Array, b: Uint32Array): Uint32Array => Uint32Array.from([...a, ...b]);

/** Largest difference between what the sampler recorded and what scoring the finished sequence says: the same weights
 * read by other paths. */
export async function samplerAgainstScores(executor: Executor, config: ModelConfig): Promise<number> {
  const policy = await Policy.create(executor, config, { seed: 2, maxTokens: MAX_TOKENS });
  const request = requestFor(new Rng(4, 'prompts'), 11, config.V, { temperature: 0.8 });
  const generated = await policy.generate(request);
  const sequences = generated.map((row, b) => joined(request.rows[b]!.prompt, row.ids));
  const scores = await policy.score(sequences, { temperature: 0.8, topJ: 5 });
  let worst = 0;
  for (const [b, row] of generated.entries()) {
    const from = request.rows[b]!.prompt.length;
    expect(row.ids.length).toBeGreaterThan(0);
    expect(row.finished).toBe(row.ids.at(-1) === request.stopToken);
    if (!row.finished) expect(row.ids.length).toBe(request.maxNewTokens);
    expect(row.ids.indexOf(request.stopToken)).toBe(row.finished ? row.ids.length - 1 : -1);
    for (const quantity of ['logprob', 'entropy', 'confidence'] as const)
      for (const [t, got] of row[quantity].entries())
        worst = Math.max(worst, Math.abs(got - scores[b]![quantity][from + t]!));
  }
  policy.dispose();
  return worst;
}

/** By how much the tokens of greedy decoding through the cache fall short of the largest logit that a fresh look at the
 * whole sequence gives; 0 when each is the argmax. */
export async function greedyShortfall(executor: Executor, config: ModelConfig): Promise<number> {
  const policy = await Policy.create(executor, config, { seed: 3, maxTokens: MAX_TOKENS });
  const request = requestFor(new Rng(5, 'prompts'), 3, config.V, { greedy: true });
  const generated = await policy.generate(request);
  let worst = 0;
  for (const [b, { ids }] of generated.entries()) {
    const { prompt } = request.rows[b]!;
    const logits = Array.from(await policy.logits(joined(prompt, ids)));
    for (const [t, id] of ids.entries()) {
      const at = (prompt.length - 1 + t) * config.V;
      worst = Math.max(worst, Math.max(...logits.slice(at, at + config.V)) - logits[at + id]!);
    }
  }
  policy.dispose();
  return worst;
}

/** A row generates the same tokens alone as among others that end earlier or later. Returns the largest difference of a
 * log-prob. */
export async function rowsApart(executor: Executor): Promise<number> {
  const policy = await Policy.create(executor, TOY, { seed: 6, maxTokens: MAX_TOKENS });
  const free = requestFor(new Rng(7, 'prompts'), 13, TOY.V);
  // A token that row 4 says in the middle of its turn, so that rows end at different times.
  const stopToken = (await policy.generate({ ...free, stopToken: TOY.V }))[4]!.ids[6]!;
  const request = { ...free, stopToken };
  const together = await policy.generate(request);
  expect(new Set(together.map((row) => row.ids.join())).size).toBeGreaterThan(6);
  expect(new Set(together.map((row) => row.ids.length)).size).toBeGreaterThan(1);
  let worst = 0;
  for (const [b, { ids, logprob }] of together.entries()) {
    const [alone] = await policy.generate({ ...request, rows: [request.rows[b]!] });
    expect(alone!.ids).toEqual(ids);
    for (const [t, l] of alone!.logprob.entries()) worst = Math.max(worst, Math.abs(l - logprob[t]!));
  }
  policy.dispose();
  return worst;
}

/** Rows with the same prompt, which is worked out once, say what each says alone. Returns the largest difference of a
 * log-prob. */
export async function sharersApart(executor: Executor): Promise<number> {
  const policy = await Policy.create(executor, TOY, { seed: 6, maxTokens: MAX_TOKENS });
  const request = requestFor(new Rng(8, 'prompts'), 6, TOY.V);
  const [a, b] = [request.rows[1]!.prompt, request.rows[2]!.prompt];
  // Two alike, two alike but for the last token, and two alike that are nothing but a last token.
  const prompts = [a, b, a, Uint32Array.from([...b.subarray(0, -1), 3]), Uint32Array.of(5), Uint32Array.of(6)];
  const rows = request.rows.map((row, i) => ({ ...row, prompt: prompts[i]! }));
  const together = await policy.generate({ ...request, rows });
  expect(together[2]!.ids).not.toEqual(together[0]!.ids);
  let worst = 0;
  for (const [i, { ids, logprob }] of together.entries()) {
    const [alone] = await policy.generate({ ...request, rows: [rows[i]!] });
    expect(alone!.ids).toEqual(ids);
    for (const [t, l] of alone!.logprob.entries()) worst = Math.max(worst, Math.abs(l - logprob[t]!));
  }
  policy.dispose();
  return worst;
}

/** Parameters after some updates on rows drawn from a fixed seed. */
export async function trainedParameters(executor: Executor, updates: number): Promise<Float32Array> {
  const policy = await Policy.create(executor, TOY, { seed: 8, maxTokens: MAX_TOKENS, tokenBudget: 64 });
  const rng = new Rng(9, 'rows');
  for (let u = 0; u < updates; u++) {
    const stats = await policy.update(trainingRows(rng, 5, TOY.V), LOSS, OPTIMISER);
    expect(stats.skipped).toBe(false);
  }
  expect(policy.step).toBe(updates);
  const parameters = await policy.parameters();
  policy.dispose();
  return parameters;
}
