/** Sizes at which the WASM matrix product changes its path: passes over 256 terms, blocks of 64 rows, tiles of 4 x 8. */
import {
  matmulNN,
  matmulNT,
  matmulNTAdd,
  matmulNTBias,
  matmulTNPartial,
  type ProductShape,
} from '../../src/engine/kernels/linear.ts';
import { normals, type KernelCase } from './case.ts';

/** One more and one less than each of the sizes above, and several passes with a short last one. */
const shapes: readonly ProductShape[] = [
  { M: 63, N: 9, K: 255 },
  { M: 64, N: 8, K: 256 },
  { M: 65, N: 7, K: 257 },
  { M: 130, N: 17, K: 700 },
  { M: 1, N: 31, K: 513 },
  { M: 3, N: 16, K: 512 },
];

const productCase = (kernel: KernelCase['kernel'], shape: ProductShape & { S?: number }): KernelCase => {
  const full = shape as ProductShape & { S: number };
  const lengths = kernel.lengths(full);
  return {
    name: `${kernel.name} ${shape.M}x${shape.N}x${shape.K}`,
    kernel,
    shape: full,
    inputs: (rng) => kernel.args.map((arg, i) => (arg.access === 'write' ? undefined : normals(rng, lengths[i]!))),
    // K products and one addition of a bias or residual; 16 bounds a product of two normal draws here.
    reduction: shape.K + 1,
    scale: 16,
  };
};

export const wasmExtraCases: readonly KernelCase[] = shapes.flatMap((shape) => [
  ...[matmulNT, matmulNTBias, matmulNTAdd, matmulNN].map((kernel) => productCase(kernel, shape)),
  productCase(matmulTNPartial, { ...shape, S: 1 }),
]);
