/**
 * Runs on the browser's disk: index, numbers and episodes in IndexedDB, checkpoints in OPFS (in IndexedDB where that is
 * missing). Must not judge what it holds.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { TurnlabError } from '../../core/errors.ts';
import { CheckpointFiles } from './checkpoint-files.ts';
import type { RunRecord } from './run-record.ts';
import { storageError, type KeptEpisode, type RunStorage } from './run-storage.ts';

export const DATABASE = 'turnlab';
/** Of the layout below. Entries have versions of their own. */
export const DATABASE_VERSION = 1;

interface Layout extends DBSchema {
  runs: { key: string; value: RunRecord };
  /** Parts of a run's event lines; a key is given when a part is added. */
  lines: { key: number; value: { run: string; lines: readonly string[] }; indexes: { run: string } };
  episodes: { key: [string, number]; value: { run: string; update: number; line: string } };
  checkpoints: { key: string; value: Uint8Array };
}

/** All updates of one run. */
const ofRun = (id: string): IDBKeyRange => IDBKeyRange.bound([id, -Infinity], [id, Infinity]);

export class DiskStorage implements RunStorage {
  readonly #database: IDBPDatabase<Layout>;
  readonly #files: CheckpointFiles | null;

  private constructor(database: IDBPDatabase<Layout>, files: CheckpointFiles | null) {
    this.#database = database;
    this.#files = files;
  }

  /** Throws TurnlabError `bad-file` when a newer turnlab has laid the data out anew; it is left as it is. Other errors mean
   * that this browser lets the page keep nothing. `useFiles: false` keeps checkpoints in IndexedDB. */
  static async open(useFiles = true): Promise<DiskStorage> {
    try {
      const database = await openDB<Layout>(DATABASE, DATABASE_VERSION, {
        upgrade: (fresh) => {
          fresh.createObjectStore('runs', { keyPath: 'id' });
          fresh.createObjectStore('lines', { autoIncrement: true }).createIndex('run', 'run');
          fresh.createObjectStore('episodes', { keyPath: ['run', 'update'] });
          fresh.createObjectStore('checkpoints');
        },
        // A newer page in another tab wants to lay the data out anew: this one must not stand in its way.
        blocking: (_, __, event) => (event.target as IDBDatabase).close(),
      });
      return new DiskStorage(database, useFiles ? await CheckpointFiles.open() : null);
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === 'VersionError')
        throw new TurnlabError(
          'bad-file',
          'The runs on this device were kept by a newer turnlab. They are left as they are.',
          'Reload the page to get that version.',
          { cause: thrown },
        );
      throw thrown;
    }
  }

  close(): void {
    this.#database.close();
  }

  records(): Promise<unknown[]> {
    return this.#database.getAll('runs');
  }

  putRecord(record: RunRecord): Promise<void> {
    return careful(async () => void (await this.#database.put('runs', record)));
  }

  changeRecord(id: string, patch: Partial<RunRecord>): Promise<RunRecord | null> {
    return careful(async () => {
      const transaction = this.#database.transaction('runs', 'readwrite');
      const record = await transaction.store.get(id);
      const changed = record ? { ...record, ...patch } : null;
      await Promise.all([changed && transaction.store.put(changed), transaction.done]);
      return changed;
    });
  }

  async lines(id: string): Promise<string[]> {
    const parts = await this.#database.getAllFromIndex('lines', 'run', id);
    return parts.flatMap(({ lines }) => lines);
  }

  addLines(id: string, lines: readonly string[]): Promise<void> {
    return careful(async () => void (await this.#database.add('lines', { run: id, lines })));
  }

  replaceLines(id: string, lines: readonly string[]): Promise<void> {
    return careful(async () => {
      const transaction = this.#database.transaction('lines', 'readwrite');
      for (const key of await transaction.store.index('run').getAllKeys(id)) await transaction.store.delete(key);
      await Promise.all([transaction.store.add({ run: id, lines }), transaction.done]);
    });
  }

  async episodes(id: string): Promise<KeptEpisode[]> {
    const episodes = await this.#database.getAll('episodes', ofRun(id));
    return episodes.map(({ update, line }) => ({ update, line }));
  }

  changeEpisodes(id: string, put: readonly KeptEpisode[], dropUpdates: readonly number[]): Promise<void> {
    return careful(async () => {
      const transaction = this.#database.transaction('episodes', 'readwrite');
      const { store, done } = transaction;
      const dropped = dropUpdates.map((update) => store.delete([id, update]));
      await Promise.all([...dropped, ...put.map((episode) => store.put({ run: id, ...episode })), done]);
    });
  }

  async checkpoint(id: string): Promise<Uint8Array | null> {
    return (await this.#files?.read(id)) ?? (await this.#database.get('checkpoints', id)) ?? null;
  }

  putCheckpoint(id: string, bytes: Uint8Array): Promise<void> {
    return careful(async () => {
      if (this.#files) await this.#files.write(id, bytes);
      else await this.#database.put('checkpoints', bytes, id);
    });
  }

  async remove(id: string): Promise<void> {
    const transaction = this.#database.transaction(['runs', 'lines', 'episodes', 'checkpoints'], 'readwrite');
    const lines = transaction.objectStore('lines');
    for (const key of await lines.index('run').getAllKeys(id)) await lines.delete(key);
    await Promise.all([
      transaction.objectStore('runs').delete(id),
      transaction.objectStore('episodes').delete(ofRun(id)),
      transaction.objectStore('checkpoints').delete(id),
      transaction.done,
    ]);
    await this.#files?.remove(id);
  }
}

async function careful<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (thrown) {
    throw storageError(thrown);
  }
}
