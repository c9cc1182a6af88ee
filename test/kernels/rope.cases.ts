/** Cases of src/engine/kernels/rope.ts. */
import { rope, ropeTable } from '../../src/engine/kernels/rope.ts';
import { normals, type KernelCase } from './case.ts';

const NONE = 0xffffffff;

const turn = (N: number, T: number, H: number, Hk: number, Dh: number, SIGN: number): KernelCase => ({
  name: `rope ${N} tokens, ${T} positions, ${H}/${Hk} heads of ${Dh}, sign ${SIGN}`,
  kernel: rope,
  shape: { N, T, H, Hk, Dh, SIGN },
  inputs: (rng) => [
    // The last position, the first one past the table, and the marker are among them.
    Array.from({ length: N }, (_, n) => [T - 1, T, NONE][n] ?? rng.below(T)),
    [...ropeTable(T, Dh, 10_000)],
    normals(rng, N * (H + 2 * Hk) * Dh),
  ],
  // Two products and a sum.
  reduction: 3,
});

export const ropeCases: readonly KernelCase[] = [
  turn(1, 1, 1, 1, 2, 1),
  turn(7, 5, 6, 3, 6, 1),
  turn(7, 5, 6, 3, 6, 0),
  turn(67, 300, 4, 2, 16, 1),
  turn(67, 300, 4, 2, 16, 0),
  turn(5, 9, 2, 2, 4, 1),
];
