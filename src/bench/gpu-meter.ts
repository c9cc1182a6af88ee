/**
 * Watches WebGPU from outside, the same way for everyone: dispatches, submits, read-backs, bytes that are allocated, and
 * errors that nobody caught. Wraps the API's own prototypes, so a library need not know. Must not change what they do.
 */
import type { Counts } from './contest.ts';

interface Account {
  bytes: number;
  peakBytes: number;
  adapter: string;
  readonly faults: string[];
}

export class GpuMeter {
  /** Whose work runs now; devices opened meanwhile are theirs. */
  owner = '';
  #dispatches = 0;
  #submits = 0;
  #readbacks = 0;
  readonly #accounts = new Map<string, Account>();
  readonly #owners = new WeakMap<GPUDevice, string>();
  readonly #buffers = new WeakMap<GPUBuffer, { readonly account: Account; bytes: number }>();

  /** Call once, before any library opens a device. */
  install(): void {
    const meter = this;
    wrap(GPUAdapter.prototype, 'requestDevice', function (original, adapter, args) {
      return original.apply(adapter, args).then((device) => meter.#opened(adapter, device));
    });
    wrap(GPUDevice.prototype, 'createBuffer', function (original, device, args) {
      const buffer = original.apply(device, args);
      meter.#created(device, buffer);
      return buffer;
    });
    wrap(GPUBuffer.prototype, 'destroy', function (original, buffer, args) {
      meter.#destroyed(buffer);
      return original.apply(buffer, args);
    });
    wrap(GPUBuffer.prototype, 'mapAsync', function (original, buffer, args) {
      if (args[0] === 1) meter.#readbacks++;
      return original.apply(buffer, args);
    });
    wrap(GPUQueue.prototype, 'submit', function (original, queue, args) {
      meter.#submits++;
      return original.apply(queue, args);
    });
    for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect'] as const)
      wrap(GPUComputePassEncoder.prototype, name, function (original, pass, args) {
        meter.#dispatches++;
        return original.apply(pass, args);
      });
  }

  get counts(): Counts {
    return { dispatches: this.#dispatches, submits: this.#submits, readbacks: this.#readbacks };
  }

  /** The most bytes the owner held at once since `resetPeak`; what it still held then counts. */
  peakBytes(owner: string): number {
    return this.#account(owner).peakBytes;
  }

  resetPeak(owner: string): void {
    const account = this.#account(owner);
    account.peakBytes = account.bytes;
  }

  /** Vendor and architecture of the adapter the owner's device is on; empty before there is one. */
  adapterOf(owner: string): string {
    return this.#account(owner).adapter;
  }

  /** Errors of the owner's devices since the last call. */
  takeFaults(owner: string): string[] {
    return this.#account(owner).faults.splice(0);
  }

  #account(owner: string): Account {
    const known = this.#accounts.get(owner);
    if (known) return known;
    const fresh: Account = { bytes: 0, peakBytes: 0, adapter: '', faults: [] };
    this.#accounts.set(owner, fresh);
    return fresh;
  }

  #opened({ info }: GPUAdapter, device: GPUDevice): GPUDevice {
    const account = this.#account(this.owner);
    this.#owners.set(device, this.owner);
    account.adapter = `${info.vendor} ${info.architecture}`;
    device.addEventListener('uncapturederror', ({ error }) => account.faults.push(error.message));
    void device.lost.then(({ reason, message }) => {
      if (reason !== 'destroyed') account.faults.push(`device lost: ${message}`);
      return undefined;
    });
    return device;
  }

  #created(device: GPUDevice, buffer: GPUBuffer): void {
    const account = this.#account(this.#owners.get(device) ?? '');
    this.#buffers.set(buffer, { account, bytes: buffer.size });
    account.bytes += buffer.size;
    account.peakBytes = Math.max(account.peakBytes, account.bytes);
  }

  #destroyed(buffer: GPUBuffer): void {
    const entry = this.#buffers.get(buffer);
    if (!entry) return;
    entry.account.bytes -= entry.bytes;
    entry.bytes = 0;
  }
}

type Method<This, Args extends unknown[], Result> = (this: This, ...args: Args) => Result;

/** Replaces a method by `instead`, which is given the original, the object and the arguments. */
function wrap<Name extends string, This extends object, Args extends unknown[], Result>(
  prototype: This & Record<Name, Method<This, Args, Result>>,
  name: Name,
  instead: (original: Method<This, Args, Result>, self: This, args: Args) => Result,
): void {
  const original = prototype[name] as Method<This, Args, Result>;
  (prototype as Record<Name, Method<This, Args, Result>>)[name] = function (this: This, ...args: Args): Result {
    return instead(original, this, args);
  };
}
