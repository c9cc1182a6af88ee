/**
 * What a kernel is: one module that states its shape contract, its WGSL and its plain TypeScript.
 * `run` is the twin: in f64 it is the reference every fast path is tested against; in f32 it is the CPU executor's
 * path for kernels that cpu/bindings.ts gives no WASM function. Must not know about executors.
 */
import { TurnlabError } from '../core/errors.ts';
import type { DType, Numbers } from './tensor.ts';
import type { Variant } from './variant.ts';

export type Shape = Readonly<Record<string, number>>;
export type Access = 'read' | 'write' | 'update';

export interface Arg {
  readonly name: string;
  readonly dtype: DType;
  readonly access: Access;
}

export interface Kernel<S extends Shape = Shape> {
  readonly name: string;
  /** At most 8 (WebGPU's default limit of storage buffers a stage). */
  readonly args: readonly Arg[];
  /** Elements each argument must hold, in order of `args`. Throws ShapeError for a shape the kernel cannot run. */
  lengths(shape: S): readonly number[];
  /**
   * WGSL source with `@group(0) @binding(i)` for argument i, entry point `main`. Every key of the shape that the source
   * declares as a top-level `const KEY: u32 = …;` is given its value before compilation.
   */
  wgsl(shape: S): string;
  /** Workgroups to dispatch; each at most 65,535. */
  workgroups(shape: S): readonly [number, number, number];
  /** The twin. `args[i]` holds exactly `lengths[i]` elements. */
  run(shape: S, args: readonly Numbers[]): void;
  /** Floating-point operations, for benchmarks and first guesses. */
  flops?(shape: S): number;
  /** Other WGSL for the same contract; `wgsl` above is the one that is good everywhere. */
  readonly variants?: readonly Variant<S>[];
  /** What the arguments hold while variants are timed; default: ordinary numbers. Needed where indices are read. */
  example?(shape: S): readonly (Numbers | undefined)[];
  /** How often it can run on its example before nothing is left to do. Default: any number of times. */
  replays?(shape: S): number;
}

export class ShapeError extends TurnlabError {
  constructor(kernel: string, sentence: string) {
    super('bad-shape', `${kernel}: ${sentence}`, 'This is a bug in turnlab, not in your settings; please report it.');
  }
}

/** Throws ShapeError unless each named dimension is a positive integer. */
export function positive(kernel: string, shape: Shape, ...names: string[]): void {
  for (const name of names) {
    const value = shape[name];
    if (value === undefined || !Number.isInteger(value) || value < 1)
      throw new ShapeError(kernel, `${name} must be a positive integer, got ${value}`);
  }
}

/** `count` threads in workgroups of `size`, folded over two axes when one would exceed 65,535. The WGSL side undoes it
 * with `thread_index` (id.x + id.y * 65535 * size). */
export function grid1d(count: number, size: number): [number, number, number] {
  const groups = Math.ceil(count / size);
  return groups <= 65535 ? [groups, 1, 1] : [65535, Math.ceil(groups / 65535), 1];
}
