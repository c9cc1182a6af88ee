import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeEnv } from '../../envs/registry.ts';
import { replay } from '../../store/replay.ts';
import { Session } from '../../store/session.ts';
import { whatItIs } from './RecordedBar.tsx';
import { RecordedClient } from './recorded-client.ts';
import { readRecording } from './recording.ts';
import { isOfItsWorld } from './use-recorded.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../public/recorded-run.json'), 'utf8');
const recording = readRecording(text);
const shown = (isStill: boolean): Session =>
  new Session((listener) => new RecordedClient(listener, recording, isStill), { draft: recording.settings });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the recorded run that comes with the page', () => {
  it('is small, real and of the world that the page shows it for', () => {
    expect(gzipSync(text).length).toBeLessThan(150_000);
    expect(isOfItsWorld(recording.settings)).toBe(true);
    expect(recording.events.filter(({ kind }) => kind === 'update').length).toBe(recording.settings.updates);
    expect(whatItIs(recording)).toMatch(/^\d+ \w+ 20\d\d: MiniHouse level 0, preset Micro, seed 0, \d+ updates on CPU/);
  });

  it('holds episodes that still go the same way in the environment as it is now, so that they can be drawn', () => {
    const episodes = recording.events.filter((event) => event.kind === 'episode');
    expect(episodes.length).toBeGreaterThan(5);
    for (const { trajectory } of episodes) {
      expect(
        replay(makeEnv('house'), trajectory),
        `update of task ${trajectory.task.seed}: make the recording again`,
      ).not.toBeNull();
      for (const { response } of trajectory.turns)
        for (const id of response.ids) expect(recording.words[id]).toBeTruthy();
    }
  });

  it('plays through a session as a live run would, and can be paused and played again', () => {
    const session = shown(false);
    session.train();
    vi.advanceTimersByTime(1000);
    expect(session.state.stage).toBe('warm-start');
    expect(session.history.tables.update.length).toBe(0);
    session.pause();
    const rows = session.history.tables.warm.length;
    expect(rows).toBeGreaterThan(10);
    vi.advanceTimersByTime(5000);
    expect([session.state.run, session.history.tables.warm.length]).toEqual(['paused', rows]);
    session.train();
    vi.advanceTimersByTime(60_000);
    expect([session.state.run, session.state.stage]).toEqual(['finished', 'training']);
    expect(session.history.tables.update.length).toBe(recording.settings.updates);
    expect(session.state.heldOut?.rate).toBeGreaterThan(session.history.tables.evaluation.at(0, 1));
    session.train();
    expect([session.state.run, session.history.tables.warm.length]).toEqual(['running', 0]);
    session.dispose();
    vi.advanceTimersByTime(5000);
    expect(session.history.tables.warm.length).toBe(0);
  });

  it('is there all at once for those who want no motion', () => {
    const session = shown(true);
    session.train();
    expect([session.state.run, session.history.tables.update.length]).toEqual(['finished', recording.settings.updates]);
  });

  it.each([
    ['no JSON', '<!doctype html>'],
    ['something else', '[{"format":"other"}]'],
    ['another version', text.replace('"version":1', '"version":2')],
    ['impossible settings', text.replace('"width":64', '"width":-1')],
  ])('refuses %s', (_, other) => {
    expect(() => readRecording(other)).toThrow();
  });
});
