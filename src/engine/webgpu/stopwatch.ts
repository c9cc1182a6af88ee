/**
 * How long a dispatch takes: by the device's own clock where it has one, else by waiting for the queue. Must not decide
 * anything.
 */
import { BUFFER, MAP_READ } from './flags.ts';
import type { Step } from './replay.ts';

export interface Stopwatch {
  /** Milliseconds that `repeats` dispatches of a step take, one after another. Rejects when the device refuses them. */
  time(step: Step, repeats: number): Promise<number>;
  dispose(): void;
}

/** Hands a pass over and says what the device has against it, which nobody else is to hear. */
async function submit(device: GPUDevice, record: (encoder: GPUCommandEncoder) => void): Promise<void> {
  device.pushErrorScope('validation');
  const encoder = device.createCommandEncoder();
  record(encoder);
  device.queue.submit([encoder.finish()]);
  const error = await device.popErrorScope();
  if (error !== null) throw new Error(error.message);
}

function encode(pass: GPUComputePassEncoder, { pipeline, bindGroup, workgroups }: Step, repeats: number): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  for (let i = 0; i < repeats; i++) pass.dispatchWorkgroups(...workgroups);
  pass.end();
}

/** Counts the way to the device and back too, so it needs many repeats. */
class QueueStopwatch implements Stopwatch {
  readonly #device: GPUDevice;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  async time(step: Step, repeats: number): Promise<number> {
    await this.#device.queue.onSubmittedWorkDone();
    const start = performance.now();
    const accepted = submit(this.#device, (encoder) => encode(encoder.beginComputePass(), step, repeats));
    await Promise.all([accepted, this.#device.queue.onSubmittedWorkDone()]);
    return performance.now() - start;
  }

  dispose(): void {
    // Owns nothing.
  }
}

/** Nanoseconds, as u64: at the beginning and the end of a pass. */
const STAMPS_BYTES = 16;

class TimestampStopwatch implements Stopwatch {
  readonly #device: GPUDevice;
  readonly #stamps: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #staging: GPUBuffer;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#stamps = device.createQuerySet({ type: 'timestamp', count: 2 });
    this.#resolved = device.createBuffer({ size: STAMPS_BYTES, usage: BUFFER.queryResolve | BUFFER.copySource });
    this.#staging = device.createBuffer({ size: STAMPS_BYTES, usage: BUFFER.mapRead | BUFFER.copyTarget });
  }

  async time(step: Step, repeats: number): Promise<number> {
    const timestampWrites = { querySet: this.#stamps, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
    await submit(this.#device, (encoder) => {
      encode(encoder.beginComputePass({ timestampWrites }), step, repeats);
      encoder.resolveQuerySet(this.#stamps, 0, 2, this.#resolved, 0);
      encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, STAMPS_BYTES);
    });
    await this.#staging.mapAsync(MAP_READ);
    const [begin, end] = new BigUint64Array(this.#staging.getMappedRange());
    this.#staging.unmap();
    // Some drivers let their clock jump back.
    return Math.max(0, Number(end! - begin!) / 1e6);
  }

  dispose(): void {
    this.#stamps.destroy();
    this.#resolved.destroy();
    this.#staging.destroy();
  }
}

export const openStopwatch = (device: GPUDevice): Stopwatch =>
  device.features.has('timestamp-query') ? new TimestampStopwatch(device) : new QueueStopwatch(device);
