/**
 * What runs plans. Two implementations: cpu/ (WASM SIMD and TypeScript; f64 when it serves as the reference) and
 * webgpu/. Model code sees only this interface.
 */
import type { KernelChoices } from './choices.ts';
import type { Plan } from './plan.ts';
import type { DType, Numbers, Storage, Tensor } from './tensor.ts';

export interface Counters {
  dispatches: number;
  submits: number;
  readbacks: number;
  /** Bytes allocated now, and the most there ever were. */
  bytes: number;
  peakBytes: number;
}

/** A compiled plan; opaque to everyone but the executor that made it. */
export interface Executable {
  readonly plan: Plan;
}

export interface Repeat {
  /** Replays to queue. */
  readonly times: number;
  /** u32; a replay that finds no zero in it must change nothing. An executor that can look for free stops there. */
  readonly until: Tensor;
}

export interface DeviceLoss {
  readonly reason: string;
  /** True when `dispose` caused it. */
  readonly expected: boolean;
}

export interface Executor {
  readonly kind: 'cpu' | 'webgpu';
  readonly precision: 'f32' | 'f64';
  /** For people: "WebGPU · nvidia h200", "CPU · WASM SIMD". */
  readonly label: string;
  readonly counters: Counters;
  /** Milliseconds spent compiling so far. */
  readonly compileMs: number;
  /** Which variants of kernels it has chosen so far, by adapter: with them the same adapter computes the same bytes again. */
  readonly kernels: KernelChoices;
  /** Resolves when the device is gone; never rejects. */
  readonly lost: Promise<DeviceLoss>;

  /** From now on compile with these choices, where they are about this adapter. */
  adopt(kernels: KernelChoices): void;
  /** Whether kernels that round to 16 bits on the way may take part in plans that are compiled from now on. False when they
   * were asked for and there are none here: then everything stays in 32 bits. */
  allowHalf(wanted: boolean): boolean;
  /** Zero-filled. Throws TurnlabError `out-of-memory`. */
  allocate(name: string, dtype: DType, length: number): Storage;
  free(storage: Storage): void;
  /** Ordered with `run`: plans queued later see it, plans queued earlier do not. Shorter data leaves the rest as is. */
  write(tensor: Tensor, data: Numbers): void;
  /** Waits for every plan queued so far. One read-back however many tensors. f64 executors return Float64Array. */
  read(tensors: readonly Tensor[]): Promise<Numbers[]>;
  /** Compile every pipeline of the plan; the same kernel and shape is compiled once in an executor's life. */
  compile(plan: Plan, progress?: (done: number, total: number) => void): Promise<Executable>;
  /** Queue one replay, or several in a row. */
  run(executable: Executable, repeat?: Repeat): void;
  /** Lose the device as if the driver had reset it: `lost` resolves unexpected, later calls throw `device-lost`. For
   * tests and the page's fault drill. */
  lose(): void;
  /** Free everything. Later calls throw `device-lost`. */
  dispose(): void;
}

/** The whole of a storage as a tensor. */
export const whole = (storage: Storage): Tensor => ({ storage, offset: 0, length: storage.length });

/** Allocate and view at once. */
export const tensor = (executor: Executor, name: string, dtype: DType, length: number): Tensor =>
  whole(executor.allocate(name, dtype, length));
