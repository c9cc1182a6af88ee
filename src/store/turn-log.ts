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

  /** Of those, the ones of later updates than `update`; null when there are none. Joined at every call. */
  since(update: number): TurnRecords | null {
    const later = this.#batches.filter((batch) => batch.update > update);
    return later.length > 0 ? joined(later.map(({ records }) => records)) : null;
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
type ColumnName = Exclude<keyof TurnRecords, 'count' | 'start'>;

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
  const column = <K extends ColumnName>(name: K, whole: TurnRecords[K]): TurnRecords[K] =>
    fill(
      whole,
      parts.map((part) => part[name]),
    );
  return {
    count,
    start,
    episode: column('episode', new Uint32Array(count)),
    group: column('group', new Uint32Array(count)),
    turn: column('turn', new Uint32Array(count)),
    attempt: column('attempt', new Uint32Array(count)),
    accepted: column('accepted', new Uint8Array(count)),
    firedAt: column('firedAt', new Int32Array(count)),
    decidedAt: column('decidedAt', new Int32Array(count)),
    phi: column('phi', new Float64Array(count)),
    gamma: column('gamma', new Float64Array(count)),
    label: column('label', new Uint8Array(count)),
    reward: column('reward', new Float32Array(count)),
    success: column('success', new Uint8Array(count)),
    ids: column('ids', new Uint32Array(tokens)),
    entropy: column('entropy', new Float32Array(tokens)),
    confidence: column('confidence', new Float32Array(tokens)),
    uncertainty: column('uncertainty', new Float32Array(tokens)),
    forced: column('forced', new Uint8Array(tokens)),
  };
}
