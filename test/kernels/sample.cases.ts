/**
 * Cases for kernels/sample.ts. A choice is compared exactly, so inputs are drawn until no choice is closer than what f32
 * may move it by.
 */
import { philox, type Rng } from '../../src/core/rng.ts';
import { freshMemory, type Extrema, type ThinkingRule } from '../../src/engine/kernels/intervention.ts';
import {
  CONTROL,
  CONTROL_LENGTH,
  SETTINGS,
  SETTINGS_LENGTH,
  signalLength,
  stateLength,
  stateOffset,
  writeMemory,
  writeRule,
  type StateField,
} from '../../src/engine/kernels/sample-state.ts';
import {
  gumbel,
  sampleChunks,
  sampleMerge,
  sampleScratchLength,
  type SampleShape,
} from '../../src/engine/kernels/sample.ts';
import { WATCH_ONLY } from '../../src/model/thinking.ts';
import { normals, type KernelCase } from './case.ts';

/**
 * How far a shader's key u - log E may be off: E = -log(1 - q) >= 2^-7 with an error of 2^-21 gives 2^-14 in log E; the
 * outer log and the rounding of u, both below 32, add less than 2^-17 each.
 */
export const KEY_ERROR = 2 ** -14 + 2 ** -16;
/** Twice the error on either side, and to spare. */
const MARGIN = 8 * KEY_ERROR;

export interface SampleOptions {
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly greedy?: number;
  readonly stopToken?: number;
  readonly maxNew?: number;
  readonly rule?: Partial<ThinkingRule>;
}

const ruleIn = (options: SampleOptions): ThinkingRule => ({ ...WATCH_ONLY, ...options.rule });

const SEED = 0x9e3779b9;
const STREAM = 77;
/** Settings and control of a turn. */
export function turnOf(options: SampleOptions): { readonly settings: number[]; readonly control: number[] } {
  const settings = new Float64Array(SETTINGS_LENGTH);
  settings[SETTINGS.temperature] = options.temperature ?? 1;
  settings[SETTINGS.topP] = options.topP ?? 1;
  const control = new Uint32Array(CONTROL_LENGTH);
  control[CONTROL.topK] = options.topK ?? 0;
  control[CONTROL.greedy] = options.greedy ?? 0;
  control[CONTROL.stopToken] = options.stopToken ?? 0xffffffff;
  control[CONTROL.maxNew] = options.maxNew ?? 1000;
  control[CONTROL.seed] = SEED;
  control[CONTROL.stream] = STREAM;
  writeRule(ruleIn(options), settings, control);
  return { settings: [...settings], control: [...control] };
}

/** Signal of B rows whose trajectories have seen these extrema. */
export function signalOf(B: number, start: Extrema): number[] {
  const signal = new Float64Array(signalLength(B));
  for (let b = 0; b < B; b++) writeMemory(freshMemory(start), new Uint32Array(stateLength(B)), signal, b, B);
  return [...signal];
}

/** Rows at different places of a turn; `done` rows stand still. */
export function stateOf(B: number, rows: (b: number) => Partial<Record<StateField, number>>): number[] {
  const state = Array.from({ length: stateLength(B) }, () => 0);
  for (let b = 0; b < B; b++)
    for (const [field, value] of Object.entries(rows(b))) state[stateOffset(field as StateField, B) + b] = value;
  return state;
}

/** The key of every token of a row, from the documented counter. */
function keysOf(
  row: readonly number[],
  state: readonly number[],
  b: number,
  B: number,
  options: SampleOptions,
): number[] {
  const field = (name: StateField): number => state[stateOffset(name, B) + b]!;
  return row.map((z, j) => {
    if (options.greedy) return z;
    const stage = field('turn') * 256 + field('attempt');
    const bits = philox([j >> 2, field('generated'), stage, field('episode')], [SEED, STREAM])[j % 4]!;
    return z / (options.temperature ?? 1) + gumbel(bits);
  });
}

/** Whether the largest stands clear of the second. Equal logits under greedy are exact and need no distance. */
function isClear(keys: readonly number[], options: SampleOptions): boolean {
  const [first, second] = [...keys].sort((a, b) => b - a);
  return options.greedy === 1 || second === undefined || first! - second > MARGIN;
}

/** Logits at or above the cut of top-k and top-p; undefined when some cut is within rounding of the mass asked for. */
function survivors(row: readonly number[], options: SampleOptions): ((z: number) => boolean) | undefined {
  const sorted = [...row].sort((a, b) => b - a);
  const kept = options.topK ? sorted.filter((z) => z >= sorted[Math.min(options.topK!, sorted.length) - 1]!) : sorted;
  const topP = options.topP ?? 1;
  if (topP >= 1) return (z) => z >= kept.at(-1)!;
  const weights = kept.map((z) => Math.exp((z - sorted[0]!) / (options.temperature ?? 1)));
  const mass = weights.reduce((a, b) => a + b, 0);
  let sum = 0;
  for (const [i, weight] of weights.entries()) {
    sum += weight;
    if (Math.abs(sum / mass - topP) < 1e-4) return undefined;
    if (sum / mass > topP) return (z) => z >= kept[i]!;
  }
  return undefined;
}

/** B rows of V logits whose choices, chunk by chunk and after truncation, are all clear. */
export function clearLogits(
  rng: Rng,
  { B, V }: { B: number; V: number },
  state: readonly number[],
  options: SampleOptions,
  draw: (rng: Rng, count: number) => number[] = (rng, count) => normals(rng, count, 2),
): number[] {
  const rows: number[] = [];
  for (let b = 0; b < B;) {
    const row = draw(rng, V).map(Math.fround);
    const keys = keysOf(row, state, b, B, options);
    const keeps = survivors(row, options);
    const chunks = Array.from({ length: Math.ceil(V / 16) }, (_, c) => keys.slice(16 * c, 16 * (c + 1)));
    const whole = keeps && keys.filter((_, j) => keeps(row[j]!));
    if (whole === undefined || ![...chunks, whole, keys].every((some) => isClear(some, options))) continue;
    rows.push(...row);
    b++;
  }
  return rows;
}

const title = (options: SampleOptions): string =>
  Object.entries(options)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ') || 'plain';

type Draw = (rng: Rng, count: number) => number[];
const ties: Draw = (rng, count) => Array.from({ length: count }, () => rng.below(3));
const extreme: Draw = (rng, count) => Array.from({ length: count }, () => rng.pick([-1e4, -1e4, 0, 1]) + rng.unit());

/** Rows at their first token, later in a turn, done, at the end of their cache, at their last token. */
const mixed = (b: number, K: number, T: number): Partial<Record<StateField, number>> => ({
  token: 3 + b,
  position: b % 5 === 3 ? T - 1 : 2 + b,
  slot: b * T + 2 + b,
  count: 3 + b,
  done: b % 5 === 2 ? 1 : 0,
  episode: 1000 * b,
  turn: b % 3,
  attempt: b % 2,
  generated: b % 5 === 4 ? K - 1 : b % 2,
});

function chunksCase(B: number, V: number, options: SampleOptions, draw?: Draw): KernelCase {
  return {
    name: `sampleChunks ${B}x${V}, ${title(options)}, ${draw?.name ?? 'ordinary'}`,
    kernel: sampleChunks,
    shape: { B, V },
    inputs: (rng) => {
      const state = stateOf(B, (b) => mixed(b, 8, 40));
      const { settings, control } = turnOf(options);
      return [clearLogits(rng, { B, V }, state, options, draw), settings, control, state, undefined];
    },
    // The key is the least exact of the figures; an index is off by at least 1.
    reduction: 1,
    factor: 1,
    scale: KEY_ERROR * 2 ** 23 * (draw === extreme ? 8 : 1),
  };
}

/** Ranges so wide that their term of M is no less exact than the entropy and the confidence. */
const SEEN: Extrema = { entropyLow: 1, entropyHigh: 9, confidenceLow: 1, confidenceHigh: 9 };

function mergeCase(shape: SampleShape, options: SampleOptions, draw?: Draw): KernelCase {
  const { B, V, K, T } = shape;
  return {
    name: `sampleMerge ${B}x${V}, top ${shape.J}, ${title(options)}, ${draw?.name ?? 'ordinary'}`,
    kernel: sampleMerge,
    shape,
    inputs: (rng) => {
      const state = stateOf(B, (b) => mixed(b, K, T));
      const logits = clearLogits(rng, shape, state, options, draw);
      const { settings, control } = turnOf(options);
      const pieces = new Float64Array(sampleScratchLength(shape));
      sampleChunks.run({ B, V }, [
        Float64Array.from(logits),
        Float64Array.from(settings),
        Uint32Array.from(control),
        Uint32Array.from(state),
        pieces,
      ]);
      const ids = Array.from({ length: B * K }, () => 12345);
      const record = normals(rng, 4 * B * K);
      return [logits, settings, control, [...pieces], state, ids, record, signalOf(B, SEEN)];
    },
    // exp and log of WGSL as in head.cases.ts.
    reduction: V + 16,
    scale: draw === extreme ? 1e4 : 10,
  };
}

const shape = (B: number, V: number, J: number): SampleShape => ({ B, K: 6, V, J, T: 40 });

export const sampleCases: readonly KernelCase[] = [
  chunksCase(1, 1, {}),
  chunksCase(7, 15, {}),
  chunksCase(6, 16, { temperature: 0.7 }),
  chunksCase(6, 33, { temperature: 1.8 }),
  chunksCase(70, 50, {}),
  chunksCase(3, 300, {}),
  chunksCase(6, 40, { greedy: 1 }),
  chunksCase(6, 40, { greedy: 1 }, ties),
  chunksCase(6, 40, {}, extreme),
  mergeCase(shape(1, 1, 1), {}),
  mergeCase(shape(7, 15, 5), {}),
  mergeCase(shape(6, 16, 20), { temperature: 0.7 }),
  mergeCase(shape(6, 33, 2), { temperature: 1.8 }),
  mergeCase(shape(70, 50, 5), {}),
  mergeCase(shape(3, 300, 5), { maxNew: 2 }),
  mergeCase(shape(6, 40, 5), { greedy: 1, maxNew: 1 }),
  mergeCase(shape(6, 40, 5), { greedy: 1 }, ties),
  mergeCase(shape(6, 40, 5), {}, extreme),
  mergeCase(shape(7, 45, 5), { topK: 1 }),
  mergeCase(shape(7, 45, 5), { topK: 7 }),
  mergeCase(shape(7, 45, 5), { topK: 200 }),
  mergeCase(shape(7, 45, 5), { topP: 0.6 }),
  mergeCase(shape(7, 45, 5), { topP: 0.95, temperature: 0.6, topK: 20 }),
  mergeCase(shape(7, 44, 5), { topP: 0.01 }),
  // Enough chunks for a team of 128 a row, some of them the same to the last bit.
  mergeCase(shape(6, 900, 20), { temperature: 0.7 }),
  mergeCase(shape(7, 835, 5), { topK: 7, maxNew: 2 }),
  mergeCase(shape(11, 1030, 5), { greedy: 1 }, ties),
];
