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
      { update: 0, label: `Temperature ${settingsFrom('micro').temperature} → 0.7` },
    ]);
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
});
