import { describe, expect, it } from 'vitest';
import {
  fakeStudio,
  learn,
  lookAt,
  openedBy,
  playCell,
  TINY_STUDY,
  warmUp,
  type Studio,
} from '../../../test/browser/fake-studio.ts';
import { TurnlabError } from '../../core/errors.ts';
import { readStudy } from '../../train/study.ts';
import { TRAINING } from '../library/run-locks.ts';

const study = (more: Record<string, unknown> = {}) =>
  readStudy(JSON.stringify({ ...(JSON.parse(TINY_STUDY) as object), ...more }));
const phases = ({ runner }: Studio) => runner.state.kept!.cells.map(({ phase }) => phase);

async function started(more: Record<string, unknown> = {}): Promise<Studio> {
  const studio = await fakeStudio();
  studio.runner.open(study(more));
  await studio.runner.start('cpu');
  await studio.settle();
  return studio;
}

describe('a study', () => {
  it('runs cell after cell, each in a worker of its own, all from one warm start, and keeps every run', async () => {
    const studio = await started();
    expect(phases(studio)).toEqual(['begun', 'waiting', 'waiting', 'waiting']);
    for (const success of [0.5, 0.6, 0.7, 0.8]) {
      playCell(studio.client(), success);
      await studio.settle();
    }
    const { runner, clients, library } = studio;
    expect(runner.state).toMatchObject({ run: 'idle', problem: null });
    expect(runner.state.kept!.cells.map(({ phase, outcome }) => [phase, outcome?.success])).toEqual([
      ['done', 0.5],
      ['done', 0.6],
      ['done', 0.7],
      ['done', 0.8],
    ]);
    expect(clients.map((client) => [client.state, 'clone' in openedBy(client)])).toEqual([
      ['empty', false],
      ['empty', true],
      ['empty', true],
      ['empty', true],
    ]);
    expect(clients.map((client) => openedBy(client).settings.eta)).toEqual([0.002, 0.004, 0.002, 0.004]);
    expect(library.runs).toHaveLength(4);
    const ids = runner.state.kept!.cells.map(({ run }) => run);
    expect(new Set(library.runs.map(({ id }) => id))).toEqual(new Set(ids));
    expect(library.runOf(ids[3]!)).toMatchObject({
      notes: 'Study “tiny”: epsilon 0.1, eta 0.004, seed 0.',
      checkpointUpdate: 2,
      isOpen: false,
    });
    // Others may train now.
    expect(await studio.locks.hold(TRAINING)).not.toBeNull();
  });

  it('another warm start is no clone: it is done anew', async () => {
    const studio = await started({ grid: { verbosity: [0, 0.3] } });
    playCell(studio.client(), 0.5);
    await studio.settle();
    expect('clone' in openedBy(studio.client())).toBe(false);
  });

  it('pauses and goes on with the same worker, and counts only the seconds of work', async () => {
    const studio = await started();
    const { runner, client } = studio;
    studio.wait(3);
    warmUp(client());
    studio.wait(5);
    learn(client(), 1, 0.5);
    runner.pause();
    expect(client().sent.at(-1)).toEqual({ kind: 'pause' });
    expect(runner.state.run).toBe('paused');
    expect(await studio.locks.hold(TRAINING)).not.toBeNull();
    studio.wait(1000);
    // Refused while another tab trains; nothing is lost.
    await runner.start('cpu');
    expect(runner.state).toMatchObject({ run: 'paused', problem: { sentence: 'turnlab is training in another tab.' } });
    expect(runner.state.kept!.cells[0]).toMatchObject({ phase: 'begun', update: 1, warmSeconds: 3, trainSeconds: 5 });
  });

  it('goes on after a pause when nobody else trains', async () => {
    const studio = await started();
    studio.runner.pause();
    await studio.runner.start('cpu');
    expect(studio.clients).toHaveLength(1);
    expect(studio.client().sent.map(({ kind }) => kind)).toEqual(['open', 'run', 'pause', 'run']);
    expect(studio.runner.state).toMatchObject({ run: 'running', at: 0, problem: null });
  });

  it('after a reload what is finished stays, and the cut cell goes on from its checkpoint', async () => {
    const before = await started();
    playCell(before.client(), 0.5);
    await before.settle();
    warmUp(before.client());
    learn(before.client(), 1, 0.25);
    before.runner.flush();
    await before.settle();
    // The tab dies: nothing is said to anyone.
    const studio = await fakeStudio({ storage: before.storage, studies: before.studies });
    await studio.runner.load();
    expect(phases(studio)).toEqual(['done', 'begun', 'waiting', 'waiting']);
    expect(studio.runner.state.run).toBe('idle');
    await studio.runner.start('cpu');
    await studio.settle();
    expect(openedBy(studio.client())).toMatchObject({ checkpoint: expect.any(Uint8Array), settings: { eta: 0.004 } });
    learn(studio.client(), 2, 0.75);
    lookAt(studio.client(), 2, 0.9);
    studio.client().enter('finished');
    await studio.settle();
    const cell = studio.runner.state.kept!.cells[1]!;
    expect(cell).toMatchObject({ phase: 'done', run: before.runner.state.kept!.cells[1]!.run });
    // Both halves are in the outcome.
    expect(cell.outcome).toMatchObject({ start: 0.4, success: 0.9, updates: 2, tokens: 2000 });
  });

  it('a cell whose tab died before its first checkpoint begins anew and leaves no empty run behind', async () => {
    const before = await started();
    await before.runner.settled();
    before.runner.flush();
    await before.settle();
    const studio = await fakeStudio({ storage: before.storage, studies: before.studies });
    await studio.runner.load();
    expect(studio.library.runs).toHaveLength(1);
    await studio.runner.start('cpu');
    await studio.settle();
    playCell(studio.client(), 0.5);
    await studio.settle();
    const [first, second] = studio.runner.state.kept!.cells;
    expect(new Set(studio.library.runs.map(({ id }) => id))).toEqual(new Set([first!.run, second!.run]));
  });

  it('a cell whose run was deleted meanwhile begins anew', async () => {
    const before = await started();
    warmUp(before.client());
    await before.runner.stop();
    const run = before.runner.state.kept!.cells[0]!.run!;
    await before.library.remove(run);
    await before.runner.start('cpu');
    await before.settle();
    expect(openedBy(before.client())).not.toHaveProperty('checkpoint');
    expect(before.runner.state.kept!.cells[0]!.run).not.toBe(run);
    expect(before.runner.state.kept!.cells[0]).toMatchObject({ update: 0, stage: 'warm-start' });
  });

  it('stops: the worker goes, the cell goes on later', async () => {
    const studio = await started();
    warmUp(studio.client());
    await studio.runner.stop();
    expect([studio.client().state, studio.runner.state.run]).toEqual(['empty', 'idle']);
    expect(phases(studio)[0]).toBe('begun');
    await studio.runner.start('cpu');
    await studio.settle();
    expect(openedBy(studio.client())).toHaveProperty('checkpoint');
  });

  it('skips a cell that waits and one that runs, and takes them back', async () => {
    const studio = await started();
    const { runner } = studio;
    await runner.skip(1);
    warmUp(studio.client());
    await runner.skip(0);
    await studio.settle();
    expect(phases(studio)).toEqual(['skipped', 'skipped', 'begun', 'waiting']);
    expect(runner.state.run).toBe('running');
    runner.putBack(0);
    runner.putBack(1);
    // The first has a run to go on with.
    expect(phases(studio)).toEqual(['begun', 'waiting', 'begun', 'waiting']);
    playCell(studio.client(), 0.5);
    await studio.settle();
    expect(runner.state.at).toBe(0);
    expect(openedBy(studio.client())).toHaveProperty('checkpoint');
  });

  it('ends a collapsed cell early, when the study says so, after the step that showed it', async () => {
    const collapse = (client: ReturnType<Studio['client']>): void => {
      warmUp(client);
      for (let update = 1; update <= 30; update++) learn(client, update, update <= 10 ? 0.8 : 0.1);
    };
    const studio = await started({ stopCollapsed: true, settings: { updates: 100 } });
    collapse(studio.client());
    await studio.settle();
    expect(studio.clients).toHaveLength(2);
    const [cell] = studio.runner.state.kept!.cells;
    // Ten updates below half of 0.8, the last of them the 20th.
    expect(cell).toMatchObject({ phase: 'collapsed', outcome: { collapse: 20, updates: 20 } });
    const other = await started({ settings: { updates: 100 } });
    collapse(other.client());
    await other.settle();
    expect(phases(other)[0]).toBe('begun');
  });

  it('after a lost device counts what is repeated once', async () => {
    const studio = await started();
    const client = studio.client();
    warmUp(client);
    learn(client, 1, 0.5);
    client.emit({ kind: 'train', event: { kind: 'update', update: 2, metrics: { 'perf/generated_tokens': 7 } } });
    client.emit({ kind: 'recovered', sentence: 'Lost.', lostUpdates: 1, update: 1 });
    learn(client, 2, 0.5);
    lookAt(client, 2, 0.6);
    client.enter('finished');
    await studio.settle();
    expect(studio.runner.state.kept!.cells[0]!.outcome).toMatchObject({ updates: 2, tokens: 2000 });
  });
});

describe('what goes wrong', () => {
  it('settings that cannot be trained fail their cell in a sentence, and the study goes on', async () => {
    const studio = await started();
    const failed = { kind: 'failed', code: 'out-of-memory', sentence: 'Too large.', next: '', fatal: true } as const;
    studio.client().emit(failed);
    await studio.settle();
    expect(studio.runner.state.kept!.cells[0]).toMatchObject({ phase: 'failed', note: 'Too large.', outcome: null });
    expect(studio.runner.state).toMatchObject({ run: 'running', at: 1 });
  });

  it.each([
    ['a device that keeps getting lost', 'device-lost', 'The graphics device keeps getting lost.'],
    ['no device', 'no-webgpu', 'WebGPU is not available here.'],
  ] as const)('%s stops the study in a sentence; the cell goes on later', async (_, code, sentence) => {
    const studio = await started();
    warmUp(studio.client());
    studio.client().emit({ kind: 'failed', code, sentence, next: 'Choose the CPU.', fatal: true });
    await studio.settle();
    expect(studio.runner.state).toMatchObject({ run: 'idle', problem: { sentence, next: 'Choose the CPU.' } });
    expect(phases(studio)[0]).toBe('begun');
    expect(studio.clients).toHaveLength(1);
    expect(await studio.locks.hold(TRAINING)).not.toBeNull();
  });

  it('a worker that dies stops the study in a sentence', async () => {
    const studio = await started();
    studio.client().listener.onCrash('boom');
    await studio.settle();
    expect(studio.runner.state.problem?.sentence).toBe('The training worker stopped unexpectedly.');
  });

  it('a full disk pauses the study in a sentence', async () => {
    const studio = await started();
    studio.storage.putCheckpoint = () => Promise.reject(new TurnlabError('storage-full', 'No room.', 'Delete runs.'));
    warmUp(studio.client());
    await studio.settle();
    expect(studio.runner.state).toMatchObject({
      run: 'paused',
      problem: { sentence: 'No room.', next: 'Delete runs.' },
    });
    expect(studio.client().sent.at(-1)).toEqual({ kind: 'pause' });
  });

  it('a disk without room for the study itself, too', async () => {
    const studio = await fakeStudio();
    studio.studies.put = () => Promise.reject(new TurnlabError('storage-full', 'No room.', 'Delete runs.'));
    studio.runner.open(study());
    await studio.runner.settled();
    expect(studio.runner.state.problem?.sentence).toBe('No room. The study waits.');
  });

  it('does not start beside the Lab or another tab, and says which', async () => {
    const studio = await fakeStudio();
    studio.runner.open(study());
    studio.isLabBusy = true;
    await studio.runner.start('cpu');
    expect(studio.runner.state).toMatchObject({ run: 'idle', problem: { sentence: 'The Lab is training.' } });
    studio.isLabBusy = false;
    const letGo = await studio.locks.hold(TRAINING);
    await studio.runner.start('cpu');
    expect(studio.runner.state.problem?.sentence).toBe('turnlab is training in another tab.');
    letGo!();
    await studio.runner.start('cpu');
    expect(studio.runner.state).toMatchObject({ run: 'running', problem: null });
  });

  it('another study is not taken up while one runs; removing one forgets it', async () => {
    const studio = await started();
    expect(() => studio.runner.open(study({ name: 'other' }))).toThrow('A study is running.');
    studio.runner.pause();
    studio.runner.open(study({ name: 'other' }));
    expect(studio.client().state).toBe('empty');
    expect(studio.runner.state.studies.map(({ study: { name } }) => name)).toEqual(['tiny', 'other']);
    await studio.runner.remove(studio.runner.state.kept!.id);
    expect(studio.runner.state.kept).toBeNull();
    const again = await fakeStudio({ studies: studio.studies });
    await again.runner.load();
    expect(again.runner.state.studies.map(({ study: { name } }) => name)).toEqual(['tiny']);
  });

  it('what another version has kept is left alone', async () => {
    const studio = await fakeStudio();
    studio.studies.all = async () => [{ version: 9 }, null, 'text'];
    await studio.runner.load();
    expect(studio.runner.state.studies).toEqual([]);
  });
});
