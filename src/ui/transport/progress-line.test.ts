import { describe, expect, it } from 'vitest';
import { createLabStore, type LabState } from '../../store/state.ts';
import type { Status } from '../../worker/protocol.ts';
import { progressLine } from './progress-line.ts';

const state = (more: Partial<LabState>): LabState => {
  const empty = createLabStore().getState();
  return { ...empty, opened: { ...empty.draft, updates: 200, warmLow: 0.3 }, run: 'running', ...more };
};
const cloning = { stage: 'warm-start', since: 0, from: 0, done: 120, total: 600 } as const;

describe('progressLine', () => {
  it('says nothing before a run', () => {
    expect(progressLine(createLabStore().getState(), 0)).toBe('');
  });

  it('names the worker’s start', () => {
    expect(progressLine(state({ run: 'preparing' }), 0)).toBe('Starting the worker');
  });

  it('counts compiling', () => {
    const progress = { phase: 'compiling', done: 12, total: 41, note: 'softmax' } as const;
    const pace = { stage: 'compiling', since: 0, from: 1, done: 12, total: 41 } as const;
    expect(progressLine(state({ stage: 'compiling', progress, pace }), 500)).toBe('Compiling · 12 of 41');
  });

  it('counts cloning, says how well it plays and how long at most', () => {
    const progress = { phase: 'warm-start', done: 120, total: 600, note: '' } as const;
    const line = progressLine(state({ stage: 'warm-start', progress, pace: cloning, warmSuccess: 0.22 }), 12_000);
    expect(line).toBe('Imitating the expert · 120 of at most 600 · solves 22 %, stops at 30 % · at most 50 s left');
  });

  it('keeps the stage’s count while held-out tasks are played', () => {
    const progress = { phase: 'evaluating', done: 10, total: 64, note: 'turn 4' } as const;
    const line = progressLine(state({ stage: 'warm-start', progress, pace: cloning }), 1000);
    expect(line).toBe('Playing held-out tasks 10 of 64 · 120 of at most 600');
  });

  it('counts updates and estimates the rest while training', () => {
    const progress = { phase: 'collecting', done: 24, total: 64, note: '' } as const;
    const status = { update: 50, updatesPerSecond: 0.5 } as Status;
    const line = progressLine(state({ stage: 'training', progress, status }), 0);
    expect(line).toBe('Update 50 of 200 · Playing episodes 24 of 64 · about 5 min left');
    expect(progressLine(state({ stage: 'training', run: 'paused', status }), 0)).toBe('Paused after update 50');
  });

  it('says which seed it is at, and estimates the time of all of them', () => {
    const progress = { phase: 'collecting', done: 24, total: 64, note: '' } as const;
    const status = { update: 50, updatesPerSecond: 0.5 } as Status;
    const { opened } = state({});
    const experiment = { id: 'e', began: opened!, seeds: 3, at: 1, left: [2], earlySeconds: 140 };
    const training = { stage: 'training', progress, status, experiment } as const;
    // 150 updates of this seed and 200 of the next at half a second^-1, and what the next takes before them.
    expect(progressLine(state(training), 0)).toBe(
      'Seed 2 of 3 · Update 50 of 200 · Playing episodes 24 of 64 · about 14 min left for all seeds',
    );
    expect(progressLine(state({ ...training, experiment: { ...experiment, at: 2, left: [] } }), 0)).toMatch(
      /^Seed 3 of 3 · .* · about 5 min left$/,
    );
    expect(progressLine(state({ ...training, run: 'paused' }), 0)).toBe('Seed 2 of 3 · Paused after update 50');
    const early = { stage: 'warm-start', pace: cloning, experiment } as const;
    const cloned = { phase: 'warm-start', done: 120, total: 600, note: '' } as const;
    expect(progressLine(state({ ...early, progress: cloned }), 12_000)).toContain('at most 50 s left of this stage');
    expect(progressLine(state({ run: 'preparing', experiment }), 0)).toBe('Seed 2 of 3 · Starting the worker');
  });
});
