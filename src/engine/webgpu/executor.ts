/**
 * Runs plans on a GPU through WebGPU: compile once, keep bind groups, replay. Everything is queued and nothing waits but
 * `read`. Owns the device from construction to `dispose`. Must not contain a kernel.
 */
import { TurnlabError } from '../../core/errors.ts';
import { ChoiceMemory, type KernelChoices } from '../choices.ts';
import type { Counters, DeviceLoss, Executable, Executor, Repeat } from '../executor.ts';
import type { Op, Plan } from '../plan.ts';
import type { DType, Numbers, Storage, Tensor } from '../tensor.ts';
import { openDevice, type OpenDevice } from './device.ts';
import { Faults, outOfMemory } from './faults.ts';
import { BYTES, mebibytes, Memory } from './memory.ts';
import { Speed } from './pace.ts';
import { Pipelines, type CompiledKernel } from './pipelines.ts';
import { Readback } from './readback.ts';
import { Replay, type Step, type Tempo } from './replay.ts';
import { SubmitClock } from './submit-clock.ts';
import { Tuner, type Tuning } from './tuner.ts';

/**
 * Opens the device of `gpu` (default: navigator.gpu) and an executor on it, by default one that computes everything with
 * plain kernels and measures nothing. Throws TurnlabError `no-webgpu`.
 */
export async function openWebGpu(gpu?: GPU, tuning?: Partial<Tuning>): Promise<WebGpuExecutor> {
  return new WebGpuExecutor(await openDevice(gpu), tuning);
}

export class WebGpuExecutor implements Executor {
  readonly kind = 'webgpu';
  readonly precision = 'f32';
  readonly label: string;
  readonly isFallbackAdapter: boolean;
  /** `bytes` counts storages, not the staging buffers of read-backs. */
  readonly counters: Counters = { dispatches: 0, submits: 0, readbacks: 0, bytes: 0, peakBytes: 0 };
  readonly lost: Promise<DeviceLoss>;
  readonly #device: GPUDevice;
  readonly #faults: Faults;
  readonly #memory: Memory;
  readonly #pipelines: Pipelines;
  readonly #readback: Readback;
  readonly #tuner: Tuner;
  readonly #tempo: Tempo;
  #compileMs = 0;

  constructor({ device, label, isFallbackAdapter, adapter }: OpenDevice, tuning: Partial<Tuning> = {}) {
    this.#device = device;
    this.label = label;
    this.isFallbackAdapter = isFallbackAdapter;
    this.#faults = new Faults(device);
    this.#memory = new Memory(device, this.#faults, this.counters);
    this.#pipelines = new Pipelines(device);
    this.#readback = new Readback(device, this.#memory);
    this.#tempo = { speed: new Speed(), clock: new SubmitClock(device.queue) };
    this.#tuner = new Tuner(device, this.#pipelines, adapter, {
      measure: false,
      store: new ChoiceMemory(),
      ...tuning,
    });
    this.lost = this.#faults.lost;
  }

  get compileMs(): number {
    return this.#compileMs;
  }

  get kernels(): KernelChoices {
    return { [this.#tuner.adapter]: this.#tuner.choices };
  }

  adopt(kernels: KernelChoices): void {
    this.#tuner.adopt(kernels);
  }

  allowHalf(wanted: boolean): boolean {
    return this.#tuner.allowHalf(wanted);
  }

  allocate(name: string, dtype: DType, length: number): Storage {
    this.#faults.assertAlive();
    return this.#memory.allocate(name, dtype, length);
  }

  free(storage: Storage): void {
    this.#faults.assertAlive();
    this.#memory.free(storage);
  }

  write(tensor: Tensor, data: Numbers): void {
    this.#faults.assertAlive();
    this.#memory.write(tensor, data);
  }

  /** Also throws what the GPU reported since the last read: WebGPU's errors arrive late. */
  async read(tensors: readonly Tensor[]): Promise<Numbers[]> {
    this.#faults.assertAlive();
    this.counters.readbacks++;
    return this.#onDevice(this.#readback.read(tensors));
  }

  async compile(plan: Plan, progress?: (done: number, total: number) => void): Promise<Executable> {
    this.#faults.assertAlive();
    const before = performance.now();
    let done = 0;
    const compiled = await this.#onDevice(
      Promise.all(
        plan.ops.map(async (planned) => {
          const op = await this.#tuner.settle(planned);
          const kernel = await this.#pipelines.compile(op);
          progress?.(++done, plan.ops.length);
          return { op, kernel };
        }),
      ),
    );
    const steps = compiled.map(({ op, kernel }) => this.#step(op, kernel));
    this.#compileMs += performance.now() - before;
    return new Replay(plan, this, this.#device, steps, this.#tempo);
  }

  run(executable: Executable, repeat?: Repeat): void {
    this.#faults.assertAlive();
    if (!(executable instanceof Replay) || executable.owner !== this)
      throw new TurnlabError('bad-argument', 'This plan was compiled by another executor.');
    this.#assertAllocated(executable);
    const times = repeat?.times ?? 1;
    this.counters.submits += executable.run(times);
    this.counters.dispatches += times * executable.dispatches;
  }

  lose(): void {
    this.#faults.close({ reason: 'lost on purpose', expected: false });
    this.#device.destroy();
  }

  dispose(): void {
    if (!this.#faults.gone) {
      this.#memory.freeAll();
      this.#readback.dispose();
    }
    this.#faults.close({ reason: 'disposed', expected: true });
    this.#device.destroy();
  }

  /** A replay on freed memory would fail late and far from its cause. Throws TurnlabError `bad-argument`. */
  #assertAllocated(replay: Replay): void {
    if (replay.checkedAt === this.#memory.frees) return;
    for (const { args } of replay.plan.ops) for (const { storage } of args) this.#memory.buffer(storage);
    replay.checkedAt = this.#memory.frees;
  }

  #step({ kernel, shape, args }: Op, { pipeline, layout }: CompiledKernel): Step {
    const lengths = kernel.lengths(shape);
    const limit = this.#device.limits.maxStorageBufferBindingSize;
    const entries = args.map(({ storage, offset }, binding): GPUBindGroupEntry => {
      const size = lengths[binding]! * BYTES;
      if (size > limit)
        throw outOfMemory(
          `${storage.name} needs ${mebibytes(size)} in one binding; this GPU allows ${mebibytes(limit)}.`,
        );
      return { binding, resource: { buffer: this.#memory.buffer(storage), offset: offset * BYTES, size } };
    });
    const bindGroup = this.#device.createBindGroup({ label: kernel.name, layout, entries });
    return { pipeline, bindGroup, workgroups: kernel.workgroups(shape) };
  }

  /** Waits for `work`; throws what really happened when that is known better than by the rejection of `work`. */
  async #onDevice<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      this.#faults.raise();
      return result;
    } catch (cause) {
      // `lost` and error events may arrive a little after the rejection they explain. Nothing but a loss unmaps a buffer
      // that is still being mapped, so an AbortError is one for certain.
      const isAborted = cause instanceof Error && cause.name === 'AbortError';
      await Promise.race([this.lost, new Promise((resolve) => setTimeout(resolve, isAborted ? 5000 : 0))]);
      if (isAborted || this.#faults.gone) throw this.#faults.lossError(cause);
      this.#faults.raise();
      throw cause;
    }
  }
}
