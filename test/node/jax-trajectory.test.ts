/**
 * Thirty AdamW steps of a toy model, ours against @jax-js/jax in float64 with an optimiser written out here: the same
 * losses at every step and the same weights at the end.
 */
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { toyConfig } from '../../src/model/config.ts';
import type { LossSettings, OptimiserSettings, TrainingRow } from '../../src/model/interface.ts';
import { Policy } from '../../src/model/policy.ts';
import { lossAndGradient, type OracleBatch } from './jax-decoder.ts';

const STEPS = 30;
const CONFIG = toyConfig({ vocabulary: 40, width: 32, layers: 2, heads: 4, kvHeads: 2, mlpWidth: 48, maxTokens: 16 });
const MODEL = { ...CONFIG, eps: CONFIG.normEps };
const OPTIMISER: OptimiserSettings = {
  learningRate: 3e-3,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.05,
  maxGradNorm: 0.5,
};
const BASE: LossSettings = {
  objective: 'policy-gradient',
  temperature: 0.9,
  clipLow: 0.2,
  clipHigh: 0.28,
  dualClip: Infinity,
  klCoef: 0.05,
  entropyCoef: 0.01,
  aggregation: 'token-mean',
};

/** Rows of different lengths with loss on part of each response. */
function makeRows(rng: Rng): TrainingRow[] {
  return [
    { length: 14, start: 6 },
    { length: 9, start: 4 },
    { length: 16, start: 11 },
  ].map(({ length, start }) => {
    const response = length - start;
    const oldLogprob = Float32Array.from({ length: response }, () => -3.7 + 0.1 * rng.normal());
    return {
      ids: Uint32Array.from({ length }, () => rng.below(CONFIG.V)),
      start,
      lossMask: Float32Array.from({ length: response }, (_, k) => (k === 1 ? 0 : 1)),
      advantage: Float32Array.from({ length: response }, () => rng.normal()),
      oldLogprob,
      refLogprob: oldLogprob.map((l) => l + 0.1 * rng.normal()),
    };
  });
}

function oracleBatch(rows: readonly TrainingRow[]): OracleBatch {
  const chosen = rows.flatMap((row, sequence) =>
    [...row.lossMask.keys()].filter((k) => row.lossMask[k] !== 0).map((k) => ({ row, sequence, k })),
  );
  return {
    sequences: rows.map((row) => [...row.ids]),
    positions: chosen.map(({ row, sequence, k }) => [sequence, row.start + k]),
    advantage: chosen.map(({ row, k }) => row.advantage[k]!),
    oldLogprob: chosen.map(({ row, k }) => row.oldLogprob[k]!),
    refLogprob: chosen.map(({ row, k }) => row.refLogprob[k]!),
  };
}

type Pool = Map<string, { shape: readonly number[]; data: Float64Array }>;

/** PyTorch's clip_grad_norm_ and AdamW; norm weights (one axis) are not decayed. */
class ReferenceAdamW {
  readonly #first = new Map<string, Float64Array>();
  readonly #second = new Map<string, Float64Array>();
  #step = 0;

  apply(weights: Pool, gradient: ReadonlyMap<string, Float64Array>): void {
    this.#step++;
    const { learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm } = OPTIMISER;
    let squares = 0;
    for (const g of gradient.values()) for (const x of g) squares += x * x;
    const scale = Math.min(1, maxGradNorm / (Math.sqrt(squares) + 1e-6));
    for (const [name, { shape, data }] of weights) {
      const first = this.#first.get(name) ?? new Float64Array(data.length);
      const second = this.#second.get(name) ?? new Float64Array(data.length);
      this.#first.set(name, first);
      this.#second.set(name, second);
      const decay = shape.length > 1 ? weightDecay : 0;
      for (const [i, x] of gradient.get(name)!.entries()) {
        const g = x * scale;
        first[i] = beta1 * first[i]! + (1 - beta1) * g;
        second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
        const mean = first[i] / (1 - beta1 ** this.#step);
        const square = second[i] / (1 - beta2 ** this.#step);
        data[i] = data[i]! * (1 - learningRate * decay) - (learningRate * mean) / (Math.sqrt(square) + epsilon);
      }
    }
  }
}

const snapshot = async (policy: Policy): Promise<Pool> =>
  new Map(
    [...(await policy.weights())].map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
  );

/** Oracle's losses and final weights, from the policy's initial weights. */
function oracleRun(weights: Pool, batch: OracleBatch, loss: LossSettings): number[] {
  const optimiser = new ReferenceAdamW();
  const oracle = lossAndGradient('wasm', batch, MODEL, loss);
  return Array.from({ length: STEPS }, () => {
    const result = oracle(weights);
    optimiser.apply(weights, result.gradient);
    return result.loss;
  });
}

test.each([{ objective: 'policy-gradient' }, { objective: 'cloning' }] as const)(
  '30 steps of $objective agree with jax-js',
  async ({ objective }) => {
    const loss = { ...BASE, objective };
    const rows = makeRows(new Rng(3, objective));
    const options = { seed: 5, maxTokens: 16 };
    const expected = { weights: new Map() as Pool, losses: [] as number[] };
    // On wasm the oracle's exp is good to 4e-7, which thirty steps carry along; the next test has it exact.
    for (const [precision, tolerance] of [
      ['f64', 1e-5],
      ['f32', 1e-4],
    ] as const) {
      const executor = await CpuExecutor.create({ precision });
      const policy = await Policy.create(executor, CONFIG, options);
      if (expected.losses.length === 0) {
        expected.weights = await snapshot(policy);
        expected.losses = oracleRun(expected.weights, oracleBatch(rows), loss);
      }
      for (const want of expected.losses) {
        const { loss: got } = await policy.update(rows, loss, OPTIMISER);
        expect(Math.abs(got - want)).toBeLessThan(tolerance);
      }
      for (const [name, { data: got }] of await policy.weights()) {
        const want = expected.weights.get(name)!.data;
        const error = Math.hypot(...want.map((w, i) => w - got[i]!)) / Math.hypot(...want);
        expect(error, `${name} in ${precision}`).toBeLessThan(tolerance);
      }
      executor.dispose();
    }
    // The run must have gone somewhere for its agreement to mean something.
    expect(expected.losses.at(-1)! - expected.losses[0]!).toBeLessThan(-0.05);
  },
);

test.each([{ objective: 'policy-gradient' }, { objective: 'cloning' }] as const)(
  'the twins’ gradient of $objective is that of jax-js, term by term',
  async ({ objective }) => {
    const loss = { ...BASE, objective };
    const rows = makeRows(new Rng(8, objective));
    const executor = await CpuExecutor.create({ precision: 'f64' });
    const policy = await Policy.create(executor, CONFIG, { seed: 6, maxTokens: 16 });
    const want = lossAndGradient('cpu', oracleBatch(rows), MODEL, loss)(await snapshot(policy));
    const stats = await policy.update(rows, loss, OPTIMISER);
    // The rows' numbers pass through f32 on both sides, the gradients on ours: half an ulp.
    expect(Math.abs(stats.loss - want.loss)).toBeLessThan(1e-12);
    for (const [name, { data: got }] of await policy.gradients()) {
      const expected = want.gradient.get(name)!;
      const error = Math.hypot(...expected.map((w, i) => w - got[i]!)) / Math.hypot(...expected);
      expect(error, name).toBeLessThan(2 ** -24);
    }
    executor.dispose();
  },
);
