import { beforeEach, describe, expect, it, vi, afterEach } from 'vitest';
import { fakeConnect, type FakeClient } from '../../../test/browser/fake-client.ts';
import { settingsFrom, type Settings } from '../../core/settings.ts';
import { NO_ALERTS } from '../../train/alerts.ts';
import { writeCheckpoint, type TrainState } from '../../train/checkpoint.ts';
import { Session } from '../session.ts';
import { MemoryStorage } from './memory-storage.ts';
import { SAVE_MS } from './recorder.ts';
import { lonelyLocks } from './run-locks.ts';
import type { RunRecord } from './run-record.ts';
import { makeShelf, resumeRun, type Shelf } from './shelf.ts';
import { WaitingKeeper } from './waiting-keeper.ts';

interface Lab extends Shelf {
  readonly session: Session;
  readonly client: () => FakeClient;
  readonly storage: MemoryStorage;
  /** The only run. */
  readonly run: () => RunRecord;
}

async function lab(storage = new MemoryStorage()): Promise<Lab> {
  const { connect, clients } = fakeConnect();
  const session = new Session(connect);
  const shelf = await makeShelf(session, storage, lonelyLocks());
  const run = (): RunRecord => {
    expect(shelf.library.runs).toHaveLength(1);
    return shelf.library.runs[0]!;
  };
  return { session, ...shelf, storage, client: () => clients.at(-1)!, run };
}

/** A checkpoint as the trainer writes it, without a model in it. */
function checkpointAt(update: number, more: Partial<TrainState> = {}): Uint8Array {
  const settings = settingsFrom('micro');
  const state = {
    settings,
    stage: 'training',
    update,
    warmUpdate: 3,
    tokens: 0,
    began: settings,
    changes: [],
    alerts: NO_ALERTS,
  } as const;
  const none = new Uint8Array();
  return writeCheckpoint({ state: { ...state, ...more }, policy: none, reference: none, tokenizer: none });
}

const keeps = (client: FakeClient, update: number): void =>
  client.emit({ kind: 'train', event: { kind: 'checkpoint', update, bytes: checkpointAt(update) } });

/** A run of five updates with an evaluation, kept up to the fifth. */
async function trained(at: Lab): Promise<void> {
  at.session.train();
  at.client().opened();
  at.client().enter('running');
  at.client().warm(3);
  at.client().train(5);
  at.client().episode(0.4);
  keeps(at.client(), 5);
  await at.recorder.flush();
}

const updatesIn = (lines: readonly string[]): unknown[] =>
  lines
    .map((line) => JSON.parse(line) as { kind: string; update: number })
    .map(({ kind, update }) => `${kind} ${update}`);

describe('what is kept of a run', () => {
  it('a name and what changed as soon as it begins, then its numbers, an episode and its checkpoint', async () => {
    const at = await lab();
    at.session.setSetting('learningRate', 0.001);
    at.session.train();
    await at.recorder.flush();
    expect(at.run()).toMatchObject({
      name: expect.stringMatching(/^[a-z]+ [a-z]+$/),
      against: 'Micro',
      changed: ['Learning rate 0.0003 → 0.001'],
      isOpen: true,
      checkpointUpdate: null,
    });
    await trained(at);
    const { id } = at.run();
    expect(at.run()).toMatchObject({ update: 5, warmUpdates: 3, stage: 'training', checkpointUpdate: 5 });
    expect(at.run().heldOut).toMatchObject({ update: 5, n: 64 });
    expect(updatesIn(await at.storage.lines(id))).toEqual([
      'warm 1',
      'warm 2',
      'warm 3',
      'update 1',
      'update 2',
      'update 3',
      'update 4',
      'update 5',
      'evaluation 5',
    ]);
    expect((await at.storage.episodes(id)).map(({ update }) => update)).toEqual([5]);
    expect(await at.storage.checkpoint(id)).toEqual(checkpointAt(5));
    at.session.reset();
    await at.recorder.flush();
    expect(at.run().isOpen).toBe(false);
  });

  it('is whole even when training began before the code that keeps runs had arrived', async () => {
    const { connect, clients } = fakeConnect();
    const session = new Session(connect);
    session.keeper = new WaitingKeeper();
    session.train();
    clients[0]!.train(2);
    const storage = new MemoryStorage();
    const { library, recorder } = await makeShelf(session, storage, lonelyLocks());
    clients[0]!.train(1);
    await recorder.flush();
    expect(updatesIn(await storage.lines(library.runs[0]!.id))).toEqual(['update 1', 'update 2', 'update 3']);
  });

  it('is written by itself every few seconds', async () => {
    vi.useFakeTimers();
    const at = await lab();
    at.session.train();
    at.client().train(2);
    await vi.advanceTimersByTimeAsync(SAVE_MS);
    expect(await at.storage.lines(at.run().id)).toHaveLength(2);
    vi.useRealTimers();
  });

  it('tells the page up to when, and nothing of the kind once the run is gone or while the disk refuses', async () => {
    vi.useFakeTimers();
    const at = await lab();
    expect(at.session.state.savedAt).toBeNull();
    at.session.train();
    at.client().opened();
    at.client().train(2);
    const then = Date.now();
    await at.recorder.flush();
    expect(at.session.state.savedAt).toBe(then);
    await vi.advanceTimersByTimeAsync(SAVE_MS);
    const addLines = vi.spyOn(at.storage, 'addLines').mockRejectedValue(new Error('full'));
    at.client().train(1);
    await vi.advanceTimersByTimeAsync(SAVE_MS);
    await at.recorder.flush();
    expect(addLines).toHaveBeenCalled();
    expect(at.session.state.savedAt).toBe(then);
    addLines.mockRestore();
    at.session.reset();
    await at.recorder.flush();
    expect(at.session.state.savedAt).toBeNull();
    vi.useRealTimers();
  });

  it('never has a checkpoint that is ahead of its numbers, even when more comes while it is written', async () => {
    const at = await lab();
    at.session.train();
    at.client().train(2);
    keeps(at.client(), 2);
    await at.recorder.flush();
    const { id } = at.run();
    at.client().train(1);
    const add = at.storage.addLines.bind(at.storage);
    vi.spyOn(at.storage, 'addLines').mockImplementationOnce(async (...given) => {
      await add(...given);
      at.client().train(1);
      keeps(at.client(), 4);
    });
    await at.recorder.flush();
    expect(await at.storage.checkpoint(id)).toEqual(checkpointAt(2));
    await at.recorder.flush();
    expect(await at.storage.checkpoint(id)).toEqual(checkpointAt(4));
    expect(updatesIn(await at.storage.lines(id))).toEqual([1, 2, 3, 4].map((n) => `update ${n}`));
  });

  it('is nothing when it never reached a checkpoint', async () => {
    const at = await lab();
    at.session.train();
    await at.recorder.flush();
    at.session.reset();
    await at.recorder.flush();
    expect([at.library.runs, await at.storage.records()]).toEqual([[], []]);
  });

  it('tells what a clone changed against the run it was made from', async () => {
    const at = await lab();
    await trained(at);
    const parent = at.run();
    at.session.reset();
    at.recorder.clonedFrom(parent);
    at.session.setSetting('groupSize', 4);
    at.session.train();
    await at.recorder.flush();
    const child = at.library.runs.find(({ id }) => id !== parent.id)!;
    expect([child.against, child.changed]).toEqual([parent.name, ['Episodes per task 8 → 4']]);
    expect([child.colour, child.dash]).not.toEqual([parent.colour, parent.dash]);
  });

  it('remembers live changes with their place', async () => {
    const at = await lab();
    await trained(at);
    at.client().emit({ kind: 'changed', update: 5, turn: 2, changes: { temperature: 0.5 } });
    await at.recorder.flush();
    expect(at.run().changes).toEqual([{ warmUpdate: 3, update: 5, turn: 2, changes: { temperature: 0.5 } }]);
  });
});

describe('going on', () => {
  it('after a crash the same run goes on, without what came after its checkpoint', async () => {
    const at = await lab();
    await trained(at);
    at.client().train(2);
    at.client().listener.onCrash('boom');
    at.session.restart();
    at.client().update = 5;
    at.client().train(1);
    await at.recorder.flush();
    const lines = updatesIn(await at.storage.lines(at.run().id));
    expect(lines.filter((line) => (line as string).startsWith('update'))).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `update ${n}`),
    );
  });

  it('after a lost device too', async () => {
    const at = await lab();
    await trained(at);
    at.client().train(1);
    at.client().emit({ kind: 'recovered', sentence: 'Lost.', lostUpdates: 1, update: 5 });
    at.client().update = 5;
    at.client().train(1);
    await at.recorder.flush();
    expect(updatesIn(await at.storage.lines(at.run().id)).filter((line) => line === 'update 6')).toHaveLength(1);
  });

  it('in a new page: curves, marks and episode at once, the checkpoint to the worker, and still one run', async () => {
    const before = await lab();
    await trained(before);
    before.client().train(2);
    await before.recorder.flush();
    const after = await lab(before.storage);
    expect(after.run().isOpen).toBe(true);
    expect(await resumeRun(after.session, after, after.run().id)).toBe(true);
    const { history, state } = after.session;
    expect([history.tables.update.length, history.tables.evaluation.length, history.tables.warm.length]).toEqual([
      5, 1, 3,
    ]);
    expect(state.episode?.trajectory.turns.length).toBeGreaterThan(0);
    expect([state.stage, state.checkpointUpdate, state.heldOut?.update]).toEqual(['training', 5, 5]);
    expect(after.client().sent.map(({ kind }) => kind)).toEqual(['open', 'run']);
    expect(after.client().sent[0]).toMatchObject({ checkpoint: checkpointAt(5) });
    after.client().update = 5;
    after.client().train(1);
    await after.recorder.flush();
    expect(after.run().update).toBe(6);
    expect(updatesIn(await after.storage.lines(after.run().id)).at(-1)).toBe('update 6');
  });

  it('is refused while the run is open elsewhere', async () => {
    const at = await lab();
    await trained(at);
    expect(await resumeRun(at.session, at, at.run().id)).toBe(false);
    expect(at.session.state.notices.at(-1)?.title).toContain('is open');
    await expect(at.library.remove(at.run().id)).rejects.toThrow('is open');
    expect(at.library.runs).toHaveLength(1);
  });
});

describe('a full disk', () => {
  const full = (): Promise<never> => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is said in one sentence; what was saved is kept, what waits is saved once there is room', async () => {
    const at = await lab();
    at.session.train();
    at.client().train(2);
    keeps(at.client(), 2);
    await at.recorder.flush();
    const { id } = at.run();
    const refuse = vi.spyOn(at.storage, 'putCheckpoint').mockImplementation(full);
    at.client().train(2);
    keeps(at.client(), 4);
    await at.recorder.flush();
    const told = at.session.state.notices.filter((notice) => notice.id === 'library');
    expect(told).toHaveLength(1);
    expect(told[0]?.safe).toContain('what was saved before is kept');
    expect(at.run().checkpointUpdate).toBe(2);
    expect(await at.storage.checkpoint(id)).toEqual(checkpointAt(2));
    refuse.mockRestore();
    await vi.advanceTimersByTimeAsync(SAVE_MS);
    expect(at.session.state.notices.filter((notice) => notice.id === 'library')).toEqual([]);
    expect(at.run().checkpointUpdate).toBe(4);
    expect(updatesIn(await at.storage.lines(id))).toEqual(['update 1', 'update 2', 'update 3', 'update 4']);
  });
});

it('leaves alone what another version wrote, and counts it', async () => {
  const storage = new MemoryStorage();
  const before = await lab(storage);
  await trained(before);
  const foreign = { ...before.run(), id: 'from-the-future', version: 2 } as unknown as RunRecord;
  await storage.putRecord(foreign);
  const after = await lab(storage);
  expect(after.library.runs.map(({ id }) => id)).toEqual([before.run().id]);
  expect(after.library.store.getState().unreadable).toBe(1);
  expect(await storage.records()).toHaveLength(2);
});

it('reads a run from before a setting existed with the default that it was trained with', async () => {
  const storage = new MemoryStorage();
  const before = await lab(storage);
  await trained(before);
  const { tokenBudget: _, ...older } = before.run().began;
  await storage.putRecord({ ...before.run(), began: older as Settings });
  const after = await lab(storage);
  expect(after.run().began.tokenBudget).toBe(settingsFrom('micro').tokenBudget);
});
