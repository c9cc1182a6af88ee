/** A study runner with scripted workers and a run library in memory; cells are played through by hand. */
import { settingsFrom, type Settings } from '../../src/core/settings.ts';
import { Library } from '../../src/store/library/library.ts';
import { MemoryStorage } from '../../src/store/library/memory-storage.ts';
import { lonelyLocks, type RunLocks } from '../../src/store/library/run-locks.ts';
import { libraryRuns } from '../../src/store/study/cell-runs.ts';
import { memoryStudies, type StudyStorage } from '../../src/store/study/study-storage.ts';
import { StudyRunner } from '../../src/store/study/study-runner.ts';
import { NO_ALERTS } from '../../src/train/alerts.ts';
import { writeCheckpoint, type TrainState } from '../../src/train/checkpoint.ts';
import type { Metrics } from '../../src/train/events.ts';
import type { Command } from '../../src/worker/protocol.ts';
import { fakeConnect, type FakeClient } from './fake-client.ts';

export interface Studio {
  readonly runner: StudyRunner;
  readonly library: Library;
  readonly storage: MemoryStorage;
  readonly studies: StudyStorage;
  readonly locks: RunLocks;
  readonly clients: FakeClient[];
  /** The newest worker. */
  readonly client: () => FakeClient;
  /** Lets promises settle. */
  readonly settle: () => Promise<void>;
  /** Seconds pass. */
  readonly wait: (seconds: number) => void;
  isLabBusy: boolean;
}

type Given = Partial<Pick<Studio, 'storage' | 'studies' | 'locks'>>;

/** Given parts of an earlier studio, it is the page after a reload. */
export async function fakeStudio(given: Given = {}): Promise<Studio> {
  const { storage = new MemoryStorage(), studies = memoryStudies(), locks = lonelyLocks() } = given;
  const library = new Library(storage, locks, true);
  await library.refresh();
  const { connect, clients } = fakeConnect();
  let now = 0;
  let ids = 0;
  const runner: StudyRunner = new StudyRunner({
    connect,
    runs: libraryRuns(library, (problem) => runner.tell(problem)),
    studies,
    locks,
    isLabBusy: () => studio.isLabBusy,
    newId: () => `study-${++ids}-${Math.random()}`,
    date: () => new Date(Date.UTC(2026, 0, 1, 0, 0, ids)),
    clock: () => now,
  });
  const studio: Studio = {
    runner,
    library,
    storage,
    studies,
    locks,
    clients,
    client: () => clients.at(-1)!,
    settle: () => new Promise((resolve) => setTimeout(resolve, 5)),
    wait: (seconds) => void (now += 1000 * seconds),
    isLabBusy: false,
  };
  return studio;
}

/** What this worker was told to open. */
export const openedBy = (client: FakeClient): Extract<Command, { kind: 'open' }> => {
  const [open] = client.sent;
  if (open?.kind !== 'open') throw new Error('Nothing was opened.');
  return open;
};

/** As the trainer writes it, without a model in it. */
export function checkpointOf(settings: Settings, update: number, stage: TrainState['stage'] = 'training'): Uint8Array {
  const state = { settings, stage, update, warmUpdate: 3, tokens: 0, began: settings, changes: [], alerts: NO_ALERTS };
  const none = new Uint8Array();
  return writeCheckpoint({ state, policy: none, reference: none, tokenizer: none });
}

const train = (
  client: FakeClient,
  event: Extract<Parameters<FakeClient['emit']>[0], { kind: 'train' }>['event'],
): void => client.emit({ kind: 'train', event });

/** The warm start: three cloning updates, a look, a checkpoint. */
export function warmUp(client: FakeClient, success = 0.4): void {
  const { settings } = openedBy(client);
  client.opened();
  client.enter('running');
  if (!openedBy(client).clone) client.warm(3);
  lookAt(client, 0, success);
  train(client, { kind: 'checkpoint', update: 0, bytes: checkpointOf(settings, 0) });
  train(client, { kind: 'phase', phase: 'idle', note: '' });
}

export function lookAt(client: FakeClient, update: number, success: number, more: Metrics = {}): void {
  const metrics = { 'val/success_rate': success, 'val/turns_to_success': 6, 'val/tokens_per_success': 90, ...more };
  train(client, { kind: 'evaluation', update, split: 'val', metrics });
}

/** One update with this success in its batch, and its checkpoint. */
export function learn(client: FakeClient, update: number, success: number): void {
  const metrics = {
    'episode/success_rate': success,
    'perf/generated_tokens': 1000,
    'perf/seconds': 2,
    'tti/rate': 0.2,
    'tds/resample_rate': 0.1,
    'signal/auc_ineffective': 0.6,
  };
  train(client, { kind: 'update', update, metrics });
  train(client, { kind: 'checkpoint', update, bytes: checkpointOf(openedBy(client).settings, update) });
  train(client, { kind: 'phase', phase: 'idle', note: '' });
}

/** A whole cell that ends with this held-out success. */
export function playCell(client: FakeClient, success: number, updates = 2): void {
  warmUp(client);
  for (let update = 1; update <= updates; update++) learn(client, update, 0.5);
  lookAt(client, updates, success);
  client.enter('finished');
}

export const TINY_STUDY = JSON.stringify({
  name: 'tiny',
  preset: 'nano',
  settings: { updates: 2 },
  grid: { epsilon: [0.05, 0.1], eta: [0.002, 0.004] },
  seeds: [0],
});

export const nano = settingsFrom('nano');
