/** Cases for kernels/linear.ts: each file of shaders at tile edges, odd and prime sizes, and values that overflow habits. */
import {
  columnSumsPartial,
  matmulNN,
  matmulNT,
  matmulNTAdd,
  matmulNTBias,
  matmulTNPartial,
  splitCount,
  sumPartialsAdd,
  type ProductShape,
  type SplitShape,
} from '../../src/engine/kernels/linear.ts';
import type { Rng } from '../../src/core/rng.ts';
import { normals, type KernelCase } from './case.ts';

type Values = (rng: Rng, count: number) => number[];

const ordinary: Values = (rng, count) => normals(rng, count);
/** Large and tiny values and exact zeros side by side: the large ones set the error's scale. */
const hostile: Values = (rng, count) =>
  Array.from({ length: count }, () => rng.pick([0, -0, 1e4, -1e4, 1e-4, rng.normal()]));

const size = ({ M, N, K }: ProductShape): string => `${M}x${N}x${K}`;

/** [M, N, K]. What each is for: 1, primes, the 4x4 block and the 32x32 workgroup tile with one more and
 * one less, 8 rows against 9, where the file for few rows ends, few columns of more terms than a wide subgroup holds, and the
 * largest tile of a variant with one block more. */
const sizes: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 4, 4],
  [5, 8, 12],
  [8, 9, 16],
  [3, 5, 7],
  [31, 36, 8],
  [32, 32, 32],
  [33, 28, 64],
  [13, 37, 29],
  [33, 31, 65],
  [9, 60, 260],
  [97, 69, 20],
  [257, 132, 8],
  [132, 68, 40],
];

const shapes = (list: typeof sizes): ProductShape[] => list.map(([M, N, K]) => ({ M, N, K }));

function product(kernel: KernelCase['kernel'], shape: ProductShape, values: Values, tag = ''): KernelCase {
  const lengths = kernel.lengths(shape);
  return {
    name: `${kernel.name} ${size(shape)}${tag}`,
    kernel,
    shape,
    inputs: (rng) => kernel.args.map((arg, i) => (arg.access === 'write' ? undefined : values(rng, lengths[i]!))),
    // K products and one addition of a bias or residual.
    reduction: shape.K + 1,
    // A term is one product: at most 1e8 for hostile values; 16 bounds a product of normals here.
    scale: values === hostile ? 1e8 : 16,
  };
}

const split = (shape: ProductShape, S: number): SplitShape => ({ ...shape, S });

export const linearCases: readonly KernelCase[] = [
  ...[matmulNT, matmulNTBias, matmulNTAdd].flatMap((kernel) => [
    ...shapes(sizes).map((shape) => product(kernel, shape, ordinary)),
    product(kernel, { M: 9, N: 8, K: 16 }, hostile, ' hostile'),
    product(kernel, { M: 9, N: 7, K: 15 }, hostile, ' hostile'),
  ]),
  ...shapes(sizes).map((shape) => product(matmulNN, shape, ordinary)),
  product(matmulNN, { M: 9, N: 8, K: 16 }, hostile, ' hostile'),
  product(matmulNN, { M: 9, N: 7, K: 15 }, hostile, ' hostile'),
  ...shapes(sizes).map((shape) => product(matmulTNPartial, split(shape, 1), ordinary, ' in 1 part')),
  ...shapes(sizes).map((shape) => product(matmulTNPartial, split(shape, 3), ordinary, ' in 3 parts')),
  // More parts than terms: the surplus parts are zero.
  product(matmulTNPartial, split({ M: 8, N: 4, K: 5 }, 4), ordinary, ' in 4 parts'),
  product(matmulTNPartial, split({ M: 7, N: 4, K: 5 }, 4), ordinary, ' in 4 parts'),
  product(matmulTNPartial, split({ M: 36, N: 64, K: 515 }, splitCount(36, 64, 515)), ordinary, ' in its own parts'),
  product(matmulTNPartial, split({ M: 8, N: 8, K: 33 }, 2), hostile, ' hostile'),
  ...[
    [1, 1],
    [3, 7],
    [2, 64],
    [5, 260],
    [64, 36],
    [17, 67],
    [50, 260],
    // Thousands of workgroups, and no multiple of 4.
    [1, 100_003],
  ].map(([S, L]): KernelCase => ({
    name: `sumPartialsAdd ${S}x${L}`,
    kernel: sumPartialsAdd,
    shape: { S: S!, L: L! },
    inputs: (rng) => [normals(rng, S! * L!), normals(rng, L!)],
    reduction: S! + 1,
    scale: 8,
  })),
  ...[
    [1, 1, 1],
    [7, 5, 3],
    [64, 8, 8],
    [33, 12, 6],
    [5, 67, 4],
    [2, 4, 5],
    // Strips that 16 threads can share.
    [97, 67, 6],
    [200, 36, 9],
  ].map(([N, D, S]): KernelCase => ({
    name: `columnSumsPartial ${N}x${D} in ${S}`,
    kernel: columnSumsPartial,
    shape: { N: N!, D: D!, S: S! },
    inputs: (rng) => [normals(rng, N! * D!), undefined],
    reduction: Math.ceil(N! / S!),
    scale: 8,
  })),
];
