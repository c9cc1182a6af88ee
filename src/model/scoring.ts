/**
 * What the policy thinks of given sequences: log-prob, entropy and confidence per position, and raw logits. Pure
 * looking: no weights change. Must not sample.
 */
import { TurnlabError } from '../core/errors.ts';
import { PATCH, type Picture } from '../core/picture.ts';
import { NONE } from '../engine/kernels/cache.ts';
import { HYPER, HYPER_LENGTH, MAX_TOP } from '../engine/kernels/head.ts';
import type { Reals } from '../engine/tensor.ts';
import { capacityFor } from './capacity.ts';
import type { Decoder } from './decoder.ts';
import type { ScoreOptions, Scores } from './interface.ts';
import { pack, planBatches, type PackedBatch } from './packing.ts';
import type { PackedTensors, Selection } from './packed.ts';
import { patchCapacity, writePatches } from './patch-embedding.ts';
import { pictureProblem, type Seen } from './patches.ts';
import { logitsPlan, scorePlan } from './score-plan.ts';
import { TOKEN_UNIT } from './update.ts';

/** Rows of raw logits are few: a finer unit. */
const LOGITS_UNIT = 8;

/** Scores of every sequence, in order. Throws TurnlabError `bad-argument` on an empty, foreign or too long one. */
export async function score(
  decoder: Decoder,
  sequences: readonly Uint32Array[],
  options: ScoreOptions,
  tokenBudget: number,
): Promise<Scores[]> {
  const seen = sequences.map((ids, i): Seen => ({ ids, picture: options.pictures?.[i] }));
  checkSequences(decoder, seen);
  if (!(options.temperature > 0)) throw new TurnlabError('bad-argument', 'The temperature must be above 0.');
  const most = Math.min(MAX_TOP, decoder.config.V);
  if (!(Number.isInteger(options.topJ) && options.topJ >= 1 && options.topJ <= most))
    throw new TurnlabError('bad-argument', `Top-j must be a whole number from 1 to ${most}, got ${options.topJ}.`);

  const scores: Scores[] = Array.from({ length: sequences.length });
  const lengths = sequences.map((s) => s.length);
  const starts = sequences.map((s, i) => Math.min(Math.max(1, options.starts?.[i] ?? 1), s.length));
  for (const batch of planBatches(lengths, tokenBudget)) {
    const rows = batch.map((i) => seen[i]!);
    const statistics = await scoreBatch(
      decoder,
      rows,
      batch.map((i) => starts[i]!),
      options,
    );
    const logits = options.nextLogits ? await lastLogits(decoder, rows) : undefined;
    let m = 0;
    for (const [r, i] of batch.entries()) {
      const length = lengths[i]!;
      const start = starts[i]!;
      const column = (field: number): Reals => {
        const values = statistics instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
        values.fill(Number.NaN, 0, start);
        for (let t = start; t < length; t++) values[t] = statistics[4 * (m + t - start) + field]!;
        return values;
      };
      scores[i] = {
        logprob: column(0),
        entropy: column(1),
        confidence: column(2),
        ...(logits ? { nextLogits: logits[r]! } : {}),
      };
      m += length - start;
    }
  }
  return scores;
}

/** Raw logits after every token of one sequence: [length, V]. */
export async function allLogits(decoder: Decoder, sequence: Uint32Array, picture?: Picture): Promise<Reals> {
  checkSequences(decoder, [{ ids: sequence, picture }]);
  return logitsAt(decoder, [{ ids: sequence, picture }], (starts) => Array.from(sequence, (_, t) => starts[0]! + t));
}

function checkSequences({ T, config }: Decoder, sequences: readonly Seen[]): void {
  for (const [i, seen] of sequences.entries()) {
    const { ids } = seen;
    const fail = (sentence: string): never => {
      throw new TurnlabError('bad-argument', `Sequence ${i} ${sentence}.`);
    };
    if (ids.length === 0) fail('is empty');
    if (ids.length > T) fail(`has ${ids.length} tokens, the model was made for at most ${T}`);
    const problem = pictureProblem(config, seen);
    if (problem) fail(problem);
    for (const id of ids)
      if (id >= config.V && id !== PATCH) fail(`holds token ${id}, the vocabulary ends at ${config.V - 1}`);
  }
}

/** The batch, and which of its tokens (`index`, NONE = none) are looked at. */
function writePacked(
  decoder: Decoder,
  io: PackedTensors & Selection,
  sequences: readonly Seen[],
  batch: PackedBatch,
  index: Uint32Array,
): void {
  const { executor } = decoder.workspace;
  const inverse = new Uint32Array(batch.ids.length).fill(NONE);
  for (const [m, n] of index.entries()) if (n !== NONE) inverse[n] = m;
  executor.write(io.ids, batch.ids);
  executor.write(io.span, batch.span);
  executor.write(io.position, batch.position);
  executor.write(io.index, index);
  executor.write(io.inverse, inverse);
  writePatches(decoder, io.patches, sequences, batch.ids);
}

/** [positions, 4], sequence after sequence, positions start … length-1 of each. */
async function scoreBatch(
  decoder: Decoder,
  sequences: readonly Seen[],
  starts: readonly number[],
  { temperature, topJ }: ScoreOptions,
): Promise<Reals> {
  const { workspace } = decoder;
  const tokens = sequences.reduce((sum, { ids }) => sum + ids.length, 0);
  const positions = sequences.reduce((sum, { ids }, i) => sum + ids.length - starts[i]!, 0);
  if (positions === 0) return new Float32Array(0);
  const N = capacityFor(tokens, TOKEN_UNIT);
  const P = patchCapacity(sequences);
  const M = capacityFor(positions, TOKEN_UNIT);
  const batch = pack(
    sequences.map(({ ids }) => ids),
    N,
  );
  const index = new Uint32Array(M).fill(NONE);
  const target = new Uint32Array(M).fill(NONE);
  let m = 0;
  for (const [s, { ids }] of sequences.entries()) {
    for (let t = starts[s]!; t < ids.length; t++, m++) {
      index[m] = batch.starts[s]! + t - 1;
      target[m] = ids[t]!;
    }
  }
  const hyper = new Float64Array(HYPER_LENGTH);
  hyper[HYPER.temperature] = temperature;
  const { executable, io } = await workspace.plan(`score ${N} ${P} ${M} ${topJ}`, () =>
    scorePlan(decoder, { N, P, M }, topJ),
  );
  const { executor } = workspace;
  writePacked(decoder, io, sequences, batch, index);
  executor.write(io.target, target);
  executor.write(io.hyper, hyper);
  executor.run(executable);
  const [statistics] = await executor.read([{ ...io.statistics, length: 4 * positions }]);
  return statistics as Reals;
}

/** [V] per sequence: the logits after its last token. */
async function lastLogits(decoder: Decoder, sequences: readonly Seen[]): Promise<Reals[]> {
  const { V } = decoder.config;
  const logits = await logitsAt(decoder, sequences, (starts) =>
    sequences.map(({ ids }, i) => starts[i]! + ids.length - 1),
  );
  return sequences.map((_, i) => logits.slice(i * V, (i + 1) * V));
}

async function logitsAt(
  decoder: Decoder,
  sequences: readonly Seen[],
  positions: (starts: readonly number[]) => readonly number[],
): Promise<Reals> {
  const { workspace, config } = decoder;
  const N = capacityFor(
    sequences.reduce((sum, { ids }) => sum + ids.length, 0),
    TOKEN_UNIT,
  );
  const P = patchCapacity(sequences);
  const batch = pack(
    sequences.map(({ ids }) => ids),
    N,
  );
  const wanted = positions(batch.starts);
  const M = capacityFor(wanted.length, LOGITS_UNIT);
  const index = new Uint32Array(M).fill(NONE);
  index.set(wanted);
  const { executable, io } = await workspace.plan(`logits ${N} ${P} ${M}`, () => logitsPlan(decoder, { N, P, M }));
  const { executor } = workspace;
  writePacked(decoder, io, sequences, batch, index);
  executor.run(executable);
  const [logits] = await executor.read([{ ...io.logits, length: wanted.length * config.V }]);
  return logits as Reals;
}
