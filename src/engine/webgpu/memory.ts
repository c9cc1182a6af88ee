/**
 * The device's storages: one GPUBuffer each, owned here from `allocate` to `free`. Must not know about kernels.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { Counters } from '../executor.ts';
import type { DType, Numbers, Storage, Tensor } from '../tensor.ts';
import { outOfMemory, type Faults } from './faults.ts';
import { BUFFER } from './flags.ts';

export const BYTES = 4;

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

export class Memory {
  readonly #device: GPUDevice;
  readonly #faults: Faults;
  readonly #counters: Counters;
  readonly #buffers = new Map<number, GPUBuffer>();
  #nextId = 1;
  #frees = 0;

  constructor(device: GPUDevice, faults: Faults, counters: Counters) {
    this.#device = device;
    this.#faults = faults;
    this.#counters = counters;
  }

  /** Grows with each `free`: what was allocated when it was last looked at, still is while this stays the same. */
  get frees(): number {
    return this.#frees;
  }

  /**
   * Zero-filled, as every WebGPU buffer is. Throws TurnlabError `out-of-memory` at once when the device allows no buffer
   * of this size; when the memory itself runs out WebGPU says so later, and the next read or compile throws it.
   */
  allocate(name: string, dtype: DType, length: number): Storage {
    const size = Math.max(1, length) * BYTES;
    const { maxBufferSize } = this.#device.limits;
    if (!(size <= maxBufferSize))
      throw outOfMemory(`${name} needs ${mebibytes(size)} in one piece; this GPU allows ${mebibytes(maxBufferSize)}.`);
    this.#device.pushErrorScope('out-of-memory');
    const usage = BUFFER.storage | BUFFER.copySource | BUFFER.copyTarget;
    const buffer = this.#device.createBuffer({ label: name, size, usage });
    void this.#watch(this.#device.popErrorScope(), `No GPU memory left for ${name} (${mebibytes(size)}).`);
    const storage: Storage = { id: this.#nextId++, name, dtype, length };
    this.#buffers.set(storage.id, buffer);
    this.#counters.bytes += size;
    this.#counters.peakBytes = Math.max(this.#counters.peakBytes, this.#counters.bytes);
    return storage;
  }

  /** Work already submitted still sees the buffer: WebGPU frees it after that. */
  free(storage: Storage): void {
    const buffer = this.buffer(storage);
    this.#buffers.delete(storage.id);
    this.#frees++;
    this.#counters.bytes -= buffer.size;
    buffer.destroy();
  }

  freeAll(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#buffers.clear();
    this.#counters.bytes = 0;
  }

  buffer(storage: Storage): GPUBuffer {
    const buffer = this.#buffers.get(storage.id);
    if (buffer === undefined) throw new TurnlabError('bad-argument', `${storage.name} is not allocated here.`);
    return buffer;
  }

  write({ storage, offset, length }: Tensor, data: Numbers): void {
    if (data.length > length)
      throw new TurnlabError('bad-argument', `${storage.name} holds ${length} numbers, got ${data.length}.`);
    if ((storage.dtype === 'u32') !== data instanceof Uint32Array)
      throw new TurnlabError('bad-argument', `${storage.name} holds ${storage.dtype}, got ${data.constructor.name}.`);
    const narrow = data instanceof Float64Array ? Float32Array.from(data) : data;
    this.#device.queue.writeBuffer(this.buffer(storage), offset * BYTES, narrow as GPUAllowSharedBufferSource);
  }

  async #watch(scope: Promise<GPUError | null>, sentence: string): Promise<void> {
    // Rejects only when the device is lost, which the next call reports.
    const error = await scope.catch(() => null);
    if (error !== null) this.#faults.remember(outOfMemory(sentence));
  }
}
