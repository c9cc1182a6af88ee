/** Log-probability and entropy of every row of a logits matrix: at best the matrix is read once. */
import type { Case } from '../contest.ts';
import type { Scale } from '../scale.ts';
import { integers, normals } from '../tasks.ts';
import { within } from './difference.ts';

const SIZES: Readonly<Record<Scale, readonly (readonly [M: number, V: number])[]>> = {
  tiny: [[8, 32]],
  small: [
    [4096, 512],
    [1024, 4096],
  ],
  full: [
    [16_384, 512],
    [4096, 4096],
    [2048, 32_768],
  ],
};

export const rowsCases = (scale: Scale): Case<'rows'>[] =>
  SIZES[scale].map(([M, V]) => ({
    benchmark: 'rows',
    size: `${M}×${V}`,
    unit: 'pass',
    units: 1,
    repeats: 20,
    flops: 0,
    bytes: M * V * 4,
    task: () => ({
      M,
      V,
      logits: normals(M * V, 2, `logits ${M} ${V}`),
      target: integers(M, V, `targets ${M} ${V}`),
    }),
    // Values of up to 20 nats from sums of V exponentials, each good to a few units in the last place (WGSL: exp to
    // 3 + 2|x| of them).
    disagreement: within({ logprob: 1e-4, entropy: 1e-4 }),
  }));
