/**
 * One turn of many rows at once: prompts into the caches, then token after token on the device, with one read-back at the
 * end. A row's tokens depend on its prompt and its counters alone, never on the other rows. Must not know what a turn is
 * for.
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
  stateField,
  stateLength,
  stateOffset,
  writeMemory,
  writeRule,
  type StateField,
} from '../engine/kernels/sample-state.ts';
import { capacityFor } from './capacity.ts';
import { decodePlan, prefillPlan, sharingPlan, type DecodeTensors } from './decode-plan.ts';
import type { Decoder } from './decoder.ts';
import type { GeneratedRow, GenerateRequest, GenerateRow } from './interface.ts';
import { pack, planBatches } from './packing.ts';
import { patchCapacity, writePatches } from './patch-embedding.ts';
import { pictureKey, pictureProblem } from './patches.ts';
import { checkThinking, ruleOf, WATCH_ONLY } from './thinking.ts';
import { TOKEN_UNIT } from './update.ts';
import type { Ready } from './workspace.ts';

/** Rows that decode together at most; more wait for the next lot. Bounds the cache. */
const MOST_ROWS = 128;
const ROW_UNIT = 8;
const NEW_TOKEN_UNIT = 8;
/**
 * Tokens that are queued before looking whether all rows are done. Steps after that do nothing, but on a GPU each still
 * costs its dispatches, a few microseconds each: at most as much as a look, which waits for the device, costs by itself.
 */
const LOOK_EVERY = 64;
/** j of the confidence when a request names none (T²PO's default). */
export const CONFIDENCE_TOP = 5;
/** Second half of the sampling key, so that no other use of the seed meets the same draws. */
const STREAM = hashText('sample');

/** Throws TurnlabError `bad-argument` on an empty or too long prompt, a foreign token or impossible sampling settings. */
export async function generate(
  decoder: Decoder,
  request: GenerateRequest,
  tokenBudget: number,
): Promise<GeneratedRow[]> {
  checkRequest(decoder, request);
  const generated: GeneratedRow[] = [];
  for (let first = 0; first < request.rows.length; first += MOST_ROWS)
    generated.push(...(await generateLot(decoder, request, request.rows.slice(first, first + MOST_ROWS), tokenBudget)));
  return generated;
}

async function generateLot(
  decoder: Decoder,
  request: GenerateRequest,
  rows: readonly GenerateRow[],
  tokenBudget: number,
): Promise<GeneratedRow[]> {
  const B = capacityFor(rows.length, ROW_UNIT);
  const K = capacityFor(request.maxNewTokens, NEW_TOKEN_UNIT);
  const J = Math.min(request.thinking?.topJ ?? CONFIDENCE_TOP, decoder.config.V);
  await prefill(decoder, rows, B, tokenBudget);
  const decode = await decoder.workspace.plan(`decode ${B} ${K} ${J}`, () => decodePlan(decoder, B, K, J));
  begin(decoder, request, rows, B, decode.io);
  return decodeAll(decoder, request, rows.length, { B, K }, decode);
}

/** For each row the first one with the same prompt but for its last token: group members that have lived the same so far. */
function firstAlike(rows: readonly GenerateRow[]): number[] {
  const seen = new Map<string, number>();
  return rows.map(({ prompt, picture }, b) => {
    // Nothing to share.
    if (prompt.length === 1) return b;
    const key = `${prompt.subarray(0, -1).join()} ${picture ? pictureKey(picture) : ''}`;
    const first = seen.get(key) ?? b;
    seen.set(key, first);
    return first;
  });
}

/** Keys and values of every prompt but its last token, which is the first that the decode plan takes in. Equal prompts are
 * worked out once. */
async function prefill(decoder: Decoder, rows: readonly GenerateRow[], B: number, tokenBudget: number): Promise<void> {
  const { workspace, T } = decoder;
  const { executor } = workspace;
  const first = firstAlike(rows);
  const leaders = rows.map((_, b) => b).filter((b) => first[b] === b);
  const lengths = rows.map(({ prompt }) => prompt.length - 1);
  const batches = planBatches(
    leaders.map((b) => lengths[b]!),
    tokenBudget,
  );
  for (const places of batches) {
    const batch = places.map((place) => leaders[place]!);
    const sequences = batch.map((b) => ({
      ids: rows[b]!.prompt.subarray(0, lengths[b]),
      picture: rows[b]!.picture,
    }));
    const tokens = sequences.reduce((sum, { ids }) => sum + ids.length, 0);
    if (tokens === 0) continue;
    const N = capacityFor(tokens, TOKEN_UNIT);
    const P = patchCapacity(sequences);
    const packed = pack(
      sequences.map(({ ids }) => ids),
      N,
    );
    const slot = new Uint32Array(N).fill(NONE);
    for (const [s, b] of batch.entries()) for (let t = 0; t < lengths[b]!; t++) slot[packed.starts[s]! + t] = b * T + t;
    const { executable, io } = await workspace.plan(`prefill ${N} ${P} ${B}`, () => prefillPlan(decoder, N, P, B));
    executor.write(io.ids, packed.ids);
    executor.write(io.span, packed.span);
    executor.write(io.position, packed.position);
    executor.write(io.slot, slot);
    writePatches(decoder, io.patches, sequences, packed.ids);
    executor.run(executable);
  }
  if (leaders.length === rows.length) return;
  const sources = new Uint32Array(2 * B);
  for (const [b, source] of first.entries()) if (source !== b) sources.set([source, lengths[b]!], 2 * b);
  const { executable, io } = await workspace.plan(`share ${B}`, () => sharingPlan(decoder, B));
  executor.write(io.sources, sources);
  executor.run(executable);
}

/** State of every row before its first decode step, and the settings of the turn. Rows beyond the real ones are done. */
function begin(
  { workspace, config, T }: Decoder,
  { sampling, stopToken, maxNewTokens, seed, thinking }: GenerateRequest,
  rows: readonly GenerateRow[],
  B: number,
  io: DecodeTensors,
): void {
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
  writeRule(thinking ? ruleOf(thinking, config.V) : WATCH_ONLY, settings, control);
  const { executor } = workspace;
  executor.write(io.state, state);
  executor.write(io.signal, signal);
  executor.write(io.settings, settings);
  executor.write(io.control, control);
}

async function decodeAll(
  { workspace }: Decoder,
  { maxNewTokens, stopToken }: GenerateRequest,
  count: number,
  { B, K }: { readonly B: number; readonly K: number },
  { executable, io }: Ready<DecodeTensors>,
): Promise<GeneratedRow[]> {
  const { executor } = workspace;
  const wanted = [
    { ...io.state, length: stateLength(B) },
    { ...io.signal, length: signalLength(B) },
    { ...io.ids, length: B * K },
    { ...io.record, length: B * K * 4 },
  ];
  for (let tokens = 0; ;) {
    const times = Math.min(LOOK_EVERY, maxNewTokens - tokens);
    executor.run(executable, { times, until: stateField(io.state, 'done', B) });
    tokens += times;
    const [state, signal, ids, record] = await executor.read(wanted);
    const done = state!.subarray(stateOffset('done', B), stateOffset('done', B) + B);
    if (done.includes(0) && tokens < maxNewTokens) continue;
    return Array.from({ length: count }, (_, b) => {
      const length = state![stateOffset('generated', B) + b]!;
      const column = (field: number): Float32Array =>
        Float32Array.from({ length }, (_, t) => record![(b * K + t) * 4 + field]!);
      const row = Uint32Array.from(ids!.subarray(b * K, b * K + length));
      const memory = readMemory(state!, signal!, b, B);
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
    });
  }
}

function checkRequest({ T, config }: Decoder, { rows, maxNewTokens, sampling, thinking }: GenerateRequest): void {
  const fail = (sentence: string): never => {
    throw new TurnlabError('bad-argument', sentence);
  };
  if (!(Number.isInteger(maxNewTokens) && maxNewTokens >= 1)) fail('At least one new token must be allowed.');
  if (!(sampling.temperature > 0)) fail('The temperature must be above 0.');
  if (!(sampling.topP > 0)) fail('Top-p must be above 0.');
  if (thinking) checkThinking(thinking, config.V, maxNewTokens);
  for (const [b, { prompt, picture, turn, attempt }] of rows.entries()) {
    if (prompt.length === 0) fail(`Prompt ${b} is empty.`);
    if (prompt.length + maxNewTokens > T)
      fail(`Prompt ${b} has ${prompt.length} tokens; with ${maxNewTokens} new ones that is more than ${T}.`);
    const problem = pictureProblem(config, { ids: prompt, picture });
    if (problem) fail(`Prompt ${b} ${problem}.`);
    if (prompt.at(-1) === PATCH) fail(`Prompt ${b} ends in a patch.`);
    for (const id of prompt)
      if (id >= config.V && id !== PATCH) fail(`Prompt ${b} holds token ${id} of a vocabulary of ${config.V}.`);
    // The two share one word of the random counter.
    if (turn >= 2 ** 24 || attempt >= 256)
      fail(`Turn ${turn}, attempt ${attempt} is beyond 2^24 turns or 256 attempts.`);
  }
}
