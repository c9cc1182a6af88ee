/** Cases for kernels/head.ts: every branch of the loss, odd vocabularies, hostile logits. */
import type { Rng } from '../../src/core/rng.ts';
import { NONE } from '../../src/engine/kernels/cache.ts';
import {
  HYPER,
  HYPER_LENGTH,
  lossStatistics,
  OBJECTIVE,
  policyLoss,
  rowStatistics,
  STATS_LENGTH,
} from '../../src/engine/kernels/head.ts';
import { normals, type KernelCase } from './case.ts';

/** exp and log of WGSL: 3 + 2|x| ULP weighted by e^x, 2^-21 absolute near 1; divisions 2.5. */
const FUNCTIONS = 16;

type Rows = (rng: Rng, M: number, V: number) => number[];
const ordinary: Rows = (rng, M, V) => normals(rng, M * V, 2);
/** Sums near one thousand: shifted moments must not notice. */
const offset: Rows = (rng, M, V) => normals(rng, M * V, 2).map((z) => 1000 + z);
/** All but a few tokens impossible, as after a mask; exact ties among the rest. */
const masked: Rows = (rng, M, V) => Array.from({ length: M * V }, (_, i) => (i % 3 === 0 ? rng.below(3) : -1e4));
const flat: Rows = (_, M, V) => Array.from({ length: M * V }, () => 0.5);

function hyperOf(values: Partial<Record<keyof typeof HYPER, number>>): number[] {
  const hyper = Array.from({ length: HYPER_LENGTH }, () => 0);
  const all = { temperature: 1, clipLow: 0.2, clipHigh: 0.28, dualClip: 3, ...values };
  for (const [name, value] of Object.entries(all)) hyper[HYPER[name as keyof typeof HYPER]] = value;
  return hyper;
}

/** Size of z - max; an offset of all logits must not add to it. */
const largest = (rows: Rows): number => (rows === masked ? 1e4 : 10);

function statisticsCase(M: number, V: number, J: number, rows: Rows, temperature = 1): KernelCase {
  return {
    name: `rowStatistics ${M}x${V}, top ${J}, temperature ${temperature}, ${rows.name}`,
    kernel: rowStatistics,
    shape: { M, V, J },
    inputs: (rng) => [
      rows(rng, M, V),
      Array.from({ length: M }, (_, m) => (m % 5 === 4 ? NONE : rng.below(V))),
      hyperOf({ temperature }),
      undefined,
    ],
    reduction: V + FUNCTIONS,
    scale: largest(rows) / temperature,
  };
}

/** log p of the target under softmax(z / temperature), in f64 from the f32 logits. */
function logprobOf(z: readonly number[], y: number, temperature: number): number {
  const u = z.map((value) => Math.fround(value) / temperature);
  const max = Math.max(...u);
  return u[y]! - max - Math.log(u.reduce((sum, value) => sum + Math.exp(value - max), 0));
}

/**
 * Log-ratios to the behaviour policy, and advantages: inside the band, beyond either edge, at rest, beyond the dual clip
 * of 3; none within 1e-2 of an edge (log 0.8 = -0.22, log 1.28 = 0.25, log 3 = 1.10), so that
 * rounding cannot change a branch.
 */
const gaps = [0, 0.1, -0.1, 0.9, -0.9, 0.9, -0.9, 2, -2] as const;
const advantages = [1, 1, -1.3, 0.8, 2, -0.7, -1, -1.5, 0.6] as const;

function lossCase(
  M: number,
  V: number,
  rows: Rows,
  title: string,
  values: Partial<Record<keyof typeof HYPER, number>>,
): KernelCase {
  const hyper = hyperOf(values);
  const temperature = hyper[HYPER.temperature]!;
  return {
    name: `policyLoss ${M}x${V}, ${rows.name}, ${title}`,
    kernel: policyLoss,
    shape: { M, V },
    inputs: (rng) => {
      const logits = rows(rng, M, V);
      const target = Array.from({ length: M }, () => rng.below(V));
      const token = target.flatMap((y, m) => {
        const logprob = logprobOf(logits.slice(m * V, (m + 1) * V), y, temperature);
        const gap = gaps[m % gaps.length]!;
        // References near by (the series of k3), at some distance, and beyond the cap of 10.
        const away = [0.01, -0.7, 1.3, -12][m % 4]!;
        return [advantages[m % gaps.length]!, logprob - gap, logprob + away, m % 7 === 6 ? 0 : rng.unit() + 0.5];
      });
      return [logits, target.map((y, m) => (m % 13 === 12 ? NONE : y)), token, hyper, undefined];
    },
    reduction: V + FUNCTIONS,
    // Coefficients of the gradient stay below weight * (|A| e^2 + klCoef * e^1.3) / temperature < 30; log p and k1 carry
    // the logits' size.
    scale: Math.max(30, largest(rows)) / temperature,
  };
}

const all = { klCoef: 0.3, entropyCoef: 0.1 };

/** Log-ratios beyond the clamp at ±20: the ratio stops at e^20 and no policy gradient is left, exactly none. */
const clampCase: KernelCase = {
  name: 'policyLoss 4x5, log-ratio beyond the clamp',
  kernel: policyLoss,
  shape: { M: 4, V: 5 },
  inputs: (rng) => {
    const token = [-1, -1, 1, 1].flatMap((advantage, m) => [advantage, m % 2 ? -30 : 30, 0, 1]);
    return [normals(rng, 20), [0, 1, 2, 3], token, hyperOf({ dualClip: 1e30 }), undefined];
  },
  // The size of e^20 for the figures; for the gradient the default scale allows nothing but zero.
  reduction: 5 + 3 + 2 * 20,
};

export const headCases: readonly KernelCase[] = [
  statisticsCase(1, 1, 1, ordinary),
  statisticsCase(3, 2, 5, ordinary),
  statisticsCase(37, 11, 5, ordinary, 0.7),
  statisticsCase(70, 64, 20, ordinary),
  statisticsCase(5, 257, 5, ordinary, 1.5),
  statisticsCase(2, 1000, 20, ordinary),
  statisticsCase(6, 40, 5, offset),
  statisticsCase(6, 41, 5, masked),
  statisticsCase(6, 40, 20, masked, 0.5),
  statisticsCase(6, 20, 4, flat),
  statisticsCase(5, 516, 20, masked),
  statisticsCase(7, 301, 5, flat),
  lossCase(1, 1, ordinary, 'plain', {}),
  lossCase(26, 3, ordinary, 'plain', {}),
  lossCase(26, 40, ordinary, 'plain', {}),
  lossCase(26, 40, ordinary, 'no dual clip', { dualClip: 1e30 }),
  lossCase(44, 37, ordinary, 'KL and entropy', all),
  lossCase(44, 64, ordinary, 'KL and entropy, cold', { ...all, temperature: 0.6 }),
  lossCase(70, 8, ordinary, 'KL and entropy, hot', { ...all, temperature: 1.7 }),
  lossCase(26, 12, ordinary, 'cloning', { ...all, objective: OBJECTIVE.cloning }),
  lossCase(13, 516, ordinary, 'KL and entropy', all),
  // Wide enough for the largest team, and no multiple of it.
  lossCase(9, 301, masked, 'KL and entropy', all),
  lossCase(13, 20, offset, 'KL and entropy', all),
  lossCase(13, 20, masked, 'KL and entropy', all),
  lossCase(13, 21, flat, 'KL and entropy', all),
  clampCase,
  ...[1, 7, 31, 33, 300].map((M): KernelCase => ({
    name: `lossStatistics ${M} rows`,
    kernel: lossStatistics,
    shape: { M },
    inputs: (rng) => [
      normals(rng, 8 * M),
      Array.from({ length: M }, (_, m) => [1, 2, 3, m % 3 === 2 ? 0 : -0.5]).flat(),
      normals(rng, STATS_LENGTH),
    ],
    reduction: M + 1,
    scale: 5,
  })),
];
