/**
 * The newest recorded turns of a run as one set of flat typed arrays, for figures that look at many turns at once.
 * Nothing here passes through React or zustand. Must not judge a turn.
 */
import type { TurnRecords } from '../rollout/turn-records.ts';

/** Whole batches are dropped from the oldest on, as long as at least this many records stay. */
export const KEPT_TURNS = 1000;

interface Batch {
  readonly update: number;
  readonly records: TurnRecords;
}

export class TurnLog {
  /** Grows with every change; what was computed from an older version is stale. */
  version = 0;
  #batches: Batch[] = [];
  #joined: TurnRecords | null = null;
  readonly #listeners = new Set<() => void>();

  /** All kept records, oldest first; null when there are none. The same object until the next change. */
  get records(): TurnRecords | null {
    if (this.#batches.length > 0) this.#joined ??= joined(this.#batches.map(({ records }) => records));
    return this.#joined;
  }

  /** Called after every change; must be cheap. Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** After a recovery the run goes through updates again: what it had from there on never happened. */
  add(update: number, records: TurnRecords): void {
    if (records.count === 0) return;
    this.#batches = [...this.#batches.filter((batch) => batch.update < update), { update, records }];
    let count = this.#batches.reduce((sum, batch) => sum + batch.records.count, 0);
    while (count - this.#batches[0]!.records.count >= KEPT_TURNS) count -= this.#batches.shift()!.records.count;
    this.#changed();
  }

  clear(): void {
    this.#batches = [];
    this.#changed();
  }

  #changed(): void {
    this.#joined = null;
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}

type Column = Float32Array | Float64Array | Uint8Array | Uint32Array | Int32Array;

/** Lays columns end to end in `whole`, which has room for all of them. */
function fill<T extends Column>(whole: T, parts: readonly T[]): T {
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function joined(parts: readonly TurnRecords[]): TurnRecords {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const tokens = parts.reduce((sum, part) => sum + part.ids.length, 0);
  const start = new Uint32Array(count + 1);
  let record = 0;
  let token = 0;
  for (const part of parts) {
    for (let r = 0; r <= part.count; r++) start[record + r] = token + part.start[r]!;
    record += part.count;
    token += part.ids.length;
  }
  const each = <T>(pick: (part: TurnRecords) => T): T[] => parts.map((part) => pick(part));
  return {
    count,
    start,
    episode: fill(
      new Uint32Array(count),
      each(({ episode }) => episode),
    ),
    group: fill(
      new Uint32Array(count),
      each(({ group }) => group),
    ),
    turn: fill(
      new Uint32Array(count),
      each(({ turn }) => turn),
    ),
    attempt: fill(
      new Uint32Array(count),
      each(({ attempt }) => attempt),
    ),
    accepted: fill(
      new Uint8Array(count),
      each(({ accepted }) => accepted),
    ),
    firedAt: fill(
      new Int32Array(count),
      each(({ firedAt }) => firedAt),
    ),
    decidedAt: fill(
      new Int32Array(count),
      each(({ decidedAt }) => decidedAt),
    ),
    phi: fill(
      new Float64Array(count),
      each(({ phi }) => phi),
    ),
    gamma: fill(
      new Float64Array(count),
      each(({ gamma }) => gamma),
    ),
    label: fill(
      new Uint8Array(count),
      each(({ label }) => label),
    ),
    reward: fill(
      new Float32Array(count),
      each(({ reward }) => reward),
    ),
    success: fill(
      new Uint8Array(count),
      each(({ success }) => success),
    ),
    ids: fill(
      new Uint32Array(tokens),
      each(({ ids }) => ids),
    ),
    entropy: fill(
      new Float32Array(tokens),
      each(({ entropy }) => entropy),
    ),
    confidence: fill(
      new Float32Array(tokens),
      each(({ confidence }) => confidence),
    ),
    uncertainty: fill(
      new Float32Array(tokens),
      each(({ uncertainty }) => uncertainty),
    ),
    forced: fill(
      new Uint8Array(tokens),
      each(({ forced }) => forced),
    ),
  };
}
