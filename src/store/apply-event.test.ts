import { describe, expect, it } from 'vitest';
import { settingsFrom } from '../core/settings.ts';
import type { Status, WorkerEvent } from '../worker/protocol.ts';
import { applyEvent } from './apply-event.ts';
import { createLabStore, type LabState } from './state.ts';

const start = (more: Partial<LabState> = {}): LabState => createLabStore(more).getState();
const after = (state: LabState, ...events: readonly WorkerEvent[]): LabState =>
  events.reduce((s, event, i) => ({ ...s, ...applyEvent(s, event, i * 1000) }), state);
const STATUS: Status = {
  state: 'running',
  backend: 'cpu',
  label: 'CPU · WASM SIMD',
  software: false,
  notice: '',
  parameters: 1,
  update: 3,
  updatesPerSecond: 1,
  tokensPerSecond: 1,
  compileMs: 1,
  gpuBytes: 1,
  dispatches: 1,
  readbacks: 1,
};
const progress = (phase: 'compiling' | 'warm-start' | 'evaluating' | 'collecting', done: number): WorkerEvent => ({
  kind: 'train',
  event: { kind: 'progress', phase, done, total: 100, note: '' },
});

describe('applyEvent', () => {
  it('takes the run state from the status and tells its notice once', () => {
    const status = { ...STATUS, notice: 'No WebGPU. Training runs on the CPU.' };
    const once = after(start(), { kind: 'status', status });
    expect(once.run).toBe('running');
    expect(once.notices.map((n) => [n.id, n.tone, n.title])).toEqual([['backend', 'info', status.notice]]);
    const dismissed = { ...once, notices: [] };
    expect(after(dismissed, { kind: 'status', status }).notices).toEqual([]);
  });

  it('warns about software WebGPU', () => {
    const status = { ...STATUS, software: true, notice: 'slow' };
    expect(after(start(), { kind: 'status', status }).notices[0]?.tone).toBe('warning');
  });

  it('goes through the stages and never back', () => {
    const stages = [progress('compiling', 1), progress('warm-start', 1), progress('collecting', 1)].map(
      (_, i, all) => after(start(), ...all.slice(0, i + 1)).stage,
    );
    expect(stages).toEqual(['compiling', 'warm-start', 'training']);
    expect(after(start(), progress('collecting', 1), progress('compiling', 1)).stage).toBe('training');
    expect(after(start(), progress('warm-start', 1), progress('evaluating', 1)).stage).toBe('warm-start');
  });

  it('keeps the pace of a stage through a smaller phase, and begins anew with another stage', () => {
    const paused = after(start(), progress('warm-start', 1), progress('evaluating', 50), progress('warm-start', 21));
    expect(paused.pace).toEqual({ stage: 'warm-start', since: 0, from: 1, done: 21, total: 100 });
    const next = after(start(), progress('compiling', 5), progress('warm-start', 1));
    expect(next.pace).toEqual({ stage: 'warm-start', since: 1000, from: 1, done: 1, total: 100 });
  });

  it('remembers held-out success, and not that of other splits', () => {
    const of = (split: 'val' | 'test'): WorkerEvent => ({
      kind: 'train',
      event: { kind: 'evaluation', update: 5, split, metrics: { 'val/success_rate': 0.5, 'val/episodes': 32 } },
    });
    expect(after(start(), of('val')).heldOut).toEqual({ update: 5, rate: 0.5, n: 32 });
    expect(after(start(), of('test')).heldOut).toBeNull();
  });

  it('moves the run’s own settings when a live change took effect', () => {
    const { draft } = start();
    const state = after(start({ opened: draft }), {
      kind: 'changed',
      update: 4,
      turn: 0,
      changes: { temperature: 0.5 },
    });
    expect([state.opened?.temperature, state.draft.temperature]).toEqual([0.5, settingsFrom('micro').temperature]);
  });

  it('says what happened, what is safe and what to do when the run failed', () => {
    const failed = { kind: 'failed', code: 'out-of-memory', sentence: 'No memory.', next: 'Use less.' } as const;
    const fatal = after(start({ checkpointUpdate: 12 }), { ...failed, fatal: true });
    expect(fatal.run).toBe('failed');
    expect(fatal.notices[0]).toMatchObject({ title: 'No memory.', next: 'Use less.', restart: true });
    expect(fatal.notices[0]?.safe).toContain('checkpoint of update 12');
    const safeAt = (stage: LabState['stage']): string | undefined =>
      after(start({ stage }), { ...failed, fatal: true }).notices[0]?.safe;
    expect(safeAt('compiling')).toBe('This run had learnt nothing yet, so nothing is lost.');
    expect(safeAt('warm-start')).toContain('there is no checkpoint yet');
    const harmless = after(start({ run: 'running' }), { ...failed, fatal: false });
    expect([harmless.run, harmless.notices[0]?.restart]).toEqual(['running', false]);
  });

  it('tells how much a recovery cost', () => {
    const of = (lostUpdates: number): WorkerEvent => ({ kind: 'recovered', sentence: 'Lost.', lostUpdates, update: 3 });
    expect(after(start(), of(1)).notices[0]?.safe).toBe('One update is repeated.');
    expect(after(start(), of(2)).notices[0]?.safe).toBe('2 updates are repeated.');
  });

  it('lists an alert and tells it; after a recovery the same one takes the place of the first', () => {
    const alert = (update: number, cause: 'kl' | 'entropy', sentence: string): WorkerEvent => ({
      kind: 'train',
      event: { kind: 'alert', update, cause, sentence, next: 'Do this.' },
    });
    const state = after(start(), alert(8, 'kl', 'one'), alert(12, 'entropy', 'two'), alert(12, 'entropy', 'again'));
    expect(state.alerts.map(({ update, sentence }) => `${update} ${sentence}`)).toEqual(['8 one', '12 again']);
    expect(state.notices.map(({ id, title, next }) => [id, title, next])).toEqual([
      ['alert-kl', 'one', 'Do this.'],
      ['alert-entropy', 'again', 'Do this.'],
    ]);
  });
});
