/**
 * Reads tensors back: one copy into one staging buffer, one wait, however many tensors. Small staging buffers are
 * kept and used again. Must not be used per token: a wait costs milliseconds.
 */
import type { Numbers, Tensor } from '../tensor.ts';
import { outOfMemory } from './faults.ts';
import { BUFFER, MAP_READ } from './flags.ts';
import { BYTES, mebibytes, type Memory } from './memory.ts';

/** Larger staging buffers (checkpoints) are given back at once. */
const KEEP = 16 * 2 ** 20;

export class Readback {
  readonly #device: GPUDevice;
  readonly #memory: Memory;
  readonly #idle: GPUBuffer[] = [];

  constructor(device: GPUDevice, memory: Memory) {
    this.#device = device;
    this.#memory = memory;
  }

  /** Copies of the tensors as they are after everything submitted so far. */
  async read(tensors: readonly Tensor[]): Promise<Numbers[]> {
    const bytes = tensors.reduce((sum, tensor) => sum + tensor.length * BYTES, 0);
    const staging = this.#take(bytes);
    const encoder = this.#device.createCommandEncoder({ label: 'read back' });
    let at = 0;
    for (const { storage, offset, length } of tensors) {
      encoder.copyBufferToBuffer(this.#memory.buffer(storage), offset * BYTES, staging, at, length * BYTES);
      at += length * BYTES;
    }
    this.#device.queue.submit([encoder.finish()]);
    await staging.mapAsync(MAP_READ, 0, bytes);
    const copy = staging.getMappedRange(0, bytes).slice(0);
    staging.unmap();
    if (staging.size > KEEP) staging.destroy();
    else this.#idle.push(staging);
    at = 0;
    return tensors.map(({ storage, length }) => {
      const from = at;
      at += length * BYTES;
      return storage.dtype === 'u32' ? new Uint32Array(copy, from, length) : new Float32Array(copy, from, length);
    });
  }

  dispose(): void {
    for (const staging of this.#idle.splice(0)) staging.destroy();
  }

  /** The smallest idle buffer that is large enough, or a new one. */
  #take(bytes: number): GPUBuffer {
    let best = -1;
    for (const [i, { size }] of this.#idle.entries())
      if (size >= bytes && (best < 0 || size < this.#idle[best]!.size)) best = i;
    if (best >= 0) return this.#idle.splice(best, 1)[0]!;
    const { maxBufferSize } = this.#device.limits;
    if (bytes > maxBufferSize) throw outOfMemory(`Reading ${mebibytes(bytes)} at once is more than this GPU allows.`);
    // Powers of two, so that reads of slightly different sizes share a buffer.
    const size = bytes > KEEP ? bytes : Math.max(256, 2 ** Math.ceil(Math.log2(bytes)));
    return this.#device.createBuffer({ label: 'staging', size, usage: BUFFER.mapRead | BUFFER.copyTarget });
  }
}
