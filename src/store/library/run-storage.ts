/**
 * Where runs are kept, as the library sees it. Two kinds: the browser's disk (disk-storage.ts) and this tab's memory
 * (memory-storage.ts). Every method may reject: TurnlabError `storage-full` when there is no room left.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { RunRecord } from './run-record.ts';

export interface KeptEpisode {
  readonly update: number;
  /** As train/bundle/episode-line.ts writes it. */
  readonly line: string;
}

export interface RunStorage {
  /** Everything that is there, whoever wrote it. */
  records(): Promise<unknown[]>;
  /** Adds a run, or takes the place of what has its id. */
  putRecord(record: RunRecord): Promise<void>;
  /** Changes parts of a record at once, so that two tabs cannot undo each other; resolves to the whole, null without one. */
  changeRecord(id: string, patch: Partial<RunRecord>): Promise<RunRecord | null>;
  /** In the order they were added. */
  lines(id: string): Promise<string[]>;
  addLines(id: string, lines: readonly string[]): Promise<void>;
  replaceLines(id: string, lines: readonly string[]): Promise<void>;
  /** Oldest first. */
  episodes(id: string): Promise<KeptEpisode[]>;
  changeEpisodes(id: string, put: readonly KeptEpisode[], dropUpdates: readonly number[]): Promise<void>;
  checkpoint(id: string): Promise<Uint8Array | null>;
  /** The old one stays whole until the new one is. */
  putCheckpoint(id: string, bytes: Uint8Array): Promise<void>;
  /** The run and everything that belongs to it. */
  remove(id: string): Promise<void>;
}

/** What a browser throws when the disk, or this site's share of it, is full; else the error as it is. */
export function storageError(thrown: unknown): unknown {
  const isFull = thrown instanceof Error && thrown.name === 'QuotaExceededError';
  return isFull
    ? new TurnlabError(
        'storage-full',
        'There is no room left on this disk, or in this site’s share of it.',
        'Delete runs that you no longer need; saving goes on by itself.',
        { cause: thrown },
      )
    : thrown;
}
