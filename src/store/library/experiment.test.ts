/** Experiments in the run library: their seeds are runs that share a name, go on after a reload, and are laid over each other. */
import { describe, expect, it, vi } from 'vitest';
import { fakeConnect, type FakeClient } from '../../../test/browser/fake-client.ts';
import { settingsFrom } from '../../core/settings.ts';
import { estimate } from '../../core/student.ts';
import { NO_ALERTS } from '../../train/alerts.ts';
import { writeCheckpoint, type TrainState } from '../../train/checkpoint.ts';
import { Session } from '../session.ts';
import { groupsOf, successOf } from './groups.ts';
import { MemoryStorage } from './memory-storage.ts';
import { lonelyLocks } from './run-locks.ts';
import { recordOf, sheetOf, type RunRecord } from './run-record.ts';
import { makeShelf, resumeGroup, resumeRun, type Shelf } from './shelf.ts';

interface Lab extends Shelf {
  readonly session: Session;
  readonly clients: readonly FakeClient[];
  readonly storage: MemoryStorage;
}

async function lab(seeds: number, storage = new MemoryStorage(), seed = 4): Promise<Lab> {
  const { connect, clients } = fakeConnect();
  const session = new Session(connect, { seeds, draft: settingsFrom('micro', { seed, updates: 10 }) });
  return { session, clients, storage, ...(await makeShelf(session, storage, lonelyLocks())) };
}

function checkpointOf(client: FakeClient, update: number, more: Partial<TrainState> = {}): Uint8Array {
  const { settings } = client.sent[0] as { settings: TrainState['settings'] };
  const stage = update < settings.updates ? 'training' : 'finished';
  const rest = { warmUpdate: 0, tokens: 0, changes: [], alerts: NO_ALERTS } as const;
  const none = new Uint8Array();
  const state: TrainState = { settings, began: settings, stage, update, ...rest, ...more };
  return writeCheckpoint({ state, policy: none, reference: none, tokenizer: none });
}

/** Up to this update, which is kept. */
function train(client: FakeClient, updates: number, more: Partial<TrainState> = {}): void {
  client.opened();
  client.enter('running');
  client.train(updates);
  client.emit({
    kind: 'train',
    event: { kind: 'checkpoint', update: client.update, bytes: checkpointOf(client, client.update, more) },
  });
}

function finish(client: FakeClient): void {
  train(client, 10 - client.update);
  client.enter('finished');
}

/** In the order of the seeds. */
const kept = ({ library }: Shelf): readonly RunRecord[] => groupsOf(library.runs).flatMap(({ runs }) => runs);
const settle = async ({ recorder }: Shelf): Promise<void> => {
  await recorder.flush();
  // What follows the library reads it once more.
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** Its first seed is finished and its second at update 5. */
async function atSecond(storage?: MemoryStorage): Promise<Lab> {
  const at = await lab(3, storage);
  at.session.train();
  finish(at.clients[0]!);
  train(at.clients[1]!, 5);
  await settle(at);
  return at;
}

describe('the seeds of an experiment', () => {
  it('are runs of their own that share name, look, star and notes, with a bundle that knows nothing of each other', async () => {
    const at = await lab(2);
    at.session.train();
    await at.recorder.flush();
    const first = at.library.runs[0]!;
    expect(first.name).toMatch(/^[a-z]+ [a-z]+ · seed 4$/);
    await at.library.edit(first.id, { name: 'two words', starred: true, notes: 'why' });
    finish(at.clients[0]!);
    finish(at.clients[1]!);
    await settle(at);
    const [one, two] = kept(at);
    expect([one!.name, two!.name, one!.id === two!.id]).toEqual(['two words · seed 4', 'two words · seed 5', false]);
    const { colour, dash } = one!;
    expect(two).toMatchObject({ colour, dash, starred: true, notes: 'why', stage: 'finished', seed: 5 });
    expect([one!.changed, two!.changed]).toEqual([
      ['Updates 300 → 10', 'Seed 0 → 4'],
      ['Updates 300 → 10', 'Seed 0 → 5'],
    ]);
    expect(two!.experiment).toEqual({ id: one!.experiment!.id, name: 'two words', seeds: 2, at: 1 });
    expect(sheetOf(two!)).not.toHaveProperty('experiment');
    expect(groupsOf(at.library.runs)).toMatchObject([{ name: 'two words', seeds: 2, lead: { seed: 4 } }]);
    await at.library.edit(two!.id, { name: 'other' });
    expect(kept(at).map(({ name }) => name)).toEqual(['other · seed 4', 'other · seed 5']);
  });

  it('leave the name to one experiment, and are ticked and deleted together', async () => {
    const at = await atSecond();
    const [one, two] = kept(at);
    await expect(at.library.remove(one!.id)).rejects.toThrow('is open');
    expect(at.library.runs).toHaveLength(2);
    at.library.tick(two!.id, true);
    expect(at.library.store.getState().ticked).toEqual([one!.experiment!.id]);
    at.session.reset();
    at.session.chooseSeeds(1);
    at.session.train();
    await settle(at);
    expect(at.library.runs[0]!.experiment).toBeUndefined();
    expect(at.library.runs[0]!.name).not.toContain(one!.experiment!.name);
    await at.library.remove(one!.id);
    expect(at.library.runs).toHaveLength(1);
    expect([at.library.store.getState().ticked, (await at.storage.records()).length]).toEqual([[], 1]);
  });

  it('have a mean and an interval over those that are finished and kept their settings', async () => {
    const at = await lab(3);
    at.session.train();
    finish(at.clients[0]!);
    finish(at.clients[1]!);
    at.clients[2]!.opened();
    at.clients[2]!.emit({ kind: 'changed', update: 0, turn: 0, changes: { temperature: 0.5 } });
    finish(at.clients[2]!);
    await settle(at);
    const rates = kept(at).map(({ heldOut }) => heldOut!.rate);
    expect(successOf(kept(at))).toEqual(estimate(rates.slice(0, 2)));
    expect(at.session.history.band).toMatchObject({ seeds: [4, 5], leftOut: 1 });
  });
});

describe('the band behind the live curves', () => {
  it('grows with every seed that is finished, and goes with the experiment', async () => {
    const at = await lab(3);
    at.session.train();
    await settle(at);
    expect(at.session.history.band).toBeNull();
    const bands: (readonly number[] | undefined)[] = [];
    at.session.history.subscribe(() => {
      const seeds = at.session.history.band?.seeds;
      if (seeds !== bands.at(-1)) bands.push(seeds);
    });
    for (const n of [0, 1, 2]) {
      finish(at.clients[n]!);
      await settle(at);
    }
    expect(bands).toEqual([[4], [4, 5], [4, 5, 6]]);
    const { x, mean, low, high } = at.session.history.band!.lines.evaluation[1]!;
    expect(x).toEqual([5, 10]);
    const rates = kept(at).map(({ heldOut }) => heldOut!.rate);
    expect(mean[1]).toBeCloseTo(estimate(rates).mean, 12);
    expect([low[1], high[1]]).toEqual([Math.min(...rates), Math.max(...rates)]);
    at.session.reset();
    await settle(at);
    expect(at.session.history.band).toBeNull();
  });
});

describe('after a reload', () => {
  it('an experiment goes on in the seed that was cut, with the finished ones behind it and the rest after it', async () => {
    const before = await atSecond();
    const after = await lab(1, before.storage, 0);
    const [one, two] = kept(after);
    expect(await resumeGroup(after.session, after, one!.id)).toBe(true);
    expect(after.clients[0]!.sent[0]).toMatchObject({ checkpoint: checkpointOf(before.clients[1]!, 5) });
    await settle(after);
    const { experiment, draft } = after.session.state;
    expect(experiment).toMatchObject({ id: two!.experiment!.id, seeds: 3, at: 1, left: [2], began: { seed: 4 } });
    expect([draft.seed, after.session.history.band?.seeds, after.session.history.tables.update.length]).toEqual([
      4,
      [4],
      5,
    ]);
    after.clients[0]!.update = 5;
    finish(after.clients[0]!);
    finish(after.clients[1]!);
    await settle(after);
    expect(kept(after).map(({ seed, stage, name }) => [seed, stage, name.split(' · ')[0]])).toEqual(
      [4, 5, 6].map((seed) => [seed, 'finished', one!.experiment!.name]),
    );
    expect(after.session.state.run).toBe('finished');
  });

  it('a finished seed is only shown, with the others behind it', async () => {
    const before = await atSecond();
    const after = await lab(3, before.storage);
    const [one] = kept(after);
    expect(await resumeRun(after.session, after, one!.id)).toBe(true);
    after.clients[0]!.enter('finished');
    await settle(after);
    expect([after.clients.length, after.session.state.run, after.session.state.experiment?.at]).toEqual([
      1,
      'finished',
      0,
    ]);
  });

  it('a seed that had no checkpoint yet is begun anew, and seeds that are missing are made up for', async () => {
    const before = await lab(3);
    before.session.train();
    finish(before.clients[0]!);
    before.clients[1]!.opened();
    await settle(before);
    const after = await lab(1, before.storage, 0);
    const [one, bare] = kept(after);
    expect(bare).toMatchObject({ seed: 5, checkpointUpdate: null });
    expect(await resumeGroup(after.session, after, bare!.id)).toBe(true);
    expect(after.clients[0]!.sent[0]).toMatchObject({ kind: 'open', settings: { seed: 5, updates: 10 } });
    finish(after.clients[0]!);
    finish(after.clients[1]!);
    await settle(after);
    expect(kept(after).map(({ seed, experiment }) => [seed, experiment!.id])).toEqual(
      [4, 5, 6].map((seed) => [seed, one!.experiment!.id]),
    );
    // Now it is whole: nothing is left to do.
    after.session.reset();
    await after.recorder.flush();
    expect(await resumeGroup(after.session, after, one!.id)).toBe(true);
    expect(after.session.state.run).toBe('empty');
  });

  it('is refused while one of its seeds is open', async () => {
    const at = await atSecond();
    const [one] = kept(at);
    expect(await resumeGroup(at.session, at, one!.id)).toBe(false);
    expect(at.session.state.notices.at(-1)?.title).toContain('· seed 5” is open');
  });
});

it('a cloned experiment is compared with its parent by name, in all its seeds', async () => {
  const at = await atSecond();
  const [parent] = kept(at);
  at.session.reset();
  at.recorder.clonedFrom(parent!);
  at.session.setSetting('groupSize', 4);
  at.session.train();
  finish(at.clients[2]!);
  await settle(at);
  const own = at.library.runs.filter(({ experiment }) => experiment!.id !== parent!.experiment!.id);
  expect(own.map(({ seed, against, changed }) => [seed, against, changed])).toEqual([
    [5, parent!.experiment!.name, ['Episodes per task 8 → 4', 'Seed 4 → 5']],
    [4, parent!.experiment!.name, ['Episodes per task 8 → 4']],
  ]);
});

it('a full disk at the second seed loses neither its name nor the seeds before it', async () => {
  const at = await lab(2);
  at.session.train();
  train(at.clients[0]!, 10);
  await settle(at);
  const put = vi
    .spyOn(at.storage, 'putRecord')
    .mockImplementation(() => Promise.reject(new DOMException('full', 'QuotaExceededError')));
  at.clients[0]!.enter('finished');
  await settle(at);
  expect(at.session.state.notices.map(({ id }) => id)).toContain('library');
  expect([at.session.state.run, kept(at).map(({ seed, stage }) => [seed, stage])]).toEqual([
    'preparing',
    [[4, 'finished']],
  ]);
  put.mockRestore();
  finish(at.clients[1]!);
  await settle(at);
  expect(at.session.state.notices).toEqual([]);
  expect(kept(at).map(({ name, stage }) => [name, stage])).toEqual(
    [4, 5].map((seed) => [`${kept(at)[0]!.experiment!.name} · seed ${seed}`, 'finished']),
  );
});

it('a record whose place cannot be read, or that has none, stands alone', async () => {
  const at = await atSecond();
  const [one] = kept(at);
  const { experiment: _, ...alone } = one!;
  expect(recordOf(alone)).toEqual(alone);
  for (const bad of [null, 7, {}, { ...one!.experiment, at: 3 }, { ...one!.experiment, name: 1 }])
    expect(recordOf({ ...one, experiment: bad })).toEqual(alone);
  expect(recordOf(one)).toEqual(one);
});
