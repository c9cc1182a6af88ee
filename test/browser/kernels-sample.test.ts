/** Sampling on WebGPU: each dispatch against its twin, and whole turns whose token ids must be the twin's exactly. */
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { NO_EXTREMA } from '../../src/engine/kernels/intervention.ts';
import type { SampleShape } from '../../src/engine/kernels/sample.ts';
import { checkCase } from '../kernels/runner.ts';
import { clearLogits, sampleCases, signalOf, stateOf, type SampleOptions } from '../kernels/sample.cases.ts';
import { turnOfTwin, turnOn } from '../kernels/sampling-turn.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();

test.each(sampleCases)('$name', async (one) => {
  expect(await checkCase(executor(), one)).toBeLessThanOrEqual(1);
});

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
    const turn = {
      shape,
      options,
      state: stateOf(shape.B, (b) => rowAt(b, 0)),
      signal: signalOf(shape.B, NO_EXTREMA),
      logits: stepsOf(shape, options),
    };
    const got = await turnOn(executor(), turn);
    const want = turnOfTwin(turn);
    expect(got.ids).toEqual(want.ids);
    expect(got.state).toEqual(want.state);
    const bound = 4 * Math.sqrt(shape.V + 16) * 2 ** -23 * 20;
    // M is as exact as its running range is wide: thinking-turns.ts bounds it.
    const errors = Array.from(want.record, (value, i) => (i % 4 === 3 ? 0 : Math.abs(value - got.record[i]!)));
    expect(errors.filter((error) => !(error <= bound))).toEqual([]);
  },
);

test('a row draws the same, byte for byte, whatever stands beside it', async () => {
  const shape = { B: 9, K: 12, V: 37, J: 5, T: 20 };
  const logits = stepsOf(shape, {});
  const chosen = [7, 2];
  const play = (rows: readonly number[]) =>
    turnOn(executor(), {
      shape: { ...shape, B: rows.length },
      options: {},
      state: stateOf(rows.length, (b) => rowAt(rows[b]!, 0)),
      signal: signalOf(rows.length, NO_EXTREMA),
      logits: logits.map((step) => rows.flatMap((b) => step.slice(b * shape.V, (b + 1) * shape.V))),
    });
  const together = await play(Array.from({ length: 9 }, (_, b) => b));
  const alone = await play(chosen);
  for (const [at, b] of chosen.entries()) {
    expect(alone.ids.slice(12 * at, 12 * at + 12)).toEqual(together.ids.slice(12 * b, 12 * b + 12));
    expect(alone.record.slice(48 * at, 48 * at + 48)).toEqual(together.record.slice(48 * b, 48 * b + 48));
  }
});
