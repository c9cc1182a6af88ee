/**
 * Ragged rows into packed batches, on the host: which rows go together, and the arrays that describe a batch to the
 * device. Pure and deterministic. Must not know about losses.
 */
import { NONE } from '../engine/kernels/cache.ts';

/**
 * Rows into as few batches of at most `budget` tokens as first-fit decreasing finds (longest first, each into the first
 * batch with room; ties by index). Inside a batch rows keep their order. Every length must be within the budget.
 */
export function planBatches(lengths: readonly number[], budget: number): number[][] {
  const order = lengths.map((_, i) => i).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: { rows: number[]; room: number }[] = [];
  for (const row of order) {
    const length = lengths[row]!;
    let batch = batches.find((b) => b.room >= length);
    if (!batch) batches.push((batch = { rows: [], room: budget }));
    batch.rows.push(row);
    batch.room -= length;
  }
  return batches.map(({ rows }) => rows.sort((a, b) => a - b));
}

export interface PackedBatch {
  /** [N], NONE for padding. */
  readonly ids: Uint32Array<ArrayBuffer>;
  /** [2N]: start and end of the row a token belongs to; a padding token is its own row. */
  readonly span: Uint32Array<ArrayBuffer>;
  /** [N]: index inside the row. */
  readonly position: Uint32Array<ArrayBuffer>;
  /** Where each sequence begins. */
  readonly starts: readonly number[];
}

/** Sequences one after another, padded to N tokens. */
export function pack(sequences: readonly Uint32Array[], N: number): PackedBatch {
  const ids = new Uint32Array(N).fill(NONE);
  const span = new Uint32Array(2 * N);
  const position = new Uint32Array(N);
  const starts: number[] = [];
  let next = 0;
  for (const sequence of sequences) {
    const end = next + sequence.length;
    starts.push(next);
    ids.set(sequence, next);
    for (let n = next; n < end; n++) {
      span[2 * n] = next;
      span[2 * n + 1] = end;
      position[n] = n - next;
    }
    next = end;
  }
  for (let n = next; n < N; n++) {
    span[2 * n] = n;
    span[2 * n + 1] = n + 1;
  }
  return { ids, span, position, starts };
}
