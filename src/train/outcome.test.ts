import { describe, expect, test } from 'vitest';
import { across, collapses, difference, outcomeOf, type MetricsLine, type Outcome } from './outcome.ts';

const update = (n: number, success: number): MetricsLine => ({
  kind: 'update',
  update: n,
  'episode/success_rate': success,
  'perf/generated_tokens': 100,
  'perf/seconds': 2,
  'tds/discarded_tokens': 10,
  'tti/rate': n % 2,
});
const held = (n: number, success: number): MetricsLine => ({
  kind: 'evaluation',
  split: 'val',
  update: n,
  'val/success_rate': success,
});

describe('outcomes', () => {
  test('start and end are held out, costs are sums, rates are means', () => {
    const outcome = outcomeOf([
      { kind: 'warm', update: 1, 'warm/loss': 3 },
      held(0, 0.4),
      update(1, 0.5),
      update(2, 0.5),
      held(2, 0.6),
      { ...held(2, 0.1), split: 'test' },
    ]);
    expect(outcome).toMatchObject({ start: 0.4, success: 0.6, tokens: 200, discarded: 20, updates: 2, seconds: 4 });
    expect(outcome.cutRate).toBe(0.5);
    expect(outcome.collapse).toBeNaN();
    expect(outcome.turnsToSuccess).toBeNaN();
  });

  test('a collapse names its update', () => {
    const lines = Array.from({ length: 40 }, (_, i) => update(i + 1, i < 20 ? 0.6 : 0.1));
    expect(outcomeOf(lines).collapse).toBe(30);
  });

  test('differences are paired by seed', () => {
    const of = (success: number): Outcome => outcomeOf([held(0, success)]);
    const base = new Map([
      [0, of(0.2)],
      [1, of(0.4)],
      [2, of(0.9)],
    ]);
    const other = new Map([
      [0, of(0.3)],
      [1, of(0.5)],
    ]);
    const { n, mean, half } = difference(other, base, 'success');
    expect(n).toBe(2);
    expect(mean).toBeCloseTo(0.1, 12);
    expect(half).toBeCloseTo(0, 12);
    expect(across(base, 'success').mean).toBeCloseTo(0.5, 12);
    expect(collapses(base)).toBe(0);
  });
});
