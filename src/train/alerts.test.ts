import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_ALERTS, watch, type Alert, type AlertMemory } from './alerts.ts';
import { measured } from './event-line.ts';
import type { Metrics } from './events.ts';

const HEALTHY: Metrics = {
  'episode/success_rate': 0.5,
  'group/zero_variance': 0.4,
  'actor/entropy': 0.2,
  'actor/kl': 0.1,
  'actor/skipped_steps': 0,
  'actor/optimiser_steps': 2,
  'perf/trained_tokens': 4000,
};
const times = (n: number, changes: Metrics = {}): Metrics[] =>
  Array.from({ length: n }, () => ({ ...HEALTHY, ...changes }));

function alertsOf(updates: readonly Metrics[], from: AlertMemory = NO_ALERTS): Alert[] {
  let memory = from;
  return updates.flatMap((metrics, i) => {
    const seen = watch(memory, i + 1, metrics);
    // What is remembered must survive a checkpoint, which is JSON.
    memory = JSON.parse(JSON.stringify(seen.memory)) as AlertMemory;
    return seen.alerts;
  });
}
const told = (updates: readonly Metrics[]): string[] =>
  alertsOf(updates).map(({ cause, update }) => `${cause} ${update}`);

describe('alerts', () => {
  const results = resolve(import.meta.dirname, '../../docs/results');
  test.each(readdirSync(results).filter((name) => /^L\d-s\d$/.test(name)))('none in the healthy run %s', (name) => {
    const lines = readFileSync(join(results, name, 'metrics.jsonl'), 'utf8').split('\n');
    const updates = lines.flatMap((line) => {
      const one = measured(line);
      return one?.kind === 'update' ? [one.metrics] : [];
    });
    expect(updates.length).toBeGreaterThan(100);
    expect(alertsOf(updates)).toEqual([]);
  });

  test.each([
    ['entropy', { 'actor/entropy': 0.005 }, 5],
    ['kl', { 'actor/kl': 3 }, 3],
    ['equal-groups', { 'group/zero_variance': 1 }, 3],
    ['not-finite', { 'actor/skipped_steps': 1 }, 1],
    ['not-finite', { 'actor/grad_norm': Number.NaN }, 1],
    ['collapse', { 'episode/success_rate': 0.1 }, 10],
  ])('%s is told once, with the update, and an update less is not enough', (cause, changes, rows) => {
    expect(told([...times(20), ...times(rows - 1, changes), ...times(3)])).toEqual([]);
    expect(told([...times(20), ...times(rows + 30, changes)])).toEqual([`${cause} ${20 + rows}`]);
    const [alert] = alertsOf([...times(20), ...times(rows, changes)]);
    expect(alert?.sentence).toContain(`Update ${20 + rows}:`);
    expect(alert?.next.length).toBeGreaterThan(20);
  });

  test.each([
    ['entropy', { 'actor/entropy': 0.005 }, 5],
    ['kl', { 'actor/kl': 3 }, 3],
    ['equal-groups', { 'group/zero_variance': 1 }, 3],
    ['not-finite', { 'actor/skipped_steps': 1 }, 10],
    ['collapse', { 'episode/success_rate': 0.1 }, 1],
  ])('%s is told again only after it has cleared', (cause, changes, calm) => {
    const twice = (between: number): string[] =>
      told([...times(20), ...times(12, changes), ...times(between), ...times(12, changes)]);
    expect(twice(calm - 1)).toHaveLength(1);
    expect(twice(calm)).toHaveLength(2);
    expect(twice(calm)[1]).toContain(cause);
  });

  test('wavering just below the bound clears nothing', () => {
    const wavering = [{ 'actor/kl': 1.4 }, { 'actor/kl': 0.8 }].flatMap((changes) => times(4, changes));
    expect(told([...wavering, ...wavering, ...wavering])).toEqual(['kl 3']);
  });

  test('a certain agent that solves its tasks has not collapsed', () => {
    expect(told(times(20, { 'actor/entropy': 0.005, 'episode/success_rate': 0.95 }))).toEqual([]);
  });

  test('an update that learned nothing says nothing about entropy and KL, whatever zeros it reports', () => {
    const idle = { 'perf/trained_tokens': 0, 'actor/entropy': 0, 'actor/kl': 0 };
    expect(told(times(2, idle))).toEqual([]);
    expect(
      told([...times(4, { 'actor/entropy': 0.01 }), ...times(1, idle), ...times(1, { 'actor/entropy': 0.01 })]),
    ).toEqual(['entropy 6']);
  });

  test('equal groups are explained by what they have in common', () => {
    const next = (success: number): Alert =>
      alertsOf(times(3, { 'group/zero_variance': 1, 'episode/success_rate': success }))[0]!;
    expect(next(1).sentence).toContain('Every attempt succeeds');
    expect(next(1).next).toContain('higher level');
    expect(next(0).sentence).toContain('Every attempt fails');
    expect(next(0).next).toContain('lower level');
  });
});
