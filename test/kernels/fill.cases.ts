/** Cases of src/engine/kernels/fill.ts. */
import { zero } from '../../src/engine/kernels/fill.ts';
import type { KernelCase } from './case.ts';

const clear = (L: number): KernelCase => ({
  name: `zero ${L}`,
  kernel: zero,
  shape: { L },
  inputs: () => [undefined],
  reduction: 1,
});

export const fillCases: readonly KernelCase[] = [clear(1), clear(7), clear(64), clear(259), clear(1024)];
