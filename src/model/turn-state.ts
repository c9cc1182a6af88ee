/**
 * One turn of some rows as the sampling kernels keep it (engine/kernels/sample-state.ts): what stands there before the first
 * token, and what it says after the last. Plain arrays, wherever the logits come from. Must not compute logits.
 */
import { TurnlabError } from '../core/errors.ts';
import { PATCH } from '../core/picture.ts';
import { hashText } from '../core/rng.ts';
import { NONE } from '../engine/kernels/cache.ts';
import { firedAt, freshMemory, NO_EXTREMA, QUEUE } from '../engine/kernels/intervention.ts';
import {
  CONTROL,
  CONTROL_LENGTH,
  readMemory,
  RECORD,
  SETTINGS,
  SETTINGS_LENGTH,
  signalLength,
  stateLength,
  stateOffset,
  writeMemory,
  writeRule,
  type StateField,
} from '../engine/kernels/sample-state.ts';
import type { Numbers } from '../engine/tensor.ts';
import type { ModelConfig } from './config.ts';
import type { GeneratedRow, GenerateRequest, GenerateRow } from './interface.ts';
import { pictureProblem } from './patches.ts';
import { checkThinking, ruleOf, WATCH_ONLY } from './thinking.ts';

/** j of the confidence when a request names none (T²PO's default). */
export const CONFIDENCE_TOP = 5;
/** Second half of the sampling key, so that no other use of the seed meets the same draws. */
const STREAM = hashText('sample');

export interface TurnState {
  readonly state: Uint32Array<ArrayBuffer>;
  readonly signal: Float64Array<ArrayBuffer>;
  readonly settings: Float64Array<ArrayBuffer>;
  readonly control: Uint32Array<ArrayBuffer>;
}

/** State of every row before its first decode step, and the settings of the turn, for B rows with caches of T positions
 * over V tokens. Rows beyond the real ones are done. */
export function firstState(
  { sampling, stopToken, maxNewTokens, seed, thinking }: GenerateRequest,
  rows: readonly GenerateRow[],
  { B, T, V }: { readonly B: number; readonly T: number; readonly V: number },
): TurnState {
  const state = new Uint32Array(stateLength(B));
  const signal = new Float64Array(signalLength(B));
  const set = (field: StateField, b: number, value: number): void => {
    state[stateOffset(field, B) + b] = value;
  };
  for (const [b, { prompt, episode, turn, attempt, extrema }] of rows.entries()) {
    const last = prompt.length - 1;
    writeMemory(freshMemory(extrema ?? NO_EXTREMA), state, signal, b, B);
    set('token', b, prompt[last]!);
    set('position', b, last);
    set('slot', b, b * T + last);
    set('count', b, last + 1);
    set('episode', b, episode);
    set('turn', b, turn);
    set('attempt', b, attempt);
  }
  for (let b = rows.length; b < B; b++) {
    set('slot', b, NONE);
    set('done', b, 1);
  }
  const settings = new Float64Array(SETTINGS_LENGTH);
  settings[SETTINGS.temperature] = sampling.temperature;
  settings[SETTINGS.topP] = sampling.topP;
  const control = new Uint32Array(CONTROL_LENGTH);
  control[CONTROL.topK] = sampling.topK;
  control[CONTROL.greedy] = sampling.greedy ? 1 : 0;
  control[CONTROL.stopToken] = stopToken;
  control[CONTROL.maxNew] = maxNewTokens;
  control[CONTROL.seed] = seed;
  control[CONTROL.stream] = STREAM;
  writeRule(thinking ? ruleOf(thinking, V) : WATCH_ONLY, settings, control);
  return { state, signal, settings, control };
}

/** What row b of B said, of at most K tokens. */
export function saidRow(
  turn: { readonly state: Numbers; readonly signal: Numbers; readonly ids: Numbers; readonly record: Numbers },
  b: number,
  { B, K, stopToken }: { readonly B: number; readonly K: number; readonly stopToken: number },
): GeneratedRow {
  const { state, signal, ids, record } = turn;
  const length = state[stateOffset('generated', B) + b]!;
  const column = (field: number): Float32Array =>
    Float32Array.from({ length }, (_, t) => record[(b * K + t) * 4 + field]!);
  const row = Uint32Array.from(ids.subarray(b * K, b * K + length));
  const memory = readMemory(state, signal, b, B);
  const { forcedFrom, entropyLow, entropyHigh, confidenceLow, confidenceHigh } = memory;
  const fired = firedAt(memory, length);
  return {
    ids: row,
    logprob: column(RECORD.logprob),
    entropy: column(RECORD.entropy),
    confidence: column(RECORD.confidence),
    finished: row.at(-1) === stopToken,
    uncertainty: column(RECORD.uncertainty),
    forced: fired < 0 ? new Uint8Array(length) : new Uint8Array(length).fill(1, forcedFrom, forcedFrom + QUEUE),
    firedAt: fired,
    cut: fired < 0 ? 'none' : memory.cut,
    extrema: { entropyLow, entropyHigh, confidenceLow, confidenceHigh },
  };
}

/** Throws TurnlabError `bad-argument` on an empty or too long prompt, a foreign token or impossible sampling settings;
 * `bad-setting` on impossible thinking settings. T tokens fit in a row. */
export function checkRequest(
  { rows, maxNewTokens, sampling, thinking }: GenerateRequest,
  { T, config }: { readonly T: number; readonly config: Pick<ModelConfig, 'V' | 'pictures'> },
): void {
  const { V } = config;
  const fail = (sentence: string): never => {
    throw new TurnlabError('bad-argument', sentence);
  };
  if (!(Number.isInteger(maxNewTokens) && maxNewTokens >= 1)) fail('At least one new token must be allowed.');
  if (!(sampling.temperature > 0)) fail('The temperature must be above 0.');
  if (!(sampling.topP > 0)) fail('Top-p must be above 0.');
  if (thinking) checkThinking(thinking, V, maxNewTokens);
  for (const [b, { prompt, picture, turn, attempt }] of rows.entries()) {
    if (prompt.length === 0) fail(`Prompt ${b} is empty.`);
    if (prompt.length + maxNewTokens > T)
      fail(`Prompt ${b} has ${prompt.length} tokens; with ${maxNewTokens} new ones that is more than ${T}.`);
    const problem = pictureProblem(config, { ids: prompt, picture });
    if (problem) fail(`Prompt ${b} ${problem}.`);
    if (prompt.at(-1) === PATCH) fail(`Prompt ${b} ends in a patch.`);
    for (const id of prompt)
      if (id >= V && id !== PATCH) fail(`Prompt ${b} holds token ${id} of a vocabulary of ${V}.`);
    // The two share one word of the random counter.
    if (turn >= 2 ** 24 || attempt >= 256)
      fail(`Turn ${turn}, attempt ${attempt} is beyond 2^24 turns or 256 attempts.`);
  }
}
