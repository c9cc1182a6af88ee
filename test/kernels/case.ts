/**
 * A kernel test as data: one list of cases, run on every executor against the f64 twin.
 * Cases live in <kernel file>.cases.ts; runner.ts compares. Inputs are made in f64 from a seed and rounded to f32 first,
 * so that every backend and the twin start from the same numbers.
 */
import type { Rng } from '../../src/core/rng.ts';
import type { Kernel, Shape } from '../../src/engine/kernel.ts';

export interface KernelCase {
  readonly name: string;
  readonly kernel: Kernel;
  readonly shape: Shape;
  /** One array per argument, as long as the contract asks; outputs too (filled with junk by the runner if absent). */
  readonly inputs: (rng: Rng) => readonly (readonly number[] | undefined)[];
  /** Longest chain of roundings behind one output, K in the bound  c * sqrt(K) * 2^-23 * scale. */
  readonly reduction: number;
  /** Size of the terms that are summed; default: largest magnitude of the expected output. */
  readonly scale?: number;
  /** c in the bound, default 4. Say why beside the case when it is not the default. */
  readonly factor?: number;
}

export const normals = (rng: Rng, count: number, scale = 1): number[] =>
  Array.from({ length: count }, () => rng.normal() * scale);
