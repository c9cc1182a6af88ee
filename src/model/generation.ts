/**
 * One turn of many rows at once: prompts into the caches, then token after token on the device, with one read-back at the
 * end. A row's tokens depend on its prompt and its counters alone, never on the other rows. Must not know what a turn is
 * for.
 */
import { NONE } from '../engine/kernels/cache.ts';
import { signalLength, stateField, stateLength, stateOffset } from '../engine/kernels/sample-state.ts';
import { capacityFor } from './capacity.ts';
import { decodePlan, prefillPlan, sharingPlan, type DecodeTensors } from './decode-plan.ts';
import type { Decoder } from './decoder.ts';
import type { GeneratedRow, GenerateRequest, GenerateRow } from './interface.ts';
import { pack, planBatches } from './packing.ts';
import { patchCapacity, writePatches } from './patch-embedding.ts';
import { pictureKey } from './patches.ts';
import { checkRequest, CONFIDENCE_TOP, firstState, saidRow } from './turn-state.ts';
import { TOKEN_UNIT } from './update.ts';
import type { Ready } from './workspace.ts';

/** Rows that decode together at most; more wait for the next lot. Bounds the cache. */
export const MOST_ROWS = 128;
const ROW_UNIT = 8;
const NEW_TOKEN_UNIT = 8;
/**
 * Tokens that are queued before looking whether all rows are done. Steps after that do nothing, but on a GPU each still
 * costs its dispatches, a few microseconds each: at most as much as a look, which waits for the device, costs by itself.
 */
const LOOK_EVERY = 64;

/** Throws TurnlabError `bad-argument` on an empty or too long prompt, a foreign token or impossible sampling settings. */
export async function generate(
  decoder: Decoder,
  request: GenerateRequest,
  tokenBudget: number,
): Promise<GeneratedRow[]> {
  checkRequest(request, decoder);
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

function begin(
  { workspace: { executor }, config: { V }, T }: Decoder,
  request: GenerateRequest,
  rows: readonly GenerateRow[],
  B: number,
  io: DecodeTensors,
): void {
  const { state, signal, settings, control } = firstState(request, rows, { B, T, V });
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
    const said = { state: state!, signal: signal!, ids: ids!, record: record! };
    return Array.from({ length: count }, (_, b) => saidRow(said, b, { B, K, stopToken }));
  }
}
