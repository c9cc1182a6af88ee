import { afterEach, expect, test, vi } from 'vitest';
import { Replay, type Step } from './replay.ts';

/** A queue whose submits take `msPerOp` of a mocked clock each, and which logs what was dispatched in which submit. */
class FakeDevice {
  readonly submits: number[][] = [];
  readonly calls: string[] = [];
  now = 0;
  readonly msPerOp: number;
  #pass: number[] = [];

  constructor(msPerOp: number) {
    this.msPerOp = msPerOp;
    vi.spyOn(performance, 'now').mockImplementation(() => this.now);
  }

  readonly queue = {
    submit: (): void => {
      this.submits.push(this.#pass);
      this.now += this.#pass.length * this.msPerOp;
    },
    onSubmittedWorkDone: (): Promise<void> => Promise.resolve(),
  };

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

/** Steps numbered by their first grid axis; pipelines change every third step. */
function replayOf(count: number, device: FakeDevice): Replay {
  const steps = Array.from({ length: count }, (_, i) => ({
    pipeline: `p${Math.floor(i / 3)}`,
    bindGroup: {},
    workgroups: [i, 1, 1],
  }));
  return new Replay({ name: 'test', ops: [] }, {}, device as unknown as GPUDevice, steps as unknown as Step[]);
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

afterEach(() => vi.restoreAllMocks());

test('every step is dispatched once and in order, however the plan is cut', async () => {
  const device = new FakeDevice(3);
  const replay = replayOf(40, device);
  for (let run = 0; run < 2; run++) {
    device.submits.length = 0;
    expect(replay.run(true)).toBe(device.submits.length);
    expect(device.submits.flat()).toEqual(Array.from({ length: 40 }, (_, i) => i));
    await settled();
  }
});

test('replays in a row share submits, and are measured together', async () => {
  const device = new FakeDevice(1);
  const replay = replayOf(6, device);
  expect(replay.run(true, 5)).toBe(2);
  expect(device.submits.flat()).toEqual(Array.from({ length: 30 }, (_, i) => i % 6));
  await settled();
  // 1 ms an op: 20 ops a submit.
  expect(replay.run(true, 10)).toBe(3);
});

test('a slow plan is cut into submits of about 20 ms', async () => {
  const device = new FakeDevice(3);
  const replay = replayOf(40, device);
  expect(replay.run(true)).toBe(3);
  await settled();
  // 20 ms / 3 ms = 6 ops a submit.
  expect(replay.run(true)).toBe(7);
});

test('a step longer than 20 ms is submitted alone', async () => {
  const device = new FakeDevice(50);
  const replay = replayOf(5, device);
  replay.run(true);
  await settled();
  expect(replay.run(true)).toBe(5);
});

test('a fast plan becomes one submit', async () => {
  const device = new FakeDevice(0.01);
  const replay = replayOf(40, device);
  replay.run(true);
  await settled();
  expect(replay.run(true)).toBe(1);
});

test('a run on a busy queue is no measurement', async () => {
  const device = new FakeDevice(50);
  const replay = replayOf(5, device);
  replay.run(false);
  await settled();
  expect(replay.run(false)).toBe(1);
});

test('a pipeline is set only where it changes', () => {
  const device = new FakeDevice(0);
  replayOf(7, device).run(false);
  expect(device.calls).toEqual(['pipeline p0', 'pipeline p1', 'pipeline p2']);
});
