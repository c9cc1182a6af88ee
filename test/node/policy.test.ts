/** Policy on the CPU executors: generation, scoring, updates, checkpoints. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { layoutOf } from '../../src/model/layout.ts';
import { Policy } from '../../src/model/policy.ts';
import { writeSafetensors } from '../../src/model/safetensors.ts';
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

// f32 through two layers of sums over at most 60 terms of order 1: 4 * sqrt(60) * 2^-23 * 4 roundings in a row.
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

const open = (executor: CpuExecutor, config: ModelConfig = TOY, tokenBudget = 2048): Promise<Policy> =>
  Policy.create(executor, config, { seed: 1, maxTokens: MAX_TOKENS, tokenBudget });

describe('generate', () => {
  test.each(FAMILIES)('$family: the sampler records what scoring says', async (config) => {
    expect(await samplerAgainstScores(f32, config)).toBeLessThan(TOLERANCE);
    // In f64 only the records' f32 storage separates the two paths: half an ulp of numbers below 8.
    expect(await samplerAgainstScores(f64, config)).toBeLessThan(2 ** -22);
  });

  test.each(FAMILIES)('$family: greedy is the argmax', async (config) => {
    expect(await greedyShortfall(f32, config)).toBeLessThan(TOLERANCE);
  });

  test('rows that share a prompt do not feel each other', async () => {
    expect(await sharersApart(f32)).toBeLessThan(TOLERANCE);
  });

  test('rows do not feel each other', async () => {
    expect(await rowsApart(f32)).toBeLessThan(TOLERANCE);
  });

  test('another attempt, turn, episode or seed draws other tokens', async () => {
    const policy = await open(f32);
    const request = requestFor(new Rng(1, 'prompts'), 1, TOY.V);
    const row = request.rows[0]!;
    const variants = [
      request,
      { ...request, seed: 100 },
      { ...request, rows: [{ ...row, attempt: 2 }] },
      { ...request, rows: [{ ...row, turn: 4 }] },
      { ...request, rows: [{ ...row, episode: 1 }] },
    ];
    const texts = [];
    for (const variant of variants) texts.push((await policy.generate({ ...variant, stopToken: 1000 }))[0]!.ids.join());
    expect(new Set(texts).size).toBe(variants.length);
  });

  test('more rows than one lot decodes, and none at all', async () => {
    const policy = await open(f32);
    const request = { ...requestFor(new Rng(2, 'prompts'), 131, TOY.V), maxNewTokens: 3 };
    const all = await policy.generate(request);
    expect(all.length).toBe(131);
    const [last] = await policy.generate({ ...request, rows: [request.rows[130]!] });
    expect(all[130]!.ids).toEqual(last!.ids);
    expect(await policy.generate({ ...request, rows: [] })).toEqual([]);
  });

  test('a request that cannot be carried out says why', async () => {
    const policy = await open(f32);
    const request = requestFor(new Rng(3, 'prompts'), 2, TOY.V);
    const long = { ...request.rows[0]!, prompt: new Uint32Array(MAX_TOKENS) };
    await expect(policy.generate({ ...request, rows: [long] })).rejects.toThrow('more than 40');
    const foreign = { ...request.rows[0]!, prompt: Uint32Array.of(TOY.V) };
    await expect(policy.generate({ ...request, rows: [foreign] })).rejects.toThrow('token 60 of a vocabulary of 60');
    const empty = { ...request.rows[0]!, prompt: new Uint32Array(0) };
    await expect(policy.generate({ ...request, rows: [empty] })).rejects.toThrow('Prompt 0 is empty');
    await expect(policy.generate({ ...request, sampling: { ...request.sampling, temperature: 0 } })).rejects.toThrow(
      'temperature',
    );
    await expect(policy.generate({ ...request, maxNewTokens: 0 })).rejects.toThrow('one new token');
  });
});

describe('score', () => {
  test('does not depend on what is packed together', async () => {
    const small = await open(f32, TOY, MAX_TOKENS);
    const large = await open(f32);
    const sequences = trainingRows(new Rng(11, 'rows'), 9, TOY.V).map((row) => row.ids);
    const options = { temperature: 0.7, topJ: 3, nextLogits: true };
    const [a, b] = [await small.score(sequences, options), await large.score(sequences, options)];
    for (const [i, scores] of a.entries()) {
      expect(scores.logprob.length).toBe(sequences[i]!.length);
      expect(scores.logprob[0]).toBeNaN();
      for (const quantity of ['logprob', 'entropy', 'confidence', 'nextLogits'] as const)
        for (const [t, value] of scores[quantity]!.entries())
          if (t > 0) expect(Math.abs(value - b[i]![quantity]![t]!)).toBeLessThan(TOLERANCE);
    }
  });

  test('looks at the wanted positions only', async () => {
    const policy = await open(f64);
    const sequences = [Uint32Array.of(4, 8, 15, 16, 23), Uint32Array.of(42), Uint32Array.of(9, 9, 9)];
    const options = { temperature: 1, topJ: 5 };
    const all = await policy.score(sequences, options);
    const some = await policy.score(sequences, { ...options, starts: [3, 1, 0] });
    for (const [i, { logprob }] of some.entries()) expect(logprob.length).toBe(sequences[i]!.length);
    expect([...some[0]!.entropy]).toEqual([Number.NaN, Number.NaN, Number.NaN, ...all[0]!.entropy.slice(3)]);
    expect(some.slice(1)).toEqual(all.slice(1));
  });

  test('is the softmax of the logits', async () => {
    const policy = await open(f64);
    const sequence = Uint32Array.of(5, 9, 1, 33, 2);
    const temperature = 0.7;
    const [scores] = await policy.score([sequence], { temperature, topJ: 2, nextLogits: true });
    const logits = await policy.logits(sequence);
    expect([...scores!.nextLogits!]).toEqual([...logits.subarray(4 * TOY.V)]);
    for (let t = 1; t < sequence.length; t++) {
      const u = Array.from(logits.subarray((t - 1) * TOY.V, t * TOY.V), (z) => z / temperature);
      const lse = Math.log(u.reduce((sum, x) => sum + Math.exp(x), 0));
      const logP = u.map((x) => x - lse);
      const top = logP.toSorted((x, y) => y - x);
      expect(scores!.logprob[t]).toBeCloseTo(logP[sequence[t]!]!, 12);
      expect(scores!.entropy[t]).toBeCloseTo(-logP.reduce((sum, l) => sum + Math.exp(l) * l, 0), 12);
      expect(scores!.confidence[t]).toBeCloseTo(-(top[0]! + top[1]!) / 2, 12);
    }
  });

  test('one token alone, and sequences that cannot be scored', async () => {
    const policy = await open(f32);
    const options = { temperature: 1, topJ: 5 };
    const [single] = await policy.score([Uint32Array.of(3)], { ...options, nextLogits: true });
    expect([single!.logprob.length, single!.nextLogits!.length]).toEqual([1, TOY.V]);
    await expect(policy.score([new Uint32Array(0)], options)).rejects.toThrow('Sequence 0 is empty');
    await expect(policy.score([new Uint32Array(41)], options)).rejects.toThrow('has 41 tokens');
    await expect(policy.score([Uint32Array.of(60)], options)).rejects.toThrow('holds token 60');
    await expect(policy.score([Uint32Array.of(1)], { ...options, topJ: 21 })).rejects.toThrow('from 1 to 20');
    await expect(policy.score([Uint32Array.of(1)], { ...options, temperature: -1 })).rejects.toThrow('temperature');
  });
});

describe('update', () => {
  test('same seed, same bytes after 50 updates', async () => {
    expect(await trainedParameters(f32, 50)).toEqual(await trainedParameters(f32, 50));
  });

  test.each(FAMILIES)('$family: gradients are those of the loss (finite differences)', async (config) => {
    const rows = trainingRows(new Rng(21, 'rows'), 4, config.V);
    const layout = layoutOf(config);
    const policy = await open(f64, config);
    const start = await policy.parameters();
    // Biases and norms start at 0 and 1, where a wrong product would not show.
    const rng = new Rng(22, 'weights');
    for (let i = layout.decayLength; i < start.length; i++) start[i]! += 0.2 * rng.normal();
    const still = { ...OPTIMISER, learningRate: 0 };
    const lossAt = async (pool: Float32Array): Promise<number> => {
      const tensors = layout.pieces.map(
        ({ name, shape, offset, length }) => [name, { shape, data: pool.subarray(offset, offset + length) }] as const,
      );
      await policy.importWeights(writeSafetensors(new Map(tensors)));
      return (await policy.update(rows, LOSS, still)).loss;
    };
    await lossAt(start);
    const gradients = await policy.gradients();
    for (const { name, offset, length } of layout.pieces) {
      const gradient = gradients.get(name)!.data;
      const size = Math.hypot(...gradient) / Math.sqrt(length);
      const place = gradient.reduce((best, g, i) => (Math.abs(g) > Math.abs(gradient[best]!) ? i : best), 0);
      const [up, down] = [start.slice(), start.slice()];
      up[offset + place]! += 2 ** -12;
      down[offset + place]! -= 2 ** -12;
      const difference = (await lossAt(up)) - (await lossAt(down));
      const slope = difference / (up[offset + place]! - down[offset + place]!);
      // Central differences err by h^2/6 of the third derivative, which is of the order of the gradient itself.
      expect(Math.abs(slope - gradient[place]!), name).toBeLessThan(1e-4 * Math.max(size, Math.abs(gradient[place]!)));
    }
  });

  test('micro-batches and logits chunks add up to the whole', async () => {
    // 64 rows of logits a chunk at this vocabulary, so 130 loss tokens need three.
    const wide = { ...TOY, V: 20_000, D: 8, H: 1, Hk: 1, Dh: 8, F: 8, layers: 1 };
    const rows = trainingRows(new Rng(31, 'rows'), 34, wide.V);
    expect(rows.reduce((sum, row) => sum + row.lossMask.length, 0)).toBeGreaterThan(128);
    const results = [];
    for (const budget of [MAX_TOKENS, 2048]) {
      const policy = await open(f64, wide, budget);
      const stats = await policy.update(rows, LOSS, OPTIMISER);
      results.push({ stats, gradients: await policy.gradients() });
      policy.dispose();
    }
    const [cut, whole] = results;
    expect(cut!.stats.loss).toBeCloseTo(whole!.stats.loss, 12);
    expect(cut!.stats.gradNorm).toBeCloseTo(whole!.stats.gradNorm, 12);
    expect(cut!.stats.tokens).toBe(whole!.stats.tokens);
    for (const [name, { data }] of whole!.gradients)
      for (const [i, g] of data.entries())
        // Both were rounded to f32 on the way out.
        expect(Math.abs(cut!.gradients.get(name)!.data[i]! - g)).toBeLessThanOrEqual(1e-12 + 2 ** -23 * Math.abs(g));
  }, 120_000);

  test('cloning raises the likelihood of what it is shown', async () => {
    const policy = await open(f32);
    const rows = trainingRows(new Rng(41, 'rows'), 6, TOY.V).map((row) => ({
      ...row,
      advantage: row.advantage.fill(1),
    }));
    const cloning = { ...LOSS, objective: 'cloning' } as const;
    const optimiser = { ...OPTIMISER, learningRate: 1e-2 };
    const first = await policy.update(rows, cloning, optimiser);
    let last = first;
    for (let u = 0; u < 40; u++) last = await policy.update(rows, cloning, optimiser);
    expect(first.loss).toBeGreaterThan(3);
    expect(last.loss).toBeLessThan(0.5);
    expect(last.padding).toBeLessThan(0.5);
  });

  test('tokens without loss change nothing, and a batch without any is refused', async () => {
    const rows = trainingRows(new Rng(51, 'rows'), 5, TOY.V);
    const spoiled = rows.map((row) => ({
      ...row,
      advantage: row.advantage.map((a, k) => (row.lossMask[k] === 0 ? 1e9 : a)),
    }));
    const [a, b] = [await open(f32), await open(f32)];
    await a.update(rows, LOSS, OPTIMISER);
    await b.update([...spoiled, { ...spoiled[0]!, lossMask: spoiled[0]!.lossMask.map(() => 0) }], LOSS, OPTIMISER);
    expect(await b.parameters()).toEqual(await a.parameters());
    const silent = rows.map((row) => ({ ...row, lossMask: row.lossMask.map(() => 0) }));
    await expect(a.update(silent, LOSS, OPTIMISER)).rejects.toThrow('No token of the batch carries loss');
    expect(a.step).toBe(1);
  });

  test('malformed rows are refused by name', async () => {
    const policy = await open(f32);
    const [row] = trainingRows(new Rng(61, 'rows'), 1, TOY.V);
    const refuse = (change: object, sentence: string): Promise<void> =>
      expect(policy.update([{ ...row!, ...change }], LOSS, OPTIMISER)).rejects.toThrow(sentence);
    await refuse({ start: 0 }, 'Row 0 starts its response at 0');
    await refuse({ advantage: new Float32Array(50) }, 'Row 0 has 50 entries in advantage');
    await refuse({ ids: row!.ids.map(() => 60) }, 'Row 0 holds token 60');
    await refuse({ ids: new Uint32Array(41) }, 'Row 0 has 41 tokens');
    await refuse({ oldLogprob: row!.oldLogprob.map(() => Number.NaN) }, 'Row 0 holds a number that is not finite');
  });

  test('a gradient that is not finite skips the step and keeps the weights', async () => {
    const policy = await open(f32);
    const rows = trainingRows(new Rng(71, 'rows'), 3, TOY.V);
    await policy.update(rows, LOSS, OPTIMISER);
    const before = await policy.parameters();
    const exploding = rows.map((row) => ({ ...row, advantage: row.advantage.map(() => 3e38) }));
    const stats = await policy.update(exploding, { ...LOSS, objective: 'cloning', temperature: 1e-3 }, OPTIMISER);
    expect(stats.skipped).toBe(true);
    expect(policy.step).toBe(1);
    expect(await policy.parameters()).toEqual(before);
    expect((await policy.update(rows, LOSS, OPTIMISER)).skipped).toBe(false);
  });
});

describe('files', () => {
  test('a run goes on from a checkpoint as if it had never stopped', async () => {
    const batches = Array.from({ length: 6 }, (_, u) => trainingRows(new Rng(u, 'rows'), 4, TOY.V));
    const whole = await open(f32);
    const resumed = await open(f32);
    for (const rows of batches.slice(0, 3)) await whole.update(rows, LOSS, OPTIMISER);
    await resumed.update(batches[5]!, LOSS, OPTIMISER);
    await resumed.importCheckpoint(await whole.exportCheckpoint());
    expect(resumed.step).toBe(3);
    for (const rows of batches.slice(3)) {
      await whole.update(rows, LOSS, OPTIMISER);
      await resumed.update(rows, LOSS, OPTIMISER);
    }
    expect(await resumed.exportCheckpoint()).toEqual(await whole.exportCheckpoint());
  });

  test('a checkpoint of another model, or a damaged one, changes nothing', async () => {
    const policy = await open(f32);
    const before = await policy.exportCheckpoint();
    const other = await open(f32, { ...TOY, F: 64 });
    await expect(policy.importCheckpoint(await other.exportCheckpoint())).rejects.toThrow('another shape');
    await expect(policy.importCheckpoint(before.subarray(0, 9000))).rejects.toThrow('cut off');
    expect(await policy.exportCheckpoint()).toEqual(before);
  });

  test('a checkpoint from before the first step resets a trained policy', async () => {
    const fresh = await open(f32);
    const trained = await open(f32);
    const rows = trainingRows(new Rng(81, 'rows'), 4, TOY.V);
    await trained.update(rows, LOSS, OPTIMISER);
    await trained.importCheckpoint(await fresh.exportCheckpoint());
    await trained.update(rows, LOSS, OPTIMISER);
    await fresh.update(rows, LOSS, OPTIMISER);
    expect(await trained.parameters()).toEqual(await fresh.parameters());
  });

  test.each(FAMILIES)('$family: exported weights make the same model', async (config) => {
    const policy = await open(f32, config);
    await policy.update(trainingRows(new Rng(91, 'rows'), 4, config.V), LOSS, OPTIMISER);
    const copy = await Policy.create(f32, config, { seed: 77, maxTokens: MAX_TOKENS });
    await copy.importWeights(await policy.exportWeights());
    expect(await copy.parameters()).toEqual(await policy.parameters());
    expect(copy.step).toBe(0);
  });
});

test('calls made at once are carried out one after another', async () => {
  const policy = await open(f32);
  const rng = new Rng(101, 'rows');
  const request = requestFor(rng, 4, TOY.V);
  const rows = trainingRows(rng, 4, TOY.V);
  const before = await policy.generate(request);
  const [first, , second] = await Promise.all([
    policy.generate(request),
    policy.update(rows, LOSS, { ...OPTIMISER, learningRate: 0.1 }),
    policy.generate(request),
  ]);
  expect(first).toEqual(before);
  expect(second).not.toEqual(before);
  await expect(policy.update([], LOSS, OPTIMISER)).rejects.toThrow('No token');
  expect(await policy.generate(request)).toEqual(second);
});

test('says what it compiles, once for each size', async () => {
  const seen: string[] = [];
  const policy = await Policy.create(f32, TOY, {
    seed: 1,
    maxTokens: MAX_TOKENS,
    progress: (plan, done, total) => {
      expect(done).toBeLessThanOrEqual(total);
      if (done === total) seen.push(plan);
    },
  });
  const sequences = [Uint32Array.of(1, 2, 3)];
  for (let u = 0; u < 2; u++) await policy.score(sequences, { temperature: 1, topJ: 5 });
  expect(seen).toEqual(['score 64/64']);
});

test('memory is flat after warming up, and given back', async () => {
  const executor = await CpuExecutor.create({ precision: 'f32' });
  const policy = await open(executor);
  const rng = new Rng(111, 'rows');
  const work = async (): Promise<void> => {
    await policy.generate(requestFor(rng, 16, TOY.V));
    await policy.update(trainingRows(rng, 20, TOY.V), LOSS, OPTIMISER);
  };
  for (let u = 0; u < 5; u++) await work();
  const { bytes } = executor.counters;
  for (let u = 0; u < 20; u++) await work();
  expect(executor.counters.bytes).toBeLessThanOrEqual(bytes * 1.5);
  const { readbacks } = executor.counters;
  await policy.update(trainingRows(rng, 20, TOY.V), LOSS, OPTIMISER);
  expect(executor.counters.readbacks).toBe(readbacks + 1);
  policy.dispose();
  expect(executor.counters.bytes).toBeLessThan(2 ** 20);
  executor.dispose();
});
