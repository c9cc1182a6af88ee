/** Matrix products: cubes, and the shapes that the lab's models need. Inputs stay on the device, nothing is read back. */
import type { Case } from '../contest.ts';
import type { Scale } from '../scale.ts';
import { normals, type MatmulTask } from '../tasks.ts';
import { within } from './difference.ts';

type Shape = readonly [form: MatmulTask['form'], M: number, N: number, K: number, what?: string];

/** 2048 tokens of L2 d64: q|k|v forward, its weight gradient, gate|up, the output layer; and decoding 16 and 64 rows. */
const OURS: readonly Shape[] = [
  ['NT', 2048, 192, 64, 'q|k|v'],
  ['NT', 2048, 384, 64, 'gate|up'],
  ['NN', 2048, 64, 384, 'input gradient'],
  ['TN', 192, 64, 2048, 'weight gradient'],
  ['NT', 2048, 512, 64, 'logits'],
  ['NT', 16, 384, 64, 'decode'],
  ['NT', 64, 384, 64, 'decode'],
];
const cube = (n: number): Shape => ['NN', n, n, n];
const SHAPES: Readonly<Record<Scale, readonly Shape[]>> = {
  tiny: [cube(32), ['NT', 24, 16, 8, 'ragged'], ['TN', 16, 8, 128, 'weight gradient']],
  small: [cube(256), cube(512), cube(1024), ...OURS],
  full: [cube(256), cube(512), cube(1024), cube(2048), ...OURS, ['NT', 8192, 2048, 512, 'd512 gate|up']],
};

export const matmulCases = (scale: Scale): Case<'matmul'>[] =>
  SHAPES[scale].map(([form, M, N, K, what]) => ({
    benchmark: 'matmul',
    size: `${M}×${N}×${K} ${form}${what ? ` (${what})` : ''}`,
    unit: 'product',
    units: 1,
    repeats: scale === 'full' ? 100 : 20,
    flops: 2 * M * N * K,
    bytes: 0,
    task: () => {
      const label = `${form} ${M} ${N} ${K}`;
      return { form, M, N, K, a: normals(M * K, 1, `a ${label}`), b: normals(N * K, 1, `b ${label}`) };
    },
    // Sums of K products of standard normals, added in any order: K roundings of partial sums of size sqrt(K).
    disagreement: within({ product: 2 * K * Math.sqrt(K) * 2 ** -24 }),
  }));
