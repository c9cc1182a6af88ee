import { afterEach, expect, test, vi } from 'vitest';
import type { Plan } from '../plan.ts';
import { Speed } from './pace.ts';
import { Replay, type Step } from './replay.ts';
import { SubmitClock } from './submit-clock.ts';

/** Promises that are due have called back, and so have the timers that those set. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => setTimeout(resolve));
};

/** A device with a clock of its own: `finish` lets it work off what was submitted, each op for its milliseconds. */
class FakeDevice {
  /** Ops of each submit. */
  readonly submits: number[][] = [];
  /** Milliseconds of each submit. */
  readonly took: number[] = [];
  readonly calls: string[] = [];
  now = 0;
  readonly #msOf: (op: number) => number;
  #pass: number[] = [];
  #waiting: (() => void)[] = [];

  constructor(msOf: (op: number) => number) {
    this.#msOf = msOf;
    vi.spyOn(performance, 'now').mockImplementation(() => this.now);
  }

  readonly queue = {
    submit: (): void => {
      this.submits.push(this.#pass);
      this.took.push(this.#pass.reduce((sum, op) => sum + this.#msOf(op), 0));
    },
    onSubmittedWorkDone: (): Promise<void> => new Promise((done) => this.#waiting.push(done)),
  };

  /** `together`: the browser tells of so many submits at once. */
  async finish(together = 1): Promise<void> {
    const took = this.took.slice(-this.#waiting.length);
    const waiting = this.#waiting.splice(0);
    for (let i = 0; i < waiting.length; i += together) {
      this.now += took.slice(i, i + together).reduce((sum, ms) => sum + ms, 0);
      for (const done of waiting.slice(i, i + together)) done();
      await settled();
    }
  }

  forget(): void {
    this.submits.length = 0;
    this.took.length = 0;
  }

  createCommandEncoder(): unknown {
    this.#pass = [];
    return {
      beginComputePass: () => ({
        setPipeline: (pipeline: unknown) => this.calls.push(`pipeline ${String(pipeline)}`),
        setBindGroup: () => undefined,
        dispatchWorkgroups: (x: number) => this.#pass.push(x),
        end: () => undefined,
      }),
      finish: () => ({}),
    };
  }
}

/** Ops numbered by their first grid axis, of so many floating-point operations; pipelines change every third. */
function replayOf(count: number, device: FakeDevice, flops = 0, speed = new Speed()): Replay {
  const ops = Array.from({ length: count }, () => ({ kernel: { flops: () => flops }, shape: {}, args: [] }));
  const steps = Array.from({ length: count }, (_, i) => ({
    pipeline: `p${Math.floor(i / 3)}`,
    bindGroup: {},
    workgroups: [i, 1, 1],
  }));
  const gpu = device as unknown as GPUDevice;
  const tempo = { speed, clock: new SubmitClock(gpu.queue) };
  return new Replay({ name: 'test', ops } as unknown as Plan, {}, gpu, steps as unknown as Step[], tempo);
}

async function longest(replay: Replay, device: FakeDevice, together = 1): Promise<number> {
  device.forget();
  replay.run();
  await device.finish(together);
  return Math.max(...device.took);
}

afterEach(() => vi.restoreAllMocks());

test('every op is dispatched once and in order, however the plan is cut and however often it is replayed', async () => {
  const device = new FakeDevice((op) => 1 + (op % 7));
  const replay = replayOf(40, device);
  const inOrder = Array.from({ length: 40 }, (_, i) => i);
  const lengths = new Set<number>();
  for (let run = 0; run < 6; run++) {
    device.forget();
    expect(replay.run()).toBe(device.submits.length);
    expect(device.submits.flat()).toEqual(inOrder);
    lengths.add(device.submits.length);
    await device.finish();
  }
  expect(lengths.size).toBeGreaterThan(1);
  device.forget();
  expect(replay.run(3)).toBe(device.submits.length);
  expect(device.submits.flat()).toEqual([...inOrder, ...inOrder, ...inOrder]);
});

// 5 GFLOP/s and half a millisecond a dispatch: slower than any GPU of the last ten years.
test.each([
  ['a slow GPU', (op: number) => 0.5 + (op % 4 === 0 ? 15 : 0)],
  ['ops of very different length', (op: number) => (op % 10 === 0 ? 18 : 0.1)],
  ['ops that grow', (op: number) => op],
  ['a fast GPU', () => 0.01],
])('no submit of two or more ops is over 50 ms after the first run: %s', async (_, msOf) => {
  const device = new FakeDevice(msOf);
  const replay = replayOf(40, device);
  await longest(replay, device);
  for (let run = 1; run < 12; run++) {
    await longest(replay, device);
    const tooLong = device.took.filter((ms, i) => ms > 50 && device.submits[i]!.length > 1);
    expect(tooLong, `run ${run}`).toEqual([]);
  }
});

test('already the first run is cut for a slow GPU', async () => {
  const flops = 6e7;
  const device = new FakeDevice(() => 0.5 + flops / 5e6);
  expect(await longest(replayOf(40, device, flops), device)).toBeLessThan(50);
});

test('on a fast GPU a plan becomes one submit', async () => {
  const device = new FakeDevice(() => 0.01);
  const replay = replayOf(200, device);
  await longest(replay, device);
  expect(device.submits.length).toBeGreaterThan(1);
  for (let run = 0; run < 6; run++) await longest(replay, device);
  expect(device.submits).toHaveLength(1);
});

test('a new plan starts from the speed that others have shown', async () => {
  const speed = new Speed();
  const device = new FakeDevice(() => 0.01);
  const first = replayOf(200, device, 1e6, speed);
  for (let run = 0; run < 10; run++) await longest(first, device);
  const second = replayOf(200, device, 1e6, speed);
  await longest(second, device);
  expect(device.submits.length).toBeLessThan(5);
});

test('a device that becomes slow is given less at a time', async () => {
  let slow = 1;
  const device = new FakeDevice(() => 0.1 * slow);
  const replay = replayOf(100, device);
  for (let run = 0; run < 6; run++) await longest(replay, device);
  expect(device.submits).toHaveLength(1);
  slow = 20;
  for (let run = 0; run < 3; run++) await longest(replay, device);
  expect(Math.max(...device.took)).toBeLessThan(50);
});

test('submits that a browser tells of together share the time between them', async () => {
  const device = new FakeDevice(() => 3);
  const replay = replayOf(60, device);
  for (let run = 0; run < 8; run++) await longest(replay, device, 4);
  for (let run = 0; run < 3; run++) {
    const ms = await longest(replay, device, 4);
    expect(ms).toBeLessThan(50);
    expect(ms).toBeGreaterThan(5);
  }
});

test('an op longer than a submit should be goes alone', async () => {
  const device = new FakeDevice(() => 45);
  const replay = replayOf(5, device);
  for (let run = 0; run < 4; run++) await longest(replay, device);
  expect(device.submits).toHaveLength(5);
});

test('a pipeline is set only where it changes', () => {
  const device = new FakeDevice(() => 0);
  replayOf(7, device).run();
  expect(device.calls).toEqual(['pipeline p0', 'pipeline p1', 'pipeline p2']);
});
