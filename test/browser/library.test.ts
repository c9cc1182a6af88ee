/** The run library on the browser's real disk: IndexedDB and OPFS, two connections at once, refusals, other versions. */
import { openDB } from 'idb';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TurnlabError } from '../../src/core/errors.ts';
import { CheckpointFiles } from '../../src/store/library/checkpoint-files.ts';
import { DATABASE, DATABASE_VERSION, DiskStorage } from '../../src/store/library/disk-storage.ts';
import { Library } from '../../src/store/library/library.ts';
import { MemoryStorage } from '../../src/store/library/memory-storage.ts';
import { runLock, webLocks } from '../../src/store/library/run-locks.ts';
import type { RunRecord } from '../../src/store/library/run-record.ts';
import type { RunStorage } from '../../src/store/library/run-storage.ts';
import type { Bundle } from '../../src/train/bundle/bundle.ts';
import { writeBundle } from '../../src/train/bundle/bundle.ts';
import { tinyRun } from '../../src/train/bundle/run.fixture.ts';

let bundle: Bundle;
let record: RunRecord;
const open: DiskStorage[] = [];

async function disk(useFiles = true): Promise<DiskStorage> {
  const storage = await DiskStorage.open(useFiles);
  open.push(storage);
  return storage;
}

beforeAll(async () => {
  ({ bundle } = await tinyRun());
  record = { ...bundle.sheet, heldOut: null, checkpointUpdate: 2, saved: bundle.sheet.created, isOpen: false };
  // Trains, on a machine that may be busy.
}, 60_000);
async function wiped(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry('turnlab-checkpoints', { recursive: true }).catch(() => {});
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = resolve;
    request.onerror = reject;
  });
}
beforeEach(wiped);
afterEach(async () => {
  vi.restoreAllMocks();
  for (const storage of open.splice(0)) storage.close();
  await wiped();
});

const kinds: readonly (readonly [name: string, make: () => Promise<RunStorage>])[] = [
  ['IndexedDB and OPFS', () => disk()],
  ['IndexedDB alone', () => disk(false)],
  ['memory', async () => new MemoryStorage()],
];

describe.each(kinds)('storage in %s', (_, make) => {
  it('keeps a run in all its parts, and lets go of all of them', async () => {
    const storage = await make();
    await storage.putRecord(record);
    await storage.addLines('test-run', ['a', 'b']);
    await storage.addLines('other', ['x']);
    await storage.addLines('test-run', ['c']);
    await storage.changeEpisodes(
      'test-run',
      [
        { update: 10, line: 'ten' },
        { update: 9, line: 'nine' },
      ],
      [],
    );
    await storage.changeEpisodes('test-run', [{ update: 11, line: 'eleven' }], [9]);
    await storage.putCheckpoint('test-run', bundle.checkpoint);
    await storage.putCheckpoint('test-run', Uint8Array.of(1, 2, 3));
    expect(await storage.records()).toEqual([record]);
    expect(await storage.lines('test-run')).toEqual(['a', 'b', 'c']);
    expect(await storage.episodes('test-run')).toEqual([
      { update: 10, line: 'ten' },
      { update: 11, line: 'eleven' },
    ]);
    expect(await storage.checkpoint('test-run')).toEqual(Uint8Array.of(1, 2, 3));
    await storage.replaceLines('test-run', ['z']);
    expect([await storage.lines('test-run'), await storage.lines('other')]).toEqual([['z'], ['x']]);
    expect(await storage.changeRecord('test-run', { starred: true })).toEqual({ ...record, starred: true });
    expect(await storage.changeRecord('nobody', { starred: true })).toBeNull();
    await storage.remove('test-run');
    expect([await storage.records(), await storage.lines('test-run'), await storage.episodes('test-run')]).toEqual([
      [],
      [],
      [],
    ]);
    expect(await storage.checkpoint('test-run')).toBeNull();
  });
});

describe('the disk', () => {
  it('holds the same after the page was closed and opened again', async () => {
    const before = await disk();
    await before.putRecord(record);
    await before.addLines('test-run', bundle.lines);
    await before.putCheckpoint('test-run', bundle.checkpoint);
    before.close();
    const after = await disk();
    expect(await after.records()).toEqual([record]);
    expect(await after.lines('test-run')).toEqual(bundle.lines);
    expect(await after.checkpoint('test-run')).toEqual(bundle.checkpoint);
  });

  it('keeps the old checkpoint when the tab dies, or the write fails, in the middle of the new one', async () => {
    const files = (await CheckpointFiles.open())!;
    expect(files).not.toBeNull();
    await files.write('half', Uint8Array.of(1, 2, 3));
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('turnlab-checkpoints');
    const writable = await (await folder.getFileHandle('half')).createWritable();
    await writable.write(Uint8Array.of(9, 9));
    // Never closed: that is what a killed tab leaves.
    expect(await files.read('half')).toEqual(Uint8Array.of(1, 2, 3));
    await writable.abort();
    await files.remove('half');
    await files.remove('half');
    expect(await files.read('half')).toBeNull();
  });

  it('says that it is full in one sentence, whichever part refuses', async () => {
    const storage = await disk();
    await storage.putRecord(record);
    const full = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(full);
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(full);
    vi.spyOn(FileSystemWritableFileStream.prototype, 'close').mockImplementation(full);
    const refusals = await Promise.allSettled([
      storage.putRecord({ ...record, name: 'new' }),
      storage.changeRecord('test-run', { name: 'new' }),
      storage.addLines('test-run', ['a']),
      storage.replaceLines('test-run', ['a']),
      storage.changeEpisodes('test-run', [{ update: 1, line: 'a' }], []),
      storage.putCheckpoint('test-run', Uint8Array.of(1)),
    ]);
    for (const refusal of refusals) {
      const error = refusal.status === 'rejected' ? (refusal.reason as unknown) : null;
      expect(error).toBeInstanceOf(TurnlabError);
      expect(error).toMatchObject({ code: 'storage-full' });
    }
    vi.restoreAllMocks();
    expect(await storage.records()).toEqual([record]);
    expect(await storage.checkpoint('test-run')).toBeNull();
  });

  it('leaves a newer layout alone and says so', async () => {
    const newer = await openDB(DATABASE, DATABASE_VERSION + 1, {
      upgrade: (fresh) => void fresh.createObjectStore('x'),
    });
    await expect(DiskStorage.open()).rejects.toThrow('newer turnlab');
    expect([...newer.objectStoreNames]).toEqual(['x']);
    newer.close();
  });

  it('two tabs that change different parts of a record undo nothing of each other', async () => {
    const [a, b] = [await disk(), await disk()];
    await a.putRecord(record);
    await Promise.all([a.changeRecord('test-run', { update: 7 }), b.changeRecord('test-run', { notes: 'mine' })]);
    expect(await b.records()).toEqual([{ ...record, update: 7, notes: 'mine' }]);
  });
});

describe('locks', () => {
  it('are held by one at a time and can be had again', async () => {
    const letGo = await webLocks.hold(runLock('x'));
    expect(letGo).not.toBeNull();
    expect(await webLocks.hold(runLock('x'))).toBeNull();
    letGo!();
    // At once: the next seed of an experiment asks in the same moment.
    const again = await webLocks.hold(runLock('x'));
    expect(again).not.toBeNull();
    again!();
  });
});

describe('the library', () => {
  const libraryOn = async (storage: RunStorage): Promise<Library> => {
    const library = new Library(storage, webLocks, true);
    await library.refresh();
    return library;
  };

  it('imports a bundle and exports it again to the same bytes', async () => {
    const library = await libraryOn(await disk());
    const zip = writeBundle(bundle);
    const { id } = await library.imported(zip);
    expect(library.runOf(id)).toMatchObject({ name: 'calm otter', update: 2, heldOut: { update: 2, n: 8 } });
    expect(await library.exported(id)).toEqual(zip);
    await expect(library.imported(zip)).rejects.toThrow('here already, as “calm otter”');
    await library.remove(id);
    expect(library.runs).toEqual([]);
    await library.imported(zip);
    expect(library.runs).toHaveLength(1);
  });

  it('is as it was when a bundle is no good or there is no room for it', async () => {
    const storage = await disk();
    const library = await libraryOn(storage);
    const zip = writeBundle(bundle);
    await expect(library.imported(zip.slice(0, 3000))).rejects.toThrow('cut off or damaged');
    vi.spyOn(FileSystemWritableFileStream.prototype, 'close').mockImplementation(() =>
      Promise.reject(new DOMException('full', 'QuotaExceededError')),
    );
    await expect(library.imported(zip)).rejects.toThrow('no room left');
    vi.restoreAllMocks();
    expect([library.runs, await storage.records(), await storage.lines('test-run')]).toEqual([[], [], []]);
  });

  it('does not delete a run that is open, and renames none to nothing', async () => {
    const library = await libraryOn(await disk());
    const { id } = await library.imported(writeBundle(bundle));
    const letGo = await webLocks.hold(runLock(id));
    await expect(library.remove(id)).rejects.toThrow('is open');
    letGo!();
    await expect(library.edit(id, { name: '  ' })).rejects.toThrow('needs a name');
    await library.edit(id, { name: '  my   best run ', notes: 'x' });
    expect(library.runOf(id)).toMatchObject({ name: 'my best run', notes: 'x' });
  });
});
