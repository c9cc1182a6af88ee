/** A turn of sampling as data, on an executor and on the f64 twin. Knows no particular rule. */
import { tensor, type Executor } from '../../src/engine/executor.ts';
import { CONTROL_LENGTH, SETTINGS_LENGTH, signalLength, stateLength } from '../../src/engine/kernels/sample-state.ts';
import {
  recordSample,
  sampleChunks,
  sampleMerge,
  sampleScratchLength,
  type SampleShape,
} from '../../src/engine/kernels/sample.ts';
import { PlanBuilder } from '../../src/engine/plan.ts';
import type { Reals } from '../../src/engine/tensor.ts';
import { turnOf, type SampleOptions } from './sample.cases.ts';

export interface Turn {
  readonly shape: SampleShape;
  readonly options: SampleOptions;
  /** Both before the first token. */
  readonly state: readonly number[];
  readonly signal: readonly number[];
  /** logits[k] is [B, V], sampled at step k. */
  readonly logits: readonly (readonly number[])[];
}

export interface TurnResult {
  readonly ids: readonly number[];
  readonly record: Reals;
  readonly state: Uint32Array;
  readonly signal: Reals;
}

export async function turnOn(executor: Executor, turn: Turn): Promise<TurnResult> {
  const { shape } = turn;
  const { B, K, V } = shape;
  const { settings, control } = turnOf(turn.options);
  const t = {
    logits: tensor(executor, 'logits', 'f32', B * V),
    settings: tensor(executor, 'settings', 'f32', SETTINGS_LENGTH),
    control: tensor(executor, 'control', 'u32', CONTROL_LENGTH),
    state: tensor(executor, 'state', 'u32', stateLength(B)),
    signal: tensor(executor, 'signal', 'f32', signalLength(B)),
    ids: tensor(executor, 'ids', 'u32', B * K),
    record: tensor(executor, 'record', 'f32', 4 * B * K),
    scratch: tensor(executor, 'scratch', 'f32', sampleScratchLength(shape)),
  };
  const step = await executor.compile(recordSample(new PlanBuilder('sample'), shape, t).build());
  executor.write(t.settings, Float32Array.from(settings));
  executor.write(t.control, Uint32Array.from(control));
  executor.write(t.state, Uint32Array.from(turn.state));
  executor.write(t.signal, Float32Array.from(turn.signal));
  for (const row of turn.logits) {
    executor.write(t.logits, Float32Array.from(row));
    executor.run(step);
  }
  const [ids, record, state, signal] = await executor.read([t.ids, t.record, t.state, t.signal]);
  for (const one of Object.values(t)) executor.free(one.storage);
  return { ids: [...ids!], record: record as Reals, state: state as Uint32Array, signal: signal as Reals };
}

export function turnOfTwin(turn: Turn): TurnResult {
  const { shape } = turn;
  const { B, K, V } = shape;
  const given = turnOf(turn.options);
  const settings = Float64Array.from(given.settings, Math.fround);
  const control = Uint32Array.from(given.control);
  const state = Uint32Array.from(turn.state);
  const signal = Float64Array.from(turn.signal, Math.fround);
  const ids = new Uint32Array(B * K);
  const record = new Float64Array(4 * B * K);
  const pieces = new Float64Array(sampleScratchLength(shape));
  for (const row of turn.logits) {
    const z = Float64Array.from(row, Math.fround);
    sampleChunks.run({ B, V }, [z, settings, control, state, pieces]);
    sampleMerge.run(shape, [z, settings, control, pieces, state, ids, record, signal]);
  }
  return { ids: [...ids], record, state, signal };
}
