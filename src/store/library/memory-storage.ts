/** Runs in this tab's memory: for tests, and for browsers that let a page keep nothing. */
import type { RunRecord } from './run-record.ts';
import type { KeptEpisode, RunStorage } from './run-storage.ts';

interface Kept {
  record: unknown;
  lines: string[];
  readonly episodes: Map<number, string>;
  checkpoint: Uint8Array | null;
}

export class MemoryStorage implements RunStorage {
  readonly #runs = new Map<string, Kept>();

  #of(id: string): Kept {
    const kept = this.#runs.get(id) ?? { record: null, lines: [], episodes: new Map(), checkpoint: null };
    this.#runs.set(id, kept);
    return kept;
  }

  async records(): Promise<unknown[]> {
    return [...this.#runs.values()].map(({ record }) => structuredClone(record)).filter((record) => record !== null);
  }
  async putRecord(record: RunRecord): Promise<void> {
    this.#of(record.id).record = structuredClone(record);
  }
  async changeRecord(id: string, patch: Partial<RunRecord>): Promise<RunRecord | null> {
    const kept = this.#runs.get(id);
    if (!kept?.record) return null;
    kept.record = { ...kept.record, ...structuredClone(patch) };
    return structuredClone(kept.record as RunRecord);
  }
  async lines(id: string): Promise<string[]> {
    return [...(this.#runs.get(id)?.lines ?? [])];
  }
  async addLines(id: string, lines: readonly string[]): Promise<void> {
    this.#of(id).lines.push(...lines);
  }
  async replaceLines(id: string, lines: readonly string[]): Promise<void> {
    this.#of(id).lines = [...lines];
  }
  async episodes(id: string): Promise<KeptEpisode[]> {
    const episodes = [...(this.#runs.get(id)?.episodes ?? [])].map(([update, line]) => ({ update, line }));
    return episodes.toSorted((a, b) => a.update - b.update);
  }
  async changeEpisodes(id: string, put: readonly KeptEpisode[], dropUpdates: readonly number[]): Promise<void> {
    const { episodes } = this.#of(id);
    for (const update of dropUpdates) episodes.delete(update);
    for (const { update, line } of put) episodes.set(update, line);
  }
  async checkpoint(id: string): Promise<Uint8Array | null> {
    return this.#runs.get(id)?.checkpoint?.slice() ?? null;
  }
  async putCheckpoint(id: string, bytes: Uint8Array): Promise<void> {
    this.#of(id).checkpoint = bytes.slice();
  }
  async remove(id: string): Promise<void> {
    this.#runs.delete(id);
  }
}
