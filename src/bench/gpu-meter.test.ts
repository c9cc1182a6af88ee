import { afterEach, expect, test, vi } from 'vitest';
import { GpuMeter } from './gpu-meter.ts';

interface Fake {
  readonly adapter: GPUAdapter;
  /** What every device's uncapturederror listeners are told. */
  readonly fail: (message: string) => void;
}

/** As much of WebGPU as is watched; fresh for each test, because its prototypes are changed. */
function fakeWebGpu(): Fake {
  const listeners: ((event: { error: { message: string } }) => void)[] = [];
  class FakeBuffer {
    readonly size: number;
    constructor(size: number) {
      this.size = size;
    }
    destroy(): string {
      return `destroyed ${this.size}`;
    }
    mapAsync(mode: number): Promise<number> {
      return Promise.resolve(mode);
    }
  }
  class FakeDevice {
    readonly lost = new Promise(() => undefined);
    addEventListener(_: string, listener: (typeof listeners)[number]): void {
      listeners.push(listener);
    }
    createBuffer({ size }: { size: number }): FakeBuffer {
      return new FakeBuffer(size);
    }
  }
  class FakeAdapter {
    readonly info = { vendor: 'maker', architecture: 'model' };
    requestDevice(): Promise<FakeDevice> {
      return Promise.resolve(new FakeDevice());
    }
  }
  class FakeQueue {
    submit(): void {}
  }
  class FakePass {
    dispatchWorkgroups(): void {}
    dispatchWorkgroupsIndirect(): void {}
  }
  vi.stubGlobal('GPUAdapter', FakeAdapter);
  vi.stubGlobal('GPUDevice', FakeDevice);
  vi.stubGlobal('GPUBuffer', FakeBuffer);
  vi.stubGlobal('GPUQueue', FakeQueue);
  vi.stubGlobal('GPUComputePassEncoder', FakePass);
  return {
    adapter: new FakeAdapter() as unknown as GPUAdapter,
    fail: (message) => listeners.forEach((listener) => listener({ error: { message } })),
  };
}

/** An object of a class that pages cannot construct. */
const create = (name: string): unknown => Reflect.construct((globalThis as Record<string, unknown>)[name] as never, []);

afterEach(() => vi.unstubAllGlobals());

test('bytes are counted for whoever opened the device, and the peak from when it was asked to', async () => {
  const { adapter } = fakeWebGpu();
  const meter = new GpuMeter();
  meter.install();
  meter.owner = 'a';
  const mine = await adapter.requestDevice();
  meter.owner = 'b';
  const theirs = await adapter.requestDevice();
  const large = mine.createBuffer({ size: 100, usage: 0 });
  mine.createBuffer({ size: 20, usage: 0 });
  theirs.createBuffer({ size: 7, usage: 0 });
  expect([meter.peakBytes('a'), meter.peakBytes('b')]).toEqual([120, 7]);
  expect(large.destroy()).toBe('destroyed 100');
  large.destroy();
  expect(meter.peakBytes('a')).toBe(120);
  meter.resetPeak('a');
  expect(meter.peakBytes('a')).toBe(20);
  expect(meter.adapterOf('b')).toBe('maker model');
});

test('dispatches, submits and read-backs are counted, maps for writing are not', async () => {
  const { adapter } = fakeWebGpu();
  const meter = new GpuMeter();
  meter.install();
  const buffer = (await adapter.requestDevice()).createBuffer({ size: 4, usage: 0 });
  const pass = create('GPUComputePassEncoder') as GPUComputePassEncoder;
  pass.dispatchWorkgroups(1);
  pass.dispatchWorkgroupsIndirect(buffer, 0);
  (create('GPUQueue') as GPUQueue).submit([]);
  await buffer.mapAsync(1);
  expect(await buffer.mapAsync(2)).toBe(2);
  expect(meter.counts).toEqual({ dispatches: 2, submits: 1, readbacks: 1 });
});

test('errors that nobody caught are kept for the owner until they are taken', async () => {
  const { adapter, fail } = fakeWebGpu();
  const meter = new GpuMeter();
  meter.install();
  meter.owner = 'a';
  await adapter.requestDevice();
  fail('too many buffers');
  expect(meter.takeFaults('b')).toEqual([]);
  expect(meter.takeFaults('a')).toEqual(['too many buffers']);
  expect(meter.takeFaults('a')).toEqual([]);
});
