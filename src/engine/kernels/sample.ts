/**
 * Choosing the next token of every row and moving the rows' state on, on the device: a whole turn is decoded without a
 * read-back. Gumbel-max: argmax_j (u_j + G_j) with G = -log E, E = -log U, U from Philox keyed by (seed, stream) and
 * counted by (vocab block, generated, turn and attempt, episode), so a row's tokens depend on nothing but that row.
 * Two dispatches: sampleChunks looks at pieces of the vocabulary, sampleMerge joins the pieces of a row, watches its
 * uncertainty (intervention.ts) and writes. Must not know what a token means beyond those the control names.
 */
import { philox, unitInterval, type Key } from '../../core/rng.ts';
import philoxSource from '../../../shaders/philox.wgsl?raw';
import sampleChunksSource from '../../../shaders/sample_chunks.wgsl?raw';
import sampleMergeSource from '../../../shaders/sample_merge.wgsl?raw';
import { grid1d, positive, ShapeError, type Kernel } from '../kernel.ts';
import type { PlanBuilder } from '../plan.ts';
import type { Reals, Tensor } from '../tensor.ts';
import { NONE } from './cache.ts';
import { checkTop, keepLargest } from './head.ts';
import { forcedToken, meanChange, meanLevel, uncertainty, watch, type ThinkingRule } from './intervention.ts';
import {
  CONTROL,
  CONTROL_LENGTH,
  readMemory,
  readRule,
  RECORD,
  SETTINGS,
  SETTINGS_LENGTH,
  signalLength,
  stateLength,
  stateOffset,
  writeMemory,
  type StateField,
} from './sample-state.ts';
import { teamVariants } from './team.ts';
import { truncationThreshold } from './truncation.ts';

const CHUNKS_WORKGROUP = 64;
const MERGE_WORKGROUP = 4;
/** Logits a thread of sampleChunks looks at: a multiple of the four draws of one Philox call. */
const CHUNK = 16;
/** Numbers sampleChunks leaves for each chunk: max u, sum e^(u-max), sum e^(u-max)(u-max), best key, its index. */
const PIECE = 5;

/** B rows, K most new tokens, V vocabulary, J tokens the confidence looks at, T positions a row of the cache holds. */
export type SampleShape = { B: number; K: number; V: number; J: number; T: number };

export interface SampleTensors {
  readonly logits: Tensor;
  readonly settings: Tensor;
  readonly control: Tensor;
  readonly state: Tensor;
  /** f32, signalLength(B). */
  readonly signal: Tensor;
  readonly ids: Tensor;
  readonly record: Tensor;
  /** f32, at least sampleScratchLength(shape); holds nothing between calls. */
  readonly scratch: Tensor;
}

/** The shader with its stand-in for philox.wgsl, which is its last part, replaced. */
const withPhilox = (source: string): string => source.slice(0, source.indexOf('// STAND-IN')) + philoxSource;

const chunksOf = (V: number): number => Math.ceil(V / CHUNK);
/** Elements of scratch that sampling B rows needs. */
export const sampleScratchLength = ({ B, V }: { B: number; V: number }): number => B * chunksOf(V) * PIECE;

/** Append the ops of one sampling step. */
export function recordSample(builder: PlanBuilder, shape: SampleShape, t: SampleTensors): PlanBuilder {
  return builder
    .op(sampleChunks, { B: shape.B, V: shape.V }, t.logits, t.settings, t.control, t.state, t.scratch)
    .op(sampleMerge, shape, t.logits, t.settings, t.control, t.scratch, t.state, t.ids, t.record, t.signal);
}

/**
 * Gumbel noise -log(-log U) from 32 random bits. The draw q is 1 - U, and -log(1 - q) is a series for small q, because
 * WGSL's log may be wrong by 2^-21 near 1. The same switch here keeps the twin and the shader at one formula.
 */
export function gumbel(bits: number): number {
  const q = unitInterval(bits);
  return -Math.log(q < 2 ** -7 ? q * (1 + q * (0.5 + q / 3)) : -Math.log(1 - q));
}

/** The four u32 that decide tokens 4*block .. 4*block+3 of row b. */
function draws(block: number, b: number, B: number, state: Uint32Array, control: Uint32Array): readonly number[] {
  const field = (name: StateField): number => state[stateOffset(name, B) + b]!;
  const key: Key = [control[CONTROL.seed]!, control[CONTROL.stream]!];
  const stage = ((field('turn') << 8) | field('attempt')) >>> 0;
  return philox([block, field('generated'), stage, field('episode')], key);
}

/** What decides between tokens: the logit itself when greedy, u + Gumbel noise otherwise. */
class Keys {
  #block = -1;
  #bits: readonly number[] = [];

  constructor(
    readonly b: number,
    readonly B: number,
    readonly state: Uint32Array,
    readonly control: Uint32Array,
    readonly temperature: number,
  ) {}

  of(j: number, logit: number): number {
    if (this.control[CONTROL.greedy] !== 0) return logit;
    if (j >> 2 !== this.#block) {
      this.#block = j >> 2;
      this.#bits = draws(this.#block, this.b, this.B, this.state, this.control);
    }
    return logit / this.temperature + gumbel(this.#bits[j & 3]!);
  }
}

/** First dispatch: per row and chunk of 16 tokens, the softmax moments and the best key (ties: lower index), truncation
 * not considered. Rows that are done get zeros. */
export const sampleChunks: Kernel<{ B: number; V: number }> = {
  name: 'sampleChunks',
  args: [
    { name: 'logits', dtype: 'f32', access: 'read' },
    { name: 'settings', dtype: 'f32', access: 'read' },
    { name: 'control', dtype: 'u32', access: 'read' },
    { name: 'state', dtype: 'u32', access: 'read' },
    { name: 'pieces', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('sampleChunks', shape, 'B', 'V');
    // A chunk's best index travels as an f32.
    if (shape.V > 2 ** 24) throw new ShapeError('sampleChunks', `V must be at most 2^24, got ${shape.V}`);
    return [shape.B * shape.V, SETTINGS_LENGTH, CONTROL_LENGTH, stateLength(shape.B), sampleScratchLength(shape)];
  },
  wgsl: () => withPhilox(sampleChunksSource),
  workgroups: ({ B, V }) => grid1d(B * chunksOf(V), CHUNKS_WORKGROUP),
  run({ B, V }, args) {
    const [logits, settings, control, state, pieces] = args as [Reals, Reals, Uint32Array, Uint32Array, Reals];
    const temperature = settings[SETTINGS.temperature]!;
    const chunks = chunksOf(V);
    for (let b = 0; b < B; b++) {
      if (state[stateOffset('done', B) + b] !== 0) {
        pieces.fill(0, b * chunks * PIECE, (b + 1) * chunks * PIECE);
        continue;
      }
      const keys = new Keys(b, B, state, control, temperature);
      for (let chunk = 0; chunk < chunks; chunk++) {
        const end = Math.min(V, (chunk + 1) * CHUNK);
        let max = -Infinity;
        let best = -Infinity;
        let index = chunk * CHUNK;
        for (let j = chunk * CHUNK; j < end; j++) {
          const logit = logits[b * V + j]!;
          if (logit > max) max = logit;
          const key = keys.of(j, logit);
          if (key > best) {
            best = key;
            index = j;
          }
        }
        let s = 0;
        let w = 0;
        for (let j = chunk * CHUNK; j < end; j++) {
          const shifted = (logits[b * V + j]! - max) / temperature;
          const e = Math.exp(shifted);
          s += e;
          w += e * shifted;
        }
        pieces.set([max / temperature, s, w, best, index], (b * chunks + chunk) * PIECE);
      }
    }
  },
  flops: ({ B, V }) => 60 * B * V,
};

/**
 * Second dispatch, per row that is not done: joins the pieces (max M; s_i e^(m_i - M); w_i = e^(m_i - M)(w_i + (m_i - M) s_i)),
 * picks the token (the forced one where thinking was cut, else again from the logits when truncation is on), appends id
 * and record, and moves the state on. The row is done after the stop token, maxNew tokens, or when its cache is full.
 */
export const sampleMerge: Kernel<SampleShape> = {
  name: 'sampleMerge',
  args: [
    { name: 'logits', dtype: 'f32', access: 'read' },
    { name: 'settings', dtype: 'f32', access: 'read' },
    { name: 'control', dtype: 'u32', access: 'read' },
    { name: 'pieces', dtype: 'f32', access: 'read' },
    { name: 'state', dtype: 'u32', access: 'update' },
    { name: 'ids', dtype: 'u32', access: 'update' },
    { name: 'record', dtype: 'f32', access: 'update' },
    { name: 'signal', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('sampleMerge', shape, 'B', 'K', 'V', 'T');
    checkTop('sampleMerge', shape.J);
    const { B, K, V } = shape;
    return [
      B * V,
      SETTINGS_LENGTH,
      CONTROL_LENGTH,
      sampleScratchLength(shape),
      stateLength(B),
      B * K,
      4 * B * K,
      signalLength(B),
    ];
  },
  wgsl: () => withPhilox(sampleMergeSource),
  workgroups: ({ B }) => grid1d(B, MERGE_WORKGROUP),
  variants: teamVariants({
    text: () => withPhilox(sampleMergeSource),
    rows: ({ B }) => B,
    numbers: ({ V }) => chunksOf(V) * PIECE,
  }),
  // Every run says a token, until the rows are full.
  replays: ({ K, T }) => Math.min(K, T) - 1,
  example(shape) {
    const { B, K, V } = shape;
    const control = new Uint32Array(CONTROL_LENGTH);
    control[CONTROL.maxNew] = K;
    control[CONTROL.stopToken] = NONE;
    const pieces = Float32Array.from({ length: sampleScratchLength(shape) }, (_, i) => (i % PIECE === 4 ? 0 : 1));
    const state = new Uint32Array(stateLength(B));
    const logits = Float32Array.from({ length: B * V }, (_, i) => ((i * 2_654_435_761) % 4096) / 2048 - 1);
    return [logits, new Float32Array(SETTINGS_LENGTH).fill(1), control, pieces, state];
  },
  run(shape, args) {
    const [logits, settings, control, pieces, state, ids, record, signal] = args as [
      Reals,
      Reals,
      Uint32Array,
      Reals,
      Uint32Array,
      Uint32Array,
      Reals,
      Reals,
    ];
    const tensors = { logits, settings, control, pieces, state, ids, record, signal };
    const rule = readRule(settings, control);
    for (let b = 0; b < shape.B; b++)
      if (state[stateOffset('done', shape.B) + b] === 0) mergeRow(shape, b, rule, tensors);
  },
  flops: ({ B, V }) => 2 * B * V,
};

interface MergeArrays {
  readonly logits: Reals;
  readonly settings: Reals;
  readonly control: Uint32Array;
  readonly pieces: Reals;
  readonly state: Uint32Array;
  readonly ids: Uint32Array;
  readonly record: Reals;
  readonly signal: Reals;
}

function mergeRow(shape: SampleShape, b: number, rule: ThinkingRule, arrays: MergeArrays): void {
  const { B, K, V, J } = shape;
  const { logits, settings, control, pieces, state, ids, record, signal } = arrays;
  const temperature = settings[SETTINGS.temperature]!;
  const chunks = chunksOf(V);
  const first = b * chunks * PIECE;
  let max = -Infinity;
  for (let c = 0; c < chunks; c++) max = Math.max(max, pieces[first + c * PIECE]!);
  let s = 0;
  let w = 0;
  let best = -Infinity;
  let chosen = 0;
  for (let c = 0; c < chunks; c++) {
    const at = first + c * PIECE;
    const below = pieces[at]! - max;
    const factor = Math.exp(below);
    s += factor * pieces[at + 1]!;
    w += factor * (pieces[at + 2]! + below * pieces[at + 1]!);
    if (pieces[at + 3]! > best) {
      best = pieces[at + 3]!;
      chosen = pieces[at + 4]!;
    }
  }
  const logS = Math.log(s);

  const t = state[stateOffset('generated', B) + b]!;
  const memory = readMemory(state, signal, b, B);
  const forced = forcedToken(rule, memory, t);
  const topK = control[CONTROL.topK]!;
  const topP = settings[SETTINGS.topP]!;
  if (forced !== undefined) chosen = forced;
  else if (control[CONTROL.greedy] === 0 && (topK > 0 || topP < 1))
    chosen = chooseAbove(
      truncationThreshold(logits, b * V, V, temperature, topK, topP),
      logits,
      b * V,
      V,
      new Keys(b, B, state, control, temperature),
    );

  const top = new Float64Array(Math.min(J, V)).fill(-Infinity);
  for (let c = 0; c < chunks; c++) {
    // A chunk whose largest is no larger than the smallest kept has nothing to add.
    if (!(pieces[first + c * PIECE]! > top[0]!)) continue;
    for (let j = c * CHUNK; j < Math.min(V, (c + 1) * CHUNK); j++) keepLargest(top, logits[b * V + j]! / temperature);
  }
  let topSum = 0;
  for (const value of top) topSum += value;
  const entropy = logS - w / s;
  const confidence = max + logS - topSum / top.length;

  ids[b * K + t] = chosen;
  const at = b * K * 4;
  record[at + t * 4 + RECORD.logprob] = logits[b * V + chosen]! / temperature - max - logS;
  record[at + t * 4 + RECORD.entropy] = entropy;
  record[at + t * 4 + RECORD.confidence] = confidence;
  record[at + t * 4 + RECORD.uncertainty] = uncertainty(rule, memory, entropy, confidence);
  const last = at + t * 4 + RECORD.uncertainty;
  watch(rule, memory, t, chosen, {
    level: () => meanLevel(record, last, 4, rule.window + 1),
    change: () => meanChange(record, last, 4, rule.window + 1),
  });
  writeMemory(memory, state, signal, b, B);
  moveOn(shape, b, chosen, control, state);
}

/** Best key among the logits at or above the threshold; ties go to the lower index. */
function chooseAbove(threshold: number, logits: Reals, at: number, V: number, keys: Keys): number {
  let best = -Infinity;
  let chosen = 0;
  for (let j = 0; j < V; j++) {
    if (!(logits[at + j]! >= threshold)) continue;
    const key = keys.of(j, logits[at + j]!);
    if (key > best) {
      best = key;
      chosen = j;
    }
  }
  return chosen;
}

function moveOn({ B, K, T }: SampleShape, b: number, token: number, control: Uint32Array, state: Uint32Array): void {
  const at = (field: StateField): number => stateOffset(field, B) + b;
  const generated = state[at('generated')]! + 1;
  state[at('generated')] = generated;
  const position = state[at('position')]! + 1;
  const last = generated >= Math.min(control[CONTROL.maxNew]!, K) || position >= T;
  if (token === control[CONTROL.stopToken] || last) {
    state[at('done')] = 1;
    state[at('slot')] = NONE;
    state[at('count')] = 0;
  } else {
    state[at('token')] = token;
    state[at('position')] = position;
    state[at('slot')] = b * T + position;
    state[at('count')] = position + 1;
  }
}
