import { expect, test } from 'vitest';
import { normals } from '../../../test/kernels/case.ts';
import { distance } from '../../../test/kernels/differences.ts';
import { philox, Rng } from '../../core/rng.ts';
import { NONE } from './cache.ts';
import { HYPER, HYPER_LENGTH, rowStatistics } from './head.ts';
import { freshMemory, NO_EXTREMA } from './intervention.ts';
import {
  CONTROL,
  CONTROL_LENGTH,
  SETTINGS,
  SETTINGS_LENGTH,
  signalLength,
  stateLength,
  stateOffset,
  writeMemory,
  type StateField,
} from './sample-state.ts';
import { gumbel, sampleChunks, sampleMerge, sampleScratchLength, type SampleShape } from './sample.ts';

interface Options {
  temperature?: number;
  topP?: number;
  topK?: number;
  greedy?: number;
  stopToken?: number;
  maxNew?: number;
  seed?: number;
  stream?: number;
}

/** One session of B rows: all state in plain arrays, `step` samples once. */
function session(shape: SampleShape, options: Options = {}) {
  const { B, K } = shape;
  const settings = new Float64Array(SETTINGS_LENGTH);
  settings[SETTINGS.temperature] = options.temperature ?? 1;
  settings[SETTINGS.topP] = options.topP ?? 1;
  const control = new Uint32Array(CONTROL_LENGTH);
  const given = { topK: 0, greedy: 0, stopToken: NONE, maxNew: K, seed: 7, stream: 3, ...options };
  for (const [name, value] of Object.entries(given))
    if (name in CONTROL) control[CONTROL[name as keyof typeof CONTROL]] = value;
  const state = new Uint32Array(stateLength(B));
  const signal = new Float64Array(signalLength(B));
  for (let b = 0; b < B; b++) writeMemory(freshMemory(NO_EXTREMA), state, signal, b, B);
  const ids = new Uint32Array(B * K).fill(NONE);
  const record = new Float64Array(4 * B * K);
  const pieces = new Float64Array(sampleScratchLength(shape));
  return {
    ids,
    record,
    set: (field: StateField, b: number, value: number) => {
      state[stateOffset(field, B) + b] = value;
    },
    get: (field: StateField, b: number) => state[stateOffset(field, B) + b]!,
    step: (logits: Float64Array) => {
      sampleChunks.run(shape, [logits, settings, control, state, pieces]);
      sampleMerge.run(shape, [logits, settings, control, pieces, state, ids, record, signal]);
    },
  };
}

/** `row` once for each of B rows. */
const repeated = (row: readonly number[], B: number): Float64Array =>
  Float64Array.from({ length: B * row.length }, (_, i) => row[i % row.length]!);

/** How often each token was drawn in `draws` independent rows. */
function frequencies(row: readonly number[], draws: number, options: Options): number[] {
  const shape = { B: draws, K: 1, V: row.length, J: 1, T: 8 };
  const run = session(shape, options);
  for (let b = 0; b < draws; b++) run.set('episode', b, b);
  run.step(repeated(row, draws));
  const counts = row.map(() => 0);
  for (const id of run.ids) counts[id]!++;
  return counts;
}

function softmax(row: readonly number[], temperature: number): number[] {
  const e = row.map((z) => Math.exp(z / temperature));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
}

const chiSquare = (counts: readonly number[], p: readonly number[]): number => {
  const n = counts.reduce((a, b) => a + b, 0);
  return counts.reduce((sum, count, i) => sum + (p[i] === 0 ? 0 : (count - n * p[i]!) ** 2 / (n * p[i]!)), 0);
};

test('the draw is the argmax of u + Gumbel noise of the documented Philox counter', () => {
  const shape = { B: 3, K: 2, V: 21, J: 2, T: 8 };
  const logits = Float64Array.from(normals(new Rng(1, 'sample'), 63));
  const run = session(shape, { seed: 11, stream: 5, temperature: 0.8 });
  for (let b = 0; b < 3; b++) {
    run.set('episode', b, 100 + b);
    run.set('turn', b, 3);
    run.set('attempt', b, 2);
  }
  run.step(logits);
  run.step(logits);
  for (let b = 0; b < 3; b++)
    for (let k = 0; k < 2; k++) {
      const keys = Array.from({ length: 21 }, (_, j) => {
        const bits = philox([Math.floor(j / 4), k, 3 * 256 + 2, 100 + b], [11, 5])[j % 4]!;
        return logits[21 * b + j]! / 0.8 + gumbel(bits);
      });
      expect(run.ids[2 * b + k], `row ${b}, token ${k}`).toBe(keys.indexOf(Math.max(...keys)));
    }
});

test('Gumbel noise is finite at both ends and continuous where the series takes over', () => {
  for (const bits of [0, 0xffffffff]) expect(Number.isFinite(gumbel(bits))).toBe(true);
  // q = 2^-7 lies between these two draws; the series is within q^3/4 = 1.2e-7 relative there, the step itself 1.5e-5.
  const below = ((2 ** 16 - 1) << 9) >>> 0;
  const above = ((2 ** 16) << 9) >>> 0;
  expect(Math.abs(gumbel(below) - gumbel(above))).toBeLessThan(2e-5);
});

// 99.9 % points of chi-square: 27.88 with 9 degrees of freedom, 16.27 with 3.
const row = [0.3, -1, 2, 0, 0.5, -0.5, 1, 1.5, -2, 0.1];
test.each([1, 0.5, 1.7])('frequencies follow softmax(logits / temperature), temperature %d', (temperature) => {
  const counts = frequencies(row, 20_000, { temperature, seed: 1 });
  expect(chiSquare(counts, softmax(row, temperature))).toBeLessThan(27.88);
});

test('top-k: frequencies follow the renormalised softmax of the k largest, nothing else is drawn', () => {
  const counts = frequencies(row, 20_000, { topK: 4, seed: 2 });
  const p = softmax(row, 1).map((q, i) => ([2, 7, 6, 4].includes(i) ? q : 0));
  const mass = p.reduce((a, b) => a + b, 0);
  expect(counts.filter((count, i) => p[i] === 0 && count > 0)).toEqual([]);
  expect(
    chiSquare(
      counts,
      p.map((q) => q / mass),
    ),
  ).toBeLessThan(16.27);
});

test('greedy takes the largest logit, the lower index among equals, and ignores the noise', () => {
  const rows = [
    [1, 5, 5, 0],
    [-1, -1, -1, -1],
    [-9, -3, -7, -3],
    [0, 0, 0, 1e4],
  ];
  for (const seed of [1, 2, 3]) {
    const run = session({ B: 4, K: 1, V: 4, J: 1, T: 8 }, { greedy: 1, seed, temperature: 0.1 });
    run.step(Float64Array.from(rows.flat()));
    expect([...run.ids]).toEqual([1, 0, 1, 3]);
  }
});

test('a row draws the same whatever rows stand beside it', () => {
  const V = 50;
  const rng = new Rng(4, 'rows');
  const logits = Float64Array.from(normals(rng, 5 * V));
  const draw = (rows: readonly number[]) => {
    const run = session({ B: rows.length, K: 3, V, J: 4, T: 9 }, { topK: 20 });
    for (const [b, r] of rows.entries()) run.set('episode', b, 1000 + r);
    for (let k = 0; k < 3; k++)
      run.step(Float64Array.from(rows.flatMap((r) => Array.from(logits.subarray(r * V, (r + 1) * V)))));
    return new Map(
      rows.map((r, b) => [r, [...run.ids.slice(3 * b, 3 * b + 3), ...run.record.slice(12 * b, 12 * b + 12)]]),
    );
  };
  const together = draw([0, 1, 2, 3, 4]);
  const fewer = draw([3, 1]);
  expect(fewer.get(3)).toEqual(together.get(3));
  expect(fewer.get(1)).toEqual(together.get(1));
});

test.each<[string, StateField | 'seed' | 'stream']>([
  ['episode', 'episode'],
  ['turn', 'turn'],
  ['attempt', 'attempt'],
  ['position', 'generated'],
  ['seed', 'seed'],
  ['stream', 'stream'],
])('another %s draws another token', (_, field) => {
  const V = 4096;
  const tokens = [0, 1, 2].map((value) => {
    const run = session(
      { B: 1, K: 4, V, J: 1, T: 8 },
      field === 'seed' || field === 'stream' ? { [field]: value } : {},
    );
    if (field !== 'seed' && field !== 'stream') run.set(field, 0, value);
    run.step(new Float64Array(V));
    return run.ids.find((id) => id !== NONE);
  });
  expect(new Set(tokens).size).toBe(3);
});

test('the record is that of softmax(logits / temperature), truncation or not', () => {
  const shape = { B: 2, K: 1, V: 70, J: 5, T: 4 };
  const logits = Float64Array.from(normals(new Rng(5, 'record'), 140, 3));
  const hyper = new Float64Array(HYPER_LENGTH);
  hyper[HYPER.temperature] = 0.6;
  for (const topK of [0, 3]) {
    const run = session(shape, { temperature: 0.6, topK });
    run.step(logits);
    const want = new Float64Array(8);
    rowStatistics.run({ M: 2, V: 70, J: 5 }, [logits, run.ids, hyper, want]);
    // The uncertainty of a first token has no range yet.
    want[3] = want[7] = 0;
    expect(distance(run.record, want)).toBeLessThan(1e-12);
  }
});

test('state moves on, and stops at the stop token, at maxNew and when the cache is full', () => {
  const V = 3;
  const run = session({ B: 4, K: 5, V, J: 1, T: 6 }, { greedy: 1, stopToken: 2, maxNew: 3 });
  // Row 0 runs to maxNew, row 1 samples the stop token second, row 2 has one free position, row 3 was done before.
  for (const [b, position] of [1, 2, 4, 0].entries()) run.set('position', b, position);
  run.set('done', 3, 1);
  run.set('token', 3, 9);
  const likes = (...tokens: number[]) =>
    Float64Array.from(tokens.flatMap((t) => [0, 1, 2].map((j) => (j === t ? 1 : 0))));
  const row = (b: number) =>
    (['token', 'position', 'slot', 'count', 'done', 'generated'] as const).map((f) => run.get(f, b));
  run.step(likes(1, 0, 1, 1));
  expect(row(0)).toEqual([1, 2, 2, 3, 0, 1]);
  expect(row(1)).toEqual([0, 3, 9, 4, 0, 1]);
  expect(row(2)).toEqual([1, 5, 17, 6, 0, 1]);
  expect(row(3)).toEqual([9, 0, 0, 0, 1, 0]);
  run.step(likes(0, 2, 0, 1));
  expect(row(0)).toEqual([0, 3, 3, 4, 0, 2]);
  expect(row(1)).toEqual([0, 3, NONE, 0, 1, 2]);
  expect(row(2)).toEqual([1, 5, NONE, 0, 1, 2]);
  run.step(likes(1, 1, 1, 1));
  expect(row(0)).toEqual([0, 3, NONE, 0, 1, 3]);
  run.step(likes(1, 1, 1, 1));
  expect([...run.ids]).toEqual([
    1,
    0,
    1,
    NONE,
    NONE,
    0,
    2,
    NONE,
    NONE,
    NONE,
    1,
    0,
    NONE,
    NONE,
    NONE,
    ...Array<number>(5).fill(NONE),
  ]);
});
