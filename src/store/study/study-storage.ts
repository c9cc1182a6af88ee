/** Where studies are kept: the browser's disk, or this tab's memory where there is none. Must not judge what it holds. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { storageError } from '../library/run-storage.ts';
import type { KeptStudy } from './kept-study.ts';

export interface StudyStorage {
  /** Everything that is there, whoever wrote it. */
  all(): Promise<unknown[]>;
  /** Rejects with TurnlabError `storage-full` when there is no room left. */
  put(study: KeptStudy): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Layout extends DBSchema {
  studies: { key: string; value: KeptStudy };
}

/** A database of its own, so that the run library's layout can change without it. */
const DATABASE = 'turnlab-studies';

export async function diskStudies(): Promise<StudyStorage> {
  const database: IDBPDatabase<Layout> = await openDB<Layout>(DATABASE, 1, {
    upgrade: (fresh) => void fresh.createObjectStore('studies', { keyPath: 'id' }),
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
  return {
    all: () => database.getAll('studies'),
    put: async (study) => {
      try {
        await database.put('studies', study);
      } catch (thrown) {
        throw storageError(thrown);
      }
    },
    remove: (id) => database.delete('studies', id),
  };
}

export function memoryStudies(): StudyStorage {
  const kept = new Map<string, KeptStudy>();
  return {
    all: async () => [...kept.values()].map((study) => structuredClone(study)),
    put: async (study) => void kept.set(study.id, structuredClone(study)),
    remove: async (id) => void kept.delete(id),
  };
}
