/**
 * Other ways to compute what a kernel computes: the same arguments and the same twin, but other work for a thread, other
 * memory, perhaps another order of summation. Which one is fast is for the adapter to say (webgpu/tuner.ts). Must not know
 * how one is chosen.
 */
import type { Kernel, Shape } from './kernel.ts';

/** What of WebGPU is optional and used here. */
export type Feature = 'timestamp-query' | 'subgroups' | 'shader-f16';

export interface Variant<S extends Shape = Shape> {
  /** Unique among the variants of a kernel; stored with a run, so it must not change its meaning. */
  readonly name: string;
  /** Its WGSL enables these. */
  readonly needs?: readonly Feature[];
  /** Rounds to 16 bits on the way: only for those who ask for it. */
  readonly half?: true;
  /** False where it cannot run or cannot pay. */
  suits(shape: S): boolean;
  wgsl(shape: S): string;
  workgroups(shape: S): readonly [number, number, number];
}

/** Name of the WGSL that a kernel brings itself. */
export const PLAIN = 'plain';

export interface Allowed {
  readonly features: ReadonlySet<string>;
  readonly half: boolean;
}

/** The variants that may compute this shape, beside the plain one. */
export function variantsFor(kernel: Kernel, shape: Shape, { features, half }: Allowed): readonly Variant[] {
  return (kernel.variants ?? []).filter(
    (one) => (half || !one.half) && (one.needs ?? []).every((need) => features.has(need)) && one.suits(shape),
  );
}

/** The kernel with another WGSL; its contract, name and twin stay. */
export const withVariant = (kernel: Kernel, variant: Variant): Kernel => ({
  ...kernel,
  wgsl: (shape) => variant.wgsl(shape),
  workgroups: (shape) => variant.workgroups(shape),
});
