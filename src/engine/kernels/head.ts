/**
 * What happens to a row of logits in training and scoring: log-probability, entropy, confidence; and the policy loss
 * whose gradient overwrites the logits. Must not know where rows come from or how losses are aggregated: a row's
 * weight carries mask and aggregation.
 *
 * With u = z / temperature, m = max u, s = sum e^(u-m), w = sum e^(u-m) (u-m):
 *   log p_y = u_y - m - log s,   H = log s - w / s   (w stays shifted: unshifted it loses three digits in f32).
 */
import lossStatisticsSource from '../../../shaders/loss_statistics.wgsl?raw';
import policyLossSource from '../../../shaders/policy_loss.wgsl?raw';
import rowStatisticsSource from '../../../shaders/row_statistics.wgsl?raw';
import { grid1d, positive, ShapeError, type Kernel } from '../kernel.ts';
import type { Reals } from '../tensor.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { teamVariants, type TeamWork } from './team.ts';
import { HYPER, HYPER_LENGTH, TOKEN, tokenLoss } from './token-loss.ts';

export { HYPER, HYPER_LENGTH, OBJECTIVE, TOKEN } from './token-loss.ts';

const WORKGROUP = 32;

/** Fields of a row of policyLoss's out[M*8]; loss and policyLoss include the weight, the rest do not. */
export const LOSS_ROW = {
  logprob: 0,
  entropy: 1,
  loss: 2,
  policyLoss: 3,
  k3: 4,
  k1: 5,
  clipped: 6,
  ratio: 7,
} as const;

/** Fields of stats[16]: two sums of weighted losses, then plain sums over rows with weight != 0, then their number. */
export const LOSS_STATS = {
  loss: 0,
  policyLoss: 1,
  entropy: 2,
  k3: 3,
  k1: 4,
  clipped: 5,
  ratio: 6,
  count: 7,
} as const;
export const STATS_LENGTH = 16;

/** Most tokens the confidence may look at; a shader keeps them in registers. */
export const MAX_TOP = 20;

/** Throws ShapeError unless J is a count of top tokens that a shader can hold. */
export function checkTop(kernel: string, J: number): void {
  if (!Number.isInteger(J) || J < 1 || J > MAX_TOP) throw new ShapeError(kernel, `J must be 1 to ${MAX_TOP}, got ${J}`);
}

export interface RowMoments {
  max: number;
  /** sum e^(u - max), and sum e^(u - max) (u - max). */
  s: number;
  w: number;
}

/** Moments of u = logits[at .. at+count) / temperature. */
export function rowMoments(logits: Reals, at: number, count: number, temperature: number): RowMoments {
  let max = -Infinity;
  for (let j = 0; j < count; j++) if (logits[at + j]! > max) max = logits[at + j]!;
  let s = 0;
  let w = 0;
  for (let j = 0; j < count; j++) {
    const shifted = (logits[at + j]! - max) / temperature;
    const e = Math.exp(shifted);
    s += e;
    w += e * shifted;
  }
  return { max: max / temperature, s, w };
}

/** Insert `value` into the ascending list of the largest values so far. */
export function keepLargest(top: Float64Array, value: number): void {
  if (!(value > top[0]!)) return;
  let i = 0;
  while (i + 1 < top.length && value > top[i + 1]!) {
    top[i] = top[i + 1]!;
    i++;
  }
  top[i] = value;
}

/** Mean of -ln p over the min(J, V) likeliest tokens of a row whose log-sum-exp is `lse`. Larger = sharper. */
export function topConfidence(
  logits: Reals,
  at: number,
  V: number,
  temperature: number,
  lse: number,
  J: number,
): number {
  const top = new Float64Array(Math.min(J, V)).fill(-Infinity);
  for (let j = 0; j < V; j++) keepLargest(top, logits[at + j]!);
  let sum = 0;
  for (const value of top) sum += value / temperature;
  return lse - sum / top.length;
}

type RowsShape = { M: number; V: number };
const teamWork = <S extends RowsShape>(source: string): TeamWork<S> => ({
  text: ({ V }) => withLanes(source, lanesFor(V)),
  rows: ({ M }) => M,
  numbers: ({ V }) => V,
});
const STATISTICS_WORK = teamWork<RowsShape & { J: number }>(rowStatisticsSource);
const LOSS_WORK = teamWork(policyLossSource);

/** Per row of softmax(logits / temperature): (log-probability of the target, entropy, top-J confidence, largest
 * probability), nats. A target that is NONE or >= V gives log-probability 0. */
export const rowStatistics: Kernel<{ M: number; V: number; J: number }> = {
  name: 'rowStatistics',
  args: [
    { name: 'logits', dtype: 'f32', access: 'read' },
    { name: 'target', dtype: 'u32', access: 'read' },
    { name: 'hyper', dtype: 'f32', access: 'read' },
    { name: 'out', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('rowStatistics', shape, 'M', 'V');
    checkTop('rowStatistics', shape.J);
    return [shape.M * shape.V, shape.M, HYPER_LENGTH, 4 * shape.M];
  },
  wgsl: STATISTICS_WORK.text,
  workgroups: ({ M }) => grid1d(M, WORKGROUP),
  variants: teamVariants(STATISTICS_WORK),
  example: ({ M, V }) => [
    undefined,
    Uint32Array.from({ length: M }, (_, m) => m % V),
    new Float32Array(HYPER_LENGTH).fill(1),
  ],
  run({ M, V, J }, args) {
    const [logits, target, hyper, out] = args as [Reals, Uint32Array, Reals, Reals];
    const temperature = hyper[HYPER.temperature]!;
    for (let m = 0; m < M; m++) {
      const { max, s, w } = rowMoments(logits, m * V, V, temperature);
      const logS = Math.log(s);
      const y = target[m]!;
      out[4 * m] = y < V ? logits[m * V + y]! / temperature - max - logS : 0;
      out[4 * m + 1] = logS - w / s;
      out[4 * m + 2] = topConfidence(logits, m * V, V, temperature, max + logS, J);
      out[4 * m + 3] = 1 / s;
    }
  },
  flops: ({ M, V }) => 10 * M * V,
};

/**
 * Per row: the loss of token-loss.ts, its figures into `out` (LOSS_ROW), and its gradient times the row's weight over
 * the logits: dl/dz_j = (weight / temperature) [ a (1[j = y] - p_j) - b p_j (log p_j + H) ], a and b the derivatives of
 * l by log p_y and by H. Weight 0 or target NONE: zero gradient, zero row.
 */
export const policyLoss: Kernel<{ M: number; V: number }> = {
  name: 'policyLoss',
  args: [
    { name: 'logits', dtype: 'f32', access: 'update' },
    { name: 'target', dtype: 'u32', access: 'read' },
    { name: 'token', dtype: 'f32', access: 'read' },
    { name: 'hyper', dtype: 'f32', access: 'read' },
    { name: 'out', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('policyLoss', shape, 'M', 'V');
    return [shape.M * shape.V, shape.M, 4 * shape.M, HYPER_LENGTH, 8 * shape.M];
  },
  wgsl: LOSS_WORK.text,
  workgroups: ({ M }) => grid1d(M, WORKGROUP),
  variants: teamVariants(LOSS_WORK),
  example({ M, V }) {
    const token = Float32Array.from({ length: 4 * M }, (_, i) => (i % 4 === TOKEN.weight ? 1 / M : -1));
    const hyper = new Float32Array(HYPER_LENGTH).fill(0.2);
    hyper[HYPER.objective] = 0;
    return [undefined, Uint32Array.from({ length: M }, (_, m) => m % V), token, hyper, undefined];
  },
  run({ M, V }, args) {
    const [logits, target, token, hyper, out] = args as [Reals, Uint32Array, Reals, Reals, Reals];
    const temperature = hyper[HYPER.temperature]!;
    for (let m = 0; m < M; m++) {
      const at = m * V;
      const y = target[m]!;
      const weight = token[4 * m + TOKEN.weight]!;
      if (weight === 0 || y >= V) {
        logits.fill(0, at, at + V);
        out.fill(0, 8 * m, 8 * m + 8);
        continue;
      }
      const { max, s, w } = rowMoments(logits, at, V, temperature);
      const logS = Math.log(s);
      const logprob = logits[at + y]! / temperature - max - logS;
      const entropy = logS - w / s;
      const loss = tokenLoss(logprob, entropy, token, 4 * m, hyper);
      const { byLogprob: a, byEntropy: b } = loss;
      const factor = weight / temperature;
      for (let j = 0; j < V; j++) {
        const logP = logits[at + j]! / temperature - max - logS;
        const p = Math.exp(logP);
        logits[at + j] = factor * (a * ((j === y ? 1 : 0) - p) - b * p * (logP + entropy));
      }
      out.set(
        [logprob, entropy, weight * loss.total, weight * loss.policy, loss.k3, loss.k1, loss.clipped, loss.ratio],
        8 * m,
      );
    }
  },
  flops: ({ M, V }) => 20 * M * V,
};

/** Adds the sums of `out` (LOSS_ROW) over all rows to stats (LOSS_STATS); entries 8 and up are left alone. */
export const lossStatistics: Kernel<{ M: number }> = {
  name: 'lossStatistics',
  args: [
    { name: 'out', dtype: 'f32', access: 'read' },
    { name: 'token', dtype: 'f32', access: 'read' },
    { name: 'stats', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('lossStatistics', shape, 'M');
    return [8 * shape.M, 4 * shape.M, STATS_LENGTH];
  },
  wgsl: () => lossStatisticsSource,
  workgroups: () => [1, 1, 1],
  run({ M }, args) {
    const [out, token, stats] = args as [Reals, Reals, Reals];
    const order = [
      LOSS_ROW.loss,
      LOSS_ROW.policyLoss,
      LOSS_ROW.entropy,
      LOSS_ROW.k3,
      LOSS_ROW.k1,
      LOSS_ROW.clipped,
      LOSS_ROW.ratio,
    ];
    const sums = new Float64Array(8);
    for (let m = 0; m < M; m++) {
      if (token[4 * m + TOKEN.weight] === 0) continue;
      for (const [i, field] of order.entries()) sums[i]! += out[8 * m + field]!;
      sums[LOSS_STATS.count]! += 1;
    }
    for (const [i, sum] of sums.entries()) stats[i]! += sum;
  },
};
