/**
 * The tasks and their inputs, drawn from seeds, so that everyone computes on the same numbers.
 * Must not know who computes.
 */
import { Rng } from '../core/rng.ts';
import type { ModelConfig } from '../model/config.ts';
import type { LossSettings, OptimiserSettings } from '../model/interface.ts';
import { layoutOf } from '../model/layout.ts';
import { initialWeights } from '../model/weights.ts';

/** c = a b (NN), a bT (NT: a linear layer) or aT b (TN: its weight gradient); c is [M, N], sums run over K. */
export interface MatmulTask {
  readonly form: 'NN' | 'NT' | 'TN';
  readonly M: number;
  readonly N: number;
  readonly K: number;
  readonly a: Float32Array<ArrayBuffer>;
  readonly b: Float32Array<ArrayBuffer>;
}

/** Per row of [M, V] logits: log-probability of its target and entropy. */
export interface RowsTask {
  readonly M: number;
  readonly V: number;
  readonly logits: Float32Array<ArrayBuffer>;
  readonly target: Uint32Array<ArrayBuffer>;
}

/** Policy loss of N tokens over V, mean over tokens, and its gradient by the logits; or, when `D` > 0, by the hidden rows
 * [N, D] and the output matrix [V, D] that the logits are the product of. */
export interface PolicyTask {
  readonly N: number;
  readonly V: number;
  readonly D: number;
  /** [N, V] when D = 0, else [N, D]. */
  readonly input: Float32Array<ArrayBuffer>;
  /** [V, D]; empty when D = 0. */
  readonly matrix: Float32Array<ArrayBuffer>;
  readonly target: Uint32Array<ArrayBuffer>;
  readonly advantage: Float32Array<ArrayBuffer>;
  readonly oldLogprob: Float32Array<ArrayBuffer>;
  readonly refLogprob: Float32Array<ArrayBuffer>;
}

export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

export interface ModelTask {
  readonly config: ModelConfig;
  /** Of initialWeights. */
  readonly seed: number;
}

/** Optimiser steps on one batch: B rows of T inputs, each predicting its next token. */
export interface TrainTask extends ModelTask {
  readonly B: number;
  readonly T: number;
  /** B rows of T + 1 tokens. */
  readonly rows: readonly Uint32Array<ArrayBuffer>[];
}

/** From one token a row, `steps` greedy tokens of B rows with a key/value cache of T positions. */
export interface DecodeTask extends ModelTask {
  readonly B: number;
  readonly T: number;
  readonly steps: number;
  readonly first: Uint32Array<ArrayBuffer>;
}

export interface Tasks {
  matmul: MatmulTask;
  rows: RowsTask;
  policy: PolicyTask;
  decode: DecodeTask;
  train: TrainTask;
}

/** Optimiser steps whose losses must agree before a train step is timed. */
export const CHECKED_STEPS = 20;

export const OPTIMISER: OptimiserSettings = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  maxGradNorm: 1,
};

/** Clipped ratio, k3 penalty and entropy bonus all at work. */
export const POLICY_LOSS: LossSettings = {
  objective: 'policy-gradient',
  temperature: 1,
  clipLow: 0.2,
  clipHigh: 0.28,
  dualClip: Infinity,
  klCoef: 0.05,
  entropyCoef: 0.01,
  aggregation: 'token-mean',
};

export function normals(length: number, scale: number, label: string): Float32Array<ArrayBuffer> {
  const rng = new Rng(1, `bench/${label}`);
  return Float32Array.from({ length }, () => rng.normal() * scale);
}

export function integers(length: number, below: number, label: string): Uint32Array<ArrayBuffer> {
  const rng = new Rng(1, `bench/${label}`);
  return Uint32Array.from({ length }, () => rng.below(below));
}

/** The model's initial parameters by the names of layout.ts: matrices [out, in], norms [D]. */
export function weightsOf({ config, seed }: ModelTask): Map<string, Weight> {
  const pool = initialWeights(config, seed);
  const weights = new Map<string, Weight>();
  for (const { name, offset, length } of layoutOf(config).parameters.values()) {
    const kind = name.split('.').at(-1)!;
    const inputs = { o: config.H * config.Dh, down: config.F }[kind] ?? config.D;
    const shape = kind.startsWith('norm') ? [config.D] : [length / inputs, inputs];
    weights.set(name, { shape, data: pool.slice(offset, offset + length) });
  }
  return weights;
}
