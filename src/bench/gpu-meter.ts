/**
 * Watches WebGPU from outside, the same way for everyone: dispatches, submits, read-backs, bytes that are allocated, and
 * errors that nobody caught. Wraps the API's own prototypes, so a library need not know. Must not change what they do.
 */
import { MAP_READ } from '../engine/webgpu/flags.ts';
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
    wrap(GPUAdapter.prototype, 'requestDevice', (call, adapter) =>
      (call() as Promise<GPUDevice>).then((device) => this.#opened(adapter, device)),
    );
    wrap(GPUDevice.prototype, 'createBuffer', (call, device) => this.#created(device, call() as GPUBuffer));
    wrap(GPUBuffer.prototype, 'destroy', (call, buffer) => {
      this.#destroyed(buffer);
      return call();
    });
    wrap(GPUBuffer.prototype, 'mapAsync', (call, _, [mode]) => {
      if (mode === MAP_READ) this.#readbacks++;
      return call();
    });
    wrap(GPUQueue.prototype, 'submit', (call) => {
      this.#submits++;
      return call();
    });
    for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect'] as const)
      wrap(GPUComputePassEncoder.prototype, name, (call) => {
        this.#dispatches++;
        return call();
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

  #created(device: GPUDevice, buffer: GPUBuffer): GPUBuffer {
    const account = this.#account(this.#owners.get(device) ?? '');
    this.#buffers.set(buffer, { account, bytes: buffer.size });
    account.bytes += buffer.size;
    account.peakBytes = Math.max(account.peakBytes, account.bytes);
    return buffer;
  }

  #destroyed(buffer: GPUBuffer): void {
    const entry = this.#buffers.get(buffer);
    if (!entry) return;
    entry.account.bytes -= entry.bytes;
    entry.bytes = 0;
  }
}

/** Replaces a method by `around`, which is given the call to the original, the object and the arguments. */
function wrap<Self extends object>(
  prototype: Self,
  name: keyof Self,
  around: (call: () => unknown, self: Self, args: unknown[]) => unknown,
): void {
  const original = prototype[name] as (...args: unknown[]) => unknown;
  prototype[name] = function (this: Self, ...args: unknown[]): unknown {
    return around(() => original.apply(this, args), this, args);
  } as Self[keyof Self];
}
