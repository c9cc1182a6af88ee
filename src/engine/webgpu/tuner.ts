/**
 * Chooses the variant of each kernel for each class of shapes: what was chosen before on this adapter, else what proves
 * fastest on it now, else the plain one. A choice is made once and then stands: it is part of what a run computes.
 * Must not touch the memory of plans.
 */
import { shapeClass, type Choices, type ChoiceStore, type KernelChoices } from '../choices.ts';
import type { Kernel, Shape } from '../kernel.ts';
import type { Op } from '../plan.ts';
import type { Numbers } from '../tensor.ts';
import { PLAIN, variantsFor, withVariant, type Allowed } from '../variant.ts';
import { BUFFER } from './flags.ts';
import { BYTES } from './memory.ts';
import type { Pipelines } from './pipelines.ts';
import { fastest, type Time } from './race.ts';
import type { Step } from './replay.ts';
import { openStopwatch, type Stopwatch } from './stopwatch.ts';

export interface Tuning {
  /** Whether to measure what was not chosen before; without it, that runs plain. */
  readonly measure: boolean;
  readonly store: ChoiceStore;
}

export class Tuner {
  readonly #name: string;
  readonly #device: GPUDevice;
  readonly #pipelines: Pipelines;
  readonly #tuning: Tuning;
  #allowed: Allowed;
  #choices: Choices;
  #adopted: KernelChoices = {};
  /** Measurements disturb each other, so they wait for the one before. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(device: GPUDevice, pipelines: Pipelines, adapter: string, tuning: Tuning) {
    this.#device = device;
    this.#pipelines = pipelines;
    this.#name = adapter;
    this.#tuning = tuning;
    this.#allowed = { features: device.features, half: false };
    this.#choices = tuning.store.read(this.adapter);
  }

  /** What choices are remembered under; with 16 bits they are others. */
  get adapter(): string {
    return this.#allowed.half ? `${this.#name} · 16 bits` : this.#name;
  }

  get choices(): Choices {
    return this.#choices;
  }

  /** From now on these, whatever was chosen here. */
  adopt(kernels: KernelChoices): void {
    this.#adopted = { ...this.#adopted, ...kernels };
    this.#choices = { ...this.#choices, ...kernels[this.adapter] };
  }

  /** Lets variants that round to 16 bits take part, or no longer. False where the adapter does not compute with 16 bits, and
   * where nothing is measured: nothing but a measurement chooses one. */
  allowHalf(wanted: boolean): boolean {
    const { features } = this.#device;
    const half = wanted && this.#tuning.measure && features.has('shader-f16');
    if (half !== this.#allowed.half) {
      this.#allowed = { features, half };
      this.#choices = { ...this.#tuning.store.read(this.adapter), ...this.#adopted[this.adapter] };
    }
    return half === wanted;
  }

  /** The op with the kernel that computes it here. */
  settle(op: Op): Promise<Op> {
    const settled = this.#last.then(async () => {
      const variants = variantsFor(op.kernel, op.shape, this.#allowed);
      if (variants.length === 0) return op;
      const key = shapeClass(op.kernel, op.shape);
      if (this.#choices[key] === undefined && this.#tuning.measure) await this.#measure(key, op.kernel, op.shape);
      const chosen = variants.find((variant) => variant.name === this.#choices[key]);
      return chosen ? { ...op, kernel: withVariant(op.kernel, chosen) } : op;
    });
    this.#last = settled.catch(() => undefined);
    return settled;
  }

  async #measure(key: string, kernel: Kernel, shape: Shape): Promise<void> {
    // If measuring kills the device (or the page), the next device finds the plain one chosen and does not try again.
    this.#choose(key, PLAIN);
    const variants = variantsFor(kernel, shape, this.#allowed);
    const scratch = await Scratch.fill(this.#device, kernel, shape);
    if (scratch === null) return;
    const stopwatch = openStopwatch(this.#device);
    try {
      const named: { name: string; step: Step }[] = [{ name: PLAIN, step: await this.#step(kernel, shape, scratch) }];
      for (const variant of variants) {
        const step = await this.#tried(withVariant(kernel, variant), shape, scratch, stopwatch);
        if (step) named.push({ name: variant.name, step });
      }
      const time: Time = (i, repeats) => {
        if (kernel.replays) scratch.renew();
        return stopwatch.time(named[i]!.step, repeats);
      };
      const winner = await fastest(named.length, time, kernel.replays?.(shape));
      this.#choose(key, named[winner]!.name);
    } catch (cause) {
      // Plain stays chosen: a measurement that fails is no reason not to train.
      if (isLoss(cause)) throw cause;
    } finally {
      stopwatch.dispose();
      scratch.dispose();
    }
  }

  #choose(key: string, name: string): void {
    this.#choices = { ...this.#choices, [key]: name };
    this.#tuning.store.write(this.adapter, this.#choices);
  }

  /** Null for what this device refuses to compile or run. */
  async #tried(kernel: Kernel, shape: Shape, scratch: Scratch, stopwatch: Stopwatch): Promise<Step | null> {
    try {
      const step = await this.#step(kernel, shape, scratch);
      await stopwatch.time(step, 1);
      return step;
    } catch (cause) {
      if (isLoss(cause)) throw cause;
      return null;
    }
  }

  async #step(kernel: Kernel, shape: Shape, { buffers }: Scratch): Promise<Step> {
    const { pipeline, layout } = await this.#pipelines.compile({ kernel, shape, args: [] });
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    const bindGroup = this.#device.createBindGroup({ label: kernel.name, layout, entries });
    return { pipeline, bindGroup, workgroups: kernel.workgroups(shape) };
  }
}

/** Nothing but the loss of the device ends a wait for memory that is being mapped. */
const isLoss = (cause: unknown): boolean => cause instanceof Error && cause.name === 'AbortError';

/** Memory of its own for each argument, filled with ordinary numbers or what the kernel gives as an example. */
class Scratch {
  readonly buffers: readonly GPUBuffer[];
  readonly #device: GPUDevice;
  readonly #values: readonly Numbers[];

  private constructor(device: GPUDevice, buffers: readonly GPUBuffer[], values: readonly Numbers[]) {
    this.#device = device;
    this.buffers = buffers;
    this.#values = values;
    this.renew();
  }

  /** Null when the device has no room for a second set of arguments. */
  static async fill(device: GPUDevice, kernel: Kernel, shape: Shape): Promise<Scratch | null> {
    const lengths = kernel.lengths(shape);
    if (Math.max(...lengths) * BYTES > device.limits.maxStorageBufferBindingSize) return null;
    const example = kernel.example?.(shape) ?? [];
    const values = lengths.map(
      (length, i) => example[i] ?? (kernel.args[i]!.dtype === 'f32' ? ordinary(length) : new Uint32Array(length)),
    );
    device.pushErrorScope('out-of-memory');
    const buffers = lengths.map((length, i) => {
      const label = `${kernel.name}.${kernel.args[i]!.name}`;
      return device.createBuffer({ label, size: length * BYTES, usage: BUFFER.storage | BUFFER.copyTarget });
    });
    const scratch = new Scratch(device, buffers, values);
    if ((await device.popErrorScope()) === null) return scratch;
    scratch.dispose();
    return null;
  }

  /** Writes everything as it was at first. */
  renew(): void {
    for (const [i, buffer] of this.buffers.entries())
      this.#device.queue.writeBuffer(buffer, 0, this.#values[i] as GPUAllowSharedBufferSource);
  }

  dispose(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }
}

/** Between -1 and 1, no two neighbours alike: zeros are multiplied faster on some hardware. */
const ordinary = (length: number): Numbers =>
  Float32Array.from({ length }, (_, i) => ((i * 2_654_435_761) % 4096) / 2048 - 1);
