/**
 * Named device memory that plans share, and the compiled plans that use it. A name is allocated once and grows when a
 * larger plan asks for more; growing drops every compiled plan, because plans hold tensors (the executor keeps the
 * pipelines, so compiling again is cheap). Must not know what the tensors mean.
 */
import type { Executable, Executor } from '../engine/executor.ts';
import { tensor } from '../engine/executor.ts';
import type { Plan } from '../engine/plan.ts';
import type { DType, Tensor } from '../engine/tensor.ts';

/** A plan with the tensors its caller writes and reads. */
export interface Recording<IO> {
  readonly plan: Plan;
  readonly io: IO;
}

export interface Ready<IO> {
  readonly executable: Executable;
  readonly io: IO;
}

export type Progress = (plan: string, done: number, total: number) => void;

export class Workspace {
  readonly executor: Executor;
  readonly #progress: Progress | undefined;
  readonly #tensors = new Map<string, Tensor>();
  readonly #ready = new Map<string, Ready<unknown>>();
  #growths = 0;

  constructor(executor: Executor, progress?: Progress) {
    this.executor = executor;
    this.#progress = progress;
  }

  /** At least `length` elements under this name. Fresh memory is zero; grown memory loses its contents. */
  get(name: string, dtype: DType, length: number): Tensor {
    const existing = this.#tensors.get(name);
    if (existing && existing.length >= length) return existing;
    if (existing) {
      this.executor.free(existing.storage);
      this.#tensors.delete(name);
      this.#ready.clear();
      this.#growths++;
    }
    const made = tensor(this.executor, name, dtype, length);
    this.#tensors.set(name, made);
    return made;
  }

  reals(name: string, length: number): Tensor {
    return this.get(name, 'f32', length);
  }

  indices(name: string, length: number): Tensor {
    return this.get(name, 'u32', length);
  }

  /** The plan under `key`, recorded and compiled unless it is at hand. `record` must depend on `key` alone. */
  async plan<IO>(key: string, record: () => Recording<IO>): Promise<Ready<IO>> {
    const known = this.#ready.get(key);
    if (known) return known as Ready<IO>;
    let growths: number;
    let recording: Recording<IO>;
    // A plan that grew something while it was recorded may hold a tensor that is gone: record it again.
    do {
      growths = this.#growths;
      recording = record();
    } while (this.#growths !== growths);
    const executable = await this.executor.compile(recording.plan, (done, total) =>
      this.#progress?.(recording.plan.name, done, total),
    );
    const ready: Ready<IO> = { executable, io: recording.io };
    this.#ready.set(key, ready);
    return ready;
  }

  dispose(): void {
    for (const { storage } of this.#tensors.values()) this.executor.free(storage);
    this.#tensors.clear();
    this.#ready.clear();
  }
}
