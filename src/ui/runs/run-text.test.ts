import { expect, test } from 'vitest';
import { settingsFrom } from '../../core/settings.ts';
import { groupsOf, type RunGroup } from '../../store/library/groups.ts';
import type { RunRecord } from '../../store/library/run-record.ts';
import { movedText, seedRange, seedsProgress, seedsText, successText, wholeName } from './run-text.ts';

const settings = settingsFrom('micro', { updates: 20 });
const seed = (at: number, rate: number | null, more: Partial<RunRecord> = {}): RunRecord =>
  ({
    id: `r${at}`,
    name: `calm otter · seed ${at}`,
    experiment: { id: 'e', name: 'calm otter', seeds: 3, at },
    seed: at,
    began: settings,
    settings,
    changes: [],
    stage: rate === null ? 'training' : 'finished',
    update: rate === null ? 7 : 20,
    heldOut: rate === null ? null : { update: 20, rate, low: 0, high: 1, n: 64 },
    ...more,
  }) as unknown as RunRecord;
const groupOf = (...runs: RunRecord[]): RunGroup => groupsOf(runs)[0]!;

test('an experiment is told by name, seeds, how far it is, and its mean with its interval', () => {
  const whole = groupOf(seed(2, 0.7), seed(0, 0.5), seed(1, 0.6));
  expect([wholeName(whole), seedRange(whole), seedsProgress(whole)]).toEqual([
    'calm otter, 3 seeds',
    'seeds 0, 1, 2',
    '3 of 3 seeds finished',
  ]);
  // 0.6 ± 4.303 · 0.1 / √3
  expect(successText(whole)).toEqual({ mean: '60 %', interval: '35 to 85 %, n = 3 seeds' });
});

test('while it is under way only finished seeds count; an interval ends where shares end', () => {
  const one = groupOf(seed(0, 0.5), seed(1, null));
  expect(seedsProgress(one)).toBe('1 of 3 seeds finished; 7 of 20 updates');
  expect(successText(one)).toEqual({ mean: '50 %', interval: 'n = 1 seed' });
  expect(successText(groupOf(seed(0, null)))).toEqual({ mean: '', interval: 'no seed finished' });
  expect(successText(groupOf(seed(0, 0.1), seed(1, 0.9)))).toEqual({
    mean: '50 %',
    interval: '0 to 100 %, n = 2 seeds',
  });
});

test('a seed whose settings were moved is told and not counted', () => {
  const change = { warmUpdate: 0, update: 4, turn: 0, changes: { temperature: 0.5 } };
  const moved = seed(1, 0.9, { changes: [change] });
  expect(movedText(moved)).toBe('update 4: Temperature → 0.5');
  expect(successText(groupOf(seed(0, 0.5), moved)).interval).toBe('n = 1 seed');
});

test('a run by itself keeps its words, and names others that differ in the seed alone', () => {
  const { experiment: _, ...alone } = seed(0, 0.5, { name: 'lone wolf' });
  const { experiment: __, ...other } = { ...seed(1, 0.5), began: { ...settings, seed: 1 } };
  expect(wholeName(groupOf(alone))).toBe('lone wolf');
  expect(seedsText(alone, [alone, other])).toBe('1 of 2 seeds');
  expect(seedsText(seed(0, 0.5), [seed(0, 0.5), alone])).toBe('');
});
