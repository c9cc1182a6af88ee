/** Cases for kernels/optimiser.ts: pool sizes around chunks and blocks, numbers that are not finite. */
import type { Rng } from '../../src/core/rng.ts';
import {
  ADAM,
  ADAM_LENGTH,
  adamW,
  chunkCount,
  clipScale,
  squareSumPartial,
} from '../../src/engine/kernels/optimiser.ts';
import { normals, type KernelCase } from './case.ts';

function adamOf(step: number, maxNorm: number): number[] {
  const adam = Array.from({ length: ADAM_LENGTH }, () => 0);
  const values = { lr: 1e-2, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.1, maxNorm };
  for (const [name, value] of Object.entries(values)) adam[ADAM[name as keyof typeof ADAM]] = value;
  adam[ADAM.c1] = 1 - values.beta1 ** step;
  adam[ADAM.c2] = 1 - values.beta2 ** step;
  return adam;
}

function squareCase(L: number, title: string, values: (rng: Rng) => number[], S = chunkCount(L)): KernelCase {
  return {
    name: `squareSumPartial ${L} in ${S}, ${title}`,
    kernel: squareSumPartial,
    shape: { L, S },
    inputs: (rng) => [values(rng), undefined],
    reduction: Math.ceil(L / S) + 4,
  };
}
/** NaN and both infinities among ordinary numbers. */
const broken = (rng: Rng, L: number): number[] =>
  normals(rng, L).map((x, i) => (i % 5 === 3 ? [NaN, Infinity, -Infinity][i % 3]! : x));

function clipCase(title: string, S: number, partial: (rng: Rng) => number[], maxNorm: number): KernelCase {
  return {
    name: `clipScale ${title}`,
    kernel: clipScale,
    shape: { S },
    inputs: (rng) => [partial(rng), adamOf(1, maxNorm), undefined],
    reduction: S + 6,
  };
}
const finite = (S: number) => (rng: Rng) => [
  ...normals(rng, S).map((x) => x * x),
  ...Array.from({ length: S }, () => 0),
];

function adamCase(L: number, DECAY: number, step: number, [scale, bad]: readonly [number, number]): KernelCase {
  return {
    name: `adamW ${L} numbers, decay ${DECAY}, step ${step}, scale ${scale}, ${bad} bad`,
    kernel: adamW,
    shape: { L, DECAY },
    inputs: (rng) => [
      normals(rng, L),
      normals(rng, L),
      // At step 1 the moments are zero.
      normals(rng, L, step === 1 ? 0 : 0.3),
      normals(rng, L, step === 1 ? 0 : 1).map((x) => x * x),
      adamOf(step, 1),
      [3, scale, bad, 0],
    ],
    // Products, a square root and three divisions, one after the other.
    reduction: 16,
  };
}

export const optimiserCases: readonly KernelCase[] = [
  ...[1, 3, 64, 65, 128, 1000, 4099, 70_000].map((L) => squareCase(L, 'ordinary', (rng) => normals(rng, L))),
  squareCase(8, 'more chunks than blocks', (rng) => normals(rng, 8), 5),
  squareCase(4000, 'zeros', () => Array.from({ length: 4000 }, () => 0)),
  squareCase(403, 'not finite', (rng) => broken(rng, 403)),
  squareCase(404, 'not finite', (rng) => broken(rng, 404)),
  clipCase('below the limit', 7, finite(7), 100),
  clipCase('above the limit', 300, finite(300), 0.5),
  clipCase('a large model', 1024, finite(1024), 0.5),
  clipCase(
    'bad numbers in a large model',
    259,
    () => Array.from({ length: 518 }, (_, i) => (i === 7 ? Infinity : i === 400 ? 3 : 1)),
    1,
  ),
  clipCase('no limit', 7, finite(7), 1e30),
  clipCase('zero gradient', 3, () => [0, 0, 0, 0, 0, 0], 1),
  clipCase('two bad numbers', 2, () => [4, 5, 2, 0], 1),
  clipCase('an overflowed sum', 2, () => [4, Infinity, 0, 0], 1),
  adamCase(1, 1, 1, [1, 0]),
  adamCase(67, 0, 1, [0.25, 0]),
  adamCase(256, 1, 10, [0.25, 0]),
  adamCase(1001, 0, 1000, [1, 0]),
  adamCase(64, 1, 3, [0, 2]),
];
