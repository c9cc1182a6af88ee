import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsFrom } from '../core/settings.ts';
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
