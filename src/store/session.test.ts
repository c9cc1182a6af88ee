import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { fakeConnect, type FakeClient } from '../../test/browser/fake-client.ts';
import { Session } from './session.ts';

function lab(): { session: Session; client: () => FakeClient; kinds: () => string[] } {
  const { connect, clients } = fakeConnect();
  const client = (): FakeClient => {
    const newest = clients.at(-1);
    if (!newest) throw new Error('No worker was made.');
    return newest;
  };
  return { session: new Session(connect), client, kinds: () => clients.flatMap((c) => c.sent.map((s) => s.kind)) };
}

/** A lab that trains so many seeds, and every worker that it made. */
function several(seeds: number, changes: Partial<Settings>): { session: Session; clients: FakeClient[] } {
  const { connect, clients } = fakeConnect();
  return { session: new Session(connect, { seeds, draft: settingsFrom('micro', changes) }), clients };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('Session', () => {
  it('makes no worker before it is needed; Train opens the draft and runs it', () => {
    const { session, client, kinds } = lab();
    expect(client).toThrow('No worker');
    session.setSetting('seed', 7);
    session.train();
    expect(client().sent).toEqual([{ kind: 'open', settings: session.state.draft, backend: 'auto' }, { kind: 'run' }]);
    expect([session.state.run, session.state.opened?.seed]).toEqual(['preparing', 7]);
    session.pause();
    session.train();
    expect(kinds()).toEqual(['open', 'run', 'pause', 'run']);
  });

  it('Train may be told where to stand still, and goes on with what was moved until then', () => {
    const { session, client } = lab();
    session.train(4);
    session.setSetting('temperature', 0.7);
    session.train(8);
    vi.runAllTimers();
    expect(client().sent.slice(1)).toEqual([
      { kind: 'run', until: 4 },
      { kind: 'set', changes: { temperature: 0.7 } },
      { kind: 'run', until: 8 },
    ]);
  });

  it('Step opens once and then steps', () => {
    const { session, kinds } = lab();
    session.step();
    session.step();
    expect(kinds()).toEqual(['open', 'step', 'step']);
  });

  it('does not open settings that do not fit together, and says why', () => {
    const { session, client } = lab();
    session.setSetting('heads', 3);
    session.train();
    expect(client).toThrow('No worker');
    expect(session.state.notices[0]?.title).toContain('divisible');
  });

  it('refuses a wrong value and keeps the old one', () => {
    const { session } = lab();
    expect(() => session.setSetting('temperature', 9)).toThrow('from 0.1 to 2');
    expect(session.state.draft.temperature).toBe(settingsFrom('micro').temperature);
  });

  it('sends a live change once, with its newest value, and a change of another kind not at all', () => {
    const { session, client } = lab();
    session.train();
    session.setSetting('temperature', 0.9);
    session.setSetting('temperature', 0.7);
    session.setSetting('width', 96);
    vi.runAllTimers();
    expect(client().sent.slice(2)).toEqual([{ kind: 'set', changes: { temperature: 0.7 } }]);
    // The fake confirms at once; then it is the run's own and marked on the charts.
    expect(session.state.opened?.temperature).toBe(0.7);
    expect(session.history.marks).toEqual([
      {
        update: 0,
        warmUpdate: 0,
        label: `Temperature ${settingsFrom('micro').temperature} → 0.7`,
        short: 'Temperature 0.7',
      },
    ]);
  });

  it('calibrates: ε and η become the form’s and the run’s own and are marked once', () => {
    const { session, client } = lab();
    session.calibrate(0.2);
    expect(session.state.calibration.isRunning).toBe(false);
    session.train();
    client().opened();
    session.setSetting('window', 1);
    session.calibrate(0.2);
    expect(session.state.calibration.isRunning).toBe(true);
    // What was moved before goes first: calibration goes by it.
    expect(client().sent.slice(2)).toEqual([
      { kind: 'set', changes: { window: 1 } },
      { kind: 'calibrate', rate: 0.2 },
    ]);
    client().calibrated({ epsilon: 0.03, eta: 0.004 });
    const { calibration, draft, opened } = session.state;
    expect([calibration.isRunning, calibration.found?.epsilon]).toEqual([false, 0.03]);
    expect([draft.epsilon, draft.eta, opened?.epsilon, opened?.eta]).toEqual([0.03, 0.004, 0.03, 0.004]);
    expect(session.history.marks.map(({ short }) => short)).toEqual(['N 1', 'ε 0.03', 'η 0.004']);
  });

  it('keeps ε and η when the calibration is refused, and says why in its own place', () => {
    const { session, client } = lab();
    session.train();
    client().opened();
    const { epsilon } = session.state.draft;
    session.calibrate(0.2);
    const refused = { kind: 'failed', code: 'bad-setting', sentence: 'No thought.', next: 'Think.' } as const;
    client().emit({ ...refused, fatal: false, command: 'calibrate' });
    expect(session.state.calibration).toMatchObject({ isRunning: false, refusal: 'No thought. Think.', found: null });
    expect([session.state.draft.epsilon, session.state.notices.length]).toEqual([epsilon, 0]);
  });

  it('asks for turns only while somebody watches, also of a worker that is made later', () => {
    const { session, kinds, client } = lab();
    session.watch(true);
    session.train();
    expect(kinds()).toEqual(['open', 'watch', 'run']);
    session.watch(true);
    session.watch(false);
    expect(client().sent.at(-1)).toEqual({ kind: 'watch', on: false });
    expect(kinds()).toHaveLength(4);
  });

  it('reset ends the worker and forgets the run but not the settings', () => {
    const { session, client } = lab();
    session.setSetting('seed', 3);
    session.train();
    client().enter('running');
    client().train(5);
    const dispose = vi.spyOn(client(), 'dispose');
    session.reset();
    expect(dispose).toHaveBeenCalledOnce();
    expect([session.state.run, session.state.opened, session.state.draft.seed]).toEqual(['empty', null, 3]);
    expect(session.history.tables.update.length).toBe(0);
  });

  it('hands state on at most once per 100 ms but state changes at once', () => {
    const { session, client } = lab();
    session.train();
    const seen = vi.fn();
    session.store.subscribe(seen);
    client().enter('running');
    expect([session.state.run, seen.mock.calls.length]).toEqual(['running', 1]);
    for (let i = 0; i < 50; i++) client().enter('running', { update: i });
    expect(seen).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect([seen.mock.calls.length, session.state.status?.update]).toEqual([2, 49]);
  });

  it('shows a new episode at most every 1.5 s, the newest one', () => {
    const { session, client } = lab();
    session.train();
    client().opened();
    client().episode(1);
    vi.advanceTimersByTime(100);
    const first = session.state.episode;
    expect(first?.trajectory.turns.length).toBeGreaterThan(0);
    client().update = 8;
    client().episode(1, 6);
    client().update = 9;
    client().episode(1, 7);
    vi.advanceTimersByTime(200);
    expect(session.state.episode).toBe(first);
    vi.advanceTimersByTime(3000);
    expect(session.state.episode?.update).toBe(9);
  });

  it('after a crash a fresh worker goes on from the last checkpoint with the curves kept', () => {
    const { session, client, kinds } = lab();
    session.train();
    client().enter('running');
    client().train(3);
    const bytes = Uint8Array.of(1, 2, 3);
    client().emit({ kind: 'train', event: { kind: 'checkpoint', update: 3, bytes } });
    client().listener.onCrash('RangeError: out of memory');
    expect(session.state.run).toBe('failed');
    expect(session.state.notices.at(-1)).toMatchObject({ id: 'failed', restart: true });
    expect(session.state.notices.at(-1)?.details).toContain('RangeError');
    session.restart();
    expect(client().sent[0]).toMatchObject({ kind: 'open', checkpoint: bytes });
    expect(kinds().slice(-2)).toEqual(['open', 'run']);
    expect(session.history.tables.update.length).toBe(3);
    expect(session.state.notices).toEqual([]);
  });

  it('keeps seed and environment when another preset is chosen', () => {
    const { session } = lab();
    session.setSetting('seed', 11);
    session.setSetting('env', 'lake');
    session.choosePreset('nano');
    const { seed, env, width } = session.state.draft;
    expect([seed, env, width]).toEqual([11, 'lake', 32]);
  });

  it('keeps what the link locked and says so; a preset leaves locked and hidden settings as they are', () => {
    const { session } = lab();
    const draft = { ...session.state.draft, epsilon: 0.3, learningRate: 1e-3 };
    const guard = { hidden: ['learningRate'], locked: ['epsilon'], isEmbedded: false };
    session.store.setState({ draft, guard });
    session.setSetting('epsilon', 0.5);
    expect(session.state.draft.epsilon).toBe(0.3);
    expect(session.state.notices[0]?.title).toContain('is locked by the link');
    session.choosePreset('nano');
    expect(session.state.draft).toEqual({ ...settingsFrom('nano'), epsilon: 0.3, learningRate: 1e-3 });
    session.store.setState({ guard: { ...guard, locked: ['preset', 'backend'] } });
    session.choosePreset('small');
    session.chooseBackend('cpu');
    expect([session.state.preset, session.state.backend]).toEqual(['nano', 'auto']);
  });

  it('marks an alert on the charts once, however often a recovery repeats it; Reset forgets it', () => {
    const { session, client } = lab();
    session.train();
    const alert = { kind: 'alert', update: 8, cause: 'kl', sentence: 'KL blew up.', next: '' } as const;
    for (let i = 0; i < 2; i++) client().emit({ kind: 'train', event: alert });
    expect(session.history.marks).toMatchObject([{ update: 8, label: 'KL blew up', isAlert: true }]);
    expect(session.state.alerts).toHaveLength(1);
    session.reset();
    expect([session.history.marks, session.state.alerts, session.state.notices]).toEqual([[], [], []]);
  });
});

describe('an experiment of several seeds', () => {
  const finish = (client: FakeClient): void => {
    client.opened();
    client.enter('running');
    client.warm(2);
    client.train(5);
    client.enter('finished');
  };
  const seedOf = (client: FakeClient): number => (client.sent[0] as { settings: { seed: number } }).settings.seed;

  it('goes on by itself with the next seed and a worker of its own, and is finished after the last', () => {
    const { session, clients } = several(3, { seed: 7 });
    session.train();
    const first = session.state.experiment;
    expect([first?.at, first?.seeds, first?.left]).toEqual([0, 3, [1, 2]]);
    const runs: string[] = [];
    session.store.subscribe(({ run }, before) => run !== before.run && runs.push(run));
    const disposed = vi.spyOn(clients[0]!, 'dispose');
    finish(clients[0]!);
    expect(disposed).toHaveBeenCalledOnce();
    expect(clients[1]!.sent.map(({ kind }) => kind)).toEqual(['open', 'run']);
    const { experiment, opened, draft, stage } = session.state;
    expect([experiment?.id, experiment?.at, opened?.seed, draft.seed, stage]).toEqual([
      first?.id,
      1,
      8,
      7,
      'compiling',
    ]);
    expect(session.history.tables.update.length).toBe(0);
    finish(clients[1]!);
    finish(clients[2]!);
    expect([clients.length, session.state.run, session.state.experiment?.at]).toEqual([3, 'finished', 2]);
    expect(clients.map(seedOf)).toEqual([7, 8, 9]);
    // In between it never stood still, and was never without a run.
    expect(runs).toEqual(['running', 'preparing', 'running', 'preparing', 'running', 'finished']);
  });

  it('is another one when it is trained again, with as many seeds as are chosen then; the last seed is followed by 0', () => {
    const { session, clients } = several(2, { seed: 4294967295 });
    session.train();
    const { id } = session.state.experiment!;
    session.chooseSeeds(1);
    finish(clients[0]!);
    finish(clients[1]!);
    expect([clients.map(seedOf), session.state.run]).toEqual([[4294967295, 0], 'finished']);
    session.train();
    expect([session.state.experiment, clients.length]).toEqual([null, 3]);
    session.reset();
    session.chooseSeeds(2);
    session.step();
    expect(session.state.experiment?.id).not.toBe(id);
  });

  it('begins every seed with what the first began with, whatever was moved or chosen meanwhile', () => {
    const { session, clients } = several(2, {});
    const { temperature, width } = session.state.draft;
    session.train();
    clients[0]!.opened();
    session.setSetting('temperature', 0.7);
    session.setSetting('width', 96);
    session.chooseBackend('cpu');
    vi.runAllTimers();
    expect(session.state.opened?.temperature).toBe(0.7);
    finish(clients[0]!);
    expect(clients[1]!.sent[0]).toMatchObject({ settings: { temperature, width, seed: 1 }, backend: 'auto' });
    // The form shows what trains; what waits for a reset waits on.
    expect([session.state.draft.temperature, session.state.draft.width]).toEqual([temperature, 96]);
    expect(session.history.marks).toEqual([]);
  });

  it('stands still at the next seed when the last wish was to pause or to step', () => {
    for (const wish of ['pause', 'step'] as const) {
      const { session, clients } = several(2, {});
      session.train();
      clients[0]!.opened();
      clients[0]!.enter('running');
      session[wish]();
      clients[0]!.enter('finished');
      expect(clients[1]!.sent.map(({ kind }) => kind)).toEqual(['open']);
      session.train();
      expect(clients[1]!.sent.map(({ kind }) => kind)).toEqual(['open', 'run']);
    }
  });

  it('goes on after a crash of a later seed: from its checkpoint, or as the others began; then with the rest', () => {
    const { session, clients } = several(3, {});
    session.train();
    finish(clients[0]!);
    clients[1]!.opened();
    session.setSetting('temperature', 0.5);
    vi.runAllTimers();
    clients[1]!.listener.onCrash('boom');
    expect([session.state.run, session.state.experiment?.at]).toEqual(['failed', 1]);
    session.restart();
    const { temperature } = settingsFrom('micro');
    expect(clients[2]!.sent[0]).toMatchObject({ settings: { seed: 1, temperature } });
    expect(clients[2]!.sent[0]).not.toHaveProperty('checkpoint');
    const bytes = Uint8Array.of(1);
    clients[2]!.emit({ kind: 'train', event: { kind: 'checkpoint', update: 3, bytes } });
    clients[2]!.listener.onCrash('boom');
    session.train();
    expect(clients[3]!.sent[0]).toMatchObject({ settings: { seed: 1 }, checkpoint: bytes });
    finish(clients[3]!);
    expect([seedOf(clients[4]!), session.state.experiment?.left]).toEqual([2, []]);
    expect(clients[4]!.sent[0]).not.toHaveProperty('checkpoint');
  });

  it('ends with Reset', () => {
    const { session, clients } = several(3, {});
    session.train();
    finish(clients[0]!);
    session.reset();
    expect([session.state.run, session.state.experiment, session.state.draft.seed]).toEqual(['empty', null, 0]);
    clients[1]!.enter('finished');
    expect(clients).toHaveLength(2);
  });

  it('is one seed where a lesson says how far to go, while one is open, and in a frame', () => {
    for (const at of [
      { until: 4 },
      { lesson: { id: 'loops', step: 1 } },
      { guard: { hidden: [], locked: [], isEmbedded: true } },
    ]) {
      const { session } = several(3, {});
      const { until, ...state } = { until: undefined, ...at };
      session.store.setState(state);
      session.train(until);
      expect(session.state.experiment).toBeNull();
    }
  });

  it('measures what a seed takes before it trains, and says which seed an alert is about', () => {
    const { session, clients } = several(2, { seed: 5 });
    session.train();
    clients[0]!.opened();
    vi.advanceTimersByTime(4000);
    clients[0]!.train(1);
    session.flush();
    expect(session.state.experiment?.earlySeconds).toBeCloseTo(4, 3);
    const alert = { kind: 'alert', update: 1, cause: 'kl', sentence: 'KL blew up.', next: '' } as const;
    clients[0]!.emit({ kind: 'train', event: alert });
    expect(session.state.notices[0]?.title).toBe('Seed 5: KL blew up.');
    clients[0]!.enter('finished');
    expect([session.state.notices.length, session.state.alerts.length]).toEqual([1, 0]);
  });

  it('keeps the number that the link locked', () => {
    const { session } = several(2, {});
    session.store.setState({ guard: { hidden: [], locked: ['seeds'], isEmbedded: false } });
    session.chooseSeeds(5);
    expect([session.state.seeds, session.state.notices[0]?.title]).toEqual([
      2,
      'The number of seeds is locked by the link this page came from.',
    ]);
  });
});
