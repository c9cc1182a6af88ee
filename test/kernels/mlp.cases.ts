/** Cases of src/engine/kernels/mlp.ts. */
import type { Rng } from '../../src/core/rng.ts';
import { swiglu, swigluBackward } from '../../src/engine/kernels/mlp.ts';
import { normals, type KernelCase } from './case.ts';

/**
 * a σ(a) takes the error of exp, 3 + 2|a| ULP, times |a| σ (1 − σ): at most 1.7 ULP of the largest a. With a division
 * (2.5 ULP) and three products that is below 8 roundings.
 */
const REDUCTION = 8;

type Gates = (rng: Rng, count: number) => number[];
const ordinary: Gates = (rng, count) => normals(rng, count, 2);
const flat: Gates = (rng, count) => Array.from({ length: count }, () => -1e4 * rng.unit() - 100);
const steep: Gates = (rng, count) => Array.from({ length: count }, () => 1e4 * rng.unit() + 100);

function gated(N: number, F: number, gates: Gates): KernelCase[] {
  const title = `${N} rows, width ${F}, ${gates.name}`;
  const gateUp = (rng: Rng): number[] => Array.from({ length: N }, () => [...gates(rng, F), ...normals(rng, F)]).flat();
  // The exact answer of flat gates underflows to 0; the clamped exponent leaves about 1e-31 of it.
  const scale = gates === flat ? { scale: 1 } : {};
  return [
    {
      name: `swiglu ${title}`,
      kernel: swiglu,
      shape: { N, F },
      inputs: (rng) => [gateUp(rng), undefined],
      reduction: REDUCTION,
      ...scale,
    },
    {
      name: `swigluBackward ${title}`,
      kernel: swigluBackward,
      shape: { N, F },
      inputs: (rng) => [gateUp(rng), normals(rng, N * F), undefined],
      reduction: REDUCTION,
      ...scale,
    },
  ];
}

export const mlpCases: readonly KernelCase[] = [
  ...gated(1, 1, ordinary),
  ...gated(7, 5, ordinary),
  ...gated(9, 192, ordinary),
  ...gated(3, 8, flat),
  ...gated(3, 7, flat),
  ...gated(3, 8, steep),
  ...gated(3, 7, steep),
];
