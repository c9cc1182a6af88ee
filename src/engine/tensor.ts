/**
 * Names for memory. A Storage is one allocation owned by an executor; a Tensor is a view of part of it.
 * Neither holds numbers: only an executor can read or write them.
 */
export type DType = 'f32' | 'u32';

export interface Storage {
  readonly id: number;
  readonly name: string;
  readonly dtype: DType;
  /** In elements. */
  readonly length: number;
}

export interface Tensor {
  readonly storage: Storage;
  /** In elements; a multiple of 64 (256 bytes, WebGPU's binding alignment). */
  readonly offset: number;
  /** In elements. */
  readonly length: number;
}

/** Elements between legal tensor offsets. */
export const ALIGNMENT = 64;

export const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

/** What a CPU kernel computes on: f32 on the CPU executor, f64 when the same code serves as the reference twin. */
export type Reals = Float32Array | Float64Array;
export type Numbers = Reals | Uint32Array;
