/** Sampling on WebGPU: each dispatch against its twin, and whole turns whose token ids must be the twin's exactly. */
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { tensor } from '../../src/engine/executor.ts';
import {
  CONTROL_LENGTH,
  recordSample,
  sampleChunks,
  sampleMerge,
  sampleScratchLength,
  SETTINGS_LENGTH,
  stateLength,
  type SampleShape,
} from '../../src/engine/kernels/sample.ts';
import { PlanBuilder } from '../../src/engine/plan.ts';
import { checkCase } from '../kernels/runner.ts';
import {
  clearLogits,
  controlOf,
  sampleCases,
  settingsOf,
  stateOf,
  type SampleOptions,
} from '../kernels/sample.cases.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();

test.each(sampleCases)('$name', async (one) => {
  expect(await checkCase(executor(), one)).toBeLessThanOrEqual(1);
});

/** `logits[k]` is sampled at step k. */
async function turnOnDevice(shape: SampleShape, options: SampleOptions, state: number[], logits: readonly number[][]) {
  const gpu = executor();
  const { B, K, V } = shape;
  const t = {
    logits: tensor(gpu, 'logits', 'f32', B * V),
    settings: tensor(gpu, 'settings', 'f32', SETTINGS_LENGTH),
    control: tensor(gpu, 'control', 'u32', CONTROL_LENGTH),
    state: tensor(gpu, 'state', 'u32', stateLength(B)),
    ids: tensor(gpu, 'ids', 'u32', B * K),
    record: tensor(gpu, 'record', 'f32', 4 * B * K),
    scratch: tensor(gpu, 'scratch', 'f32', sampleScratchLength(shape)),
  };
  const step = await gpu.compile(recordSample(new PlanBuilder('sample'), shape, t).build());
  gpu.write(t.settings, Float32Array.from(settingsOf(options)));
  gpu.write(t.control, Uint32Array.from(controlOf(options)));
  gpu.write(t.state, Uint32Array.from(state));
  for (const row of logits) {
    gpu.write(t.logits, Float32Array.from(row));
    gpu.run(step);
  }
  const [ids, record, end] = await gpu.read([t.ids, t.record, t.state]);
  for (const one of Object.values(t)) gpu.free(one.storage);
  return { ids: [...ids!], record: record!, state: [...end!] };
}

function turnOfTwin(
  { B, K, V, J, T }: SampleShape,
  options: SampleOptions,
  start: number[],
  logits: readonly number[][],
) {
  const state = Uint32Array.from(start);
  const settings = Float64Array.from(settingsOf(options));
  const control = Uint32Array.from(controlOf(options));
  const ids = new Uint32Array(B * K);
  const record = new Float64Array(4 * B * K);
  const pieces = new Float64Array(sampleScratchLength({ B, V }));
  for (const row of logits) {
    const z = Float64Array.from(row);
    sampleChunks.run({ B, V }, [z, settings, control, state, pieces]);
    sampleMerge.run({ B, K, V, J, T }, [z, settings, control, pieces, state, ids, record]);
  }
  return { ids: [...ids], record, state: [...state] };
}

const rowAt = (b: number, generated: number) => ({ episode: 31 + b, turn: 2, attempt: 1, position: 3, generated });

/** Logits of K steps, each clear for the state its rows are then in. */
function stepsOf(shape: SampleShape, options: SampleOptions): number[][] {
  const rng = new Rng(9, JSON.stringify(options));
  return Array.from({ length: shape.K }, (_, k) =>
    clearLogits(
      rng,
      shape,
      stateOf(shape.B, (b) => rowAt(b, k)),
      options,
    ),
  );
}

test.each<SampleOptions>([{}, { temperature: 0.6, topK: 20, topP: 0.95 }, { greedy: 1 }, { stopToken: 4, maxNew: 9 }])(
  'a turn of 12 tokens has the ids of the twin: %j',
  async (options) => {
    const shape = { B: 9, K: 12, V: 37, J: 5, T: 14 };
    const start = stateOf(shape.B, (b) => rowAt(b, 0));
    const logits = stepsOf(shape, options);
    const got = await turnOnDevice(shape, options, start, logits);
    const want = turnOfTwin(shape, options, start, logits);
    expect(got.ids).toEqual(want.ids);
    expect(got.state).toEqual(want.state);
    const bound = 4 * Math.sqrt(shape.V + 16) * 2 ** -23 * 20;
    const errors = want.record.map((value, i) => Math.abs(value - got.record[i]!));
    expect(errors.filter((error) => !(error <= bound))).toEqual(new Float64Array(0));
  },
);

test('a row draws the same, byte for byte, whatever stands beside it', async () => {
  const shape = { B: 9, K: 12, V: 37, J: 5, T: 20 };
  const logits = stepsOf(shape, {});
  const together = await turnOnDevice(
    shape,
    {},
    stateOf(9, (b) => rowAt(b, 0)),
    logits,
  );
  const chosen = [7, 2];
  const alone = await turnOnDevice(
    { ...shape, B: 2 },
    {},
    stateOf(2, (b) => rowAt(chosen[b]!, 0)),
    logits.map((step) => chosen.flatMap((b) => step.slice(b * shape.V, (b + 1) * shape.V))),
  );
  for (const [at, b] of chosen.entries()) {
    expect(alone.ids.slice(12 * at, 12 * at + 12)).toEqual(together.ids.slice(12 * b, 12 * b + 12));
    expect(alone.record.slice(48 * at, 48 * at + 48)).toEqual(together.record.slice(48 * b, 48 * b + 48));
  }
});
