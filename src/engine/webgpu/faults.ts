/**
 * What went wrong on a device after the call that caused it had returned: WebGPU reports errors late. A fault is kept
 * until someone asks, and the loss of the device for ever. Must not know what the device was doing.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { DeviceLoss } from '../executor.ts';

type DeviceEvents = Pick<GPUDevice, 'addEventListener' | 'lost'>;

export const outOfMemory = (sentence: string): TurnlabError =>
  new TurnlabError('out-of-memory', sentence, 'Choose a smaller model, fewer groups or shorter episodes.');

export class Faults {
  /** Never rejects. */
  readonly lost: Promise<DeviceLoss>;
  #loss: DeviceLoss | null = null;
  #first: TurnlabError | null = null;

  constructor(device: DeviceEvents) {
    device.addEventListener('uncapturederror', (event) => {
      const { error } = event;
      this.remember(
        error.constructor.name === 'GPUOutOfMemoryError'
          ? outOfMemory(`The GPU ran out of memory: ${error.message}`)
          : new TurnlabError('internal', `The GPU reported: ${error.message}`, 'Please report this with its text.'),
      );
    });
    this.lost = device.lost.then(({ reason, message }) => {
      this.#loss ??= { reason: message || reason, expected: false };
      return this.#loss;
    });
  }

  /** The first fault counts; what follows it is usually its consequence. */
  remember(fault: TurnlabError): void {
    this.#first ??= fault;
  }

  /** For an owner about to destroy the device: from now on it is gone, for this reason. */
  close(loss: DeviceLoss): void {
    this.#loss ??= loss;
  }

  get gone(): boolean {
    return this.#loss !== null;
  }

  lossError(cause?: unknown): TurnlabError {
    if (this.#loss?.expected === true)
      return new TurnlabError('device-lost', 'This GPU device was closed.', '', { cause });
    return new TurnlabError(
      'device-lost',
      `The connection to the GPU was lost (${this.#loss?.reason ?? 'unknown reason'}).`,
      'Continue from the last checkpoint; if it happens again, train on the CPU.',
      { cause },
    );
  }

  /** Throws TurnlabError `device-lost` when the device is gone. */
  assertAlive(): void {
    if (this.#loss !== null) throw this.lossError();
  }

  /** Throws the remembered fault, once. */
  raise(): void {
    const fault = this.#first;
    this.#first = null;
    if (fault !== null) throw fault;
  }
}
