import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring } from '../../core/ring.ts';
import { RunHistory } from '../../store/history.ts';
import { CHARTS, type ChartSpec } from './catalogue.ts';
import { chartData, nearestRow } from './chart-data.ts';
import { csv } from './csv.ts';
import { probeText, summaryText, valueText } from './summary.ts';

const spec = (id: string): ChartSpec => {
  const found = CHARTS.find((c) => c.id === id);
  if (!found) throw new Error(id);
  return found;
};
const ringOf = (xs: readonly number[]): Ring => {
  const ring = new Ring(2, Math.max(1, xs.length));
  for (const x of xs) ring.push([x, x * 10]);
  return ring;
};

describe('the catalogue', () => {
  it('explains every chart and points into its table', () => {
    const history = new RunHistory();
    for (const { column, raw, interval, table, ...words } of CHARTS) {
      const columns = [column, raw ?? 1, ...(interval ? Object.values(interval) : [])];
      expect(columns.every((c) => c >= 1 && c < history.tables[table].columns)).toBe(true);
      for (const text of [words.title, words.unit, words.meaning, words.formula, words.healthy, words.empty])
        expect(text.length).toBeGreaterThan(4);
    }
    expect(new Set(CHARTS.map((c) => c.id)).size).toBe(CHARTS.length);
  });
});

describe('chartData', () => {
  it('gives x, the curve and its interval, gaps as null', () => {
    const history = new RunHistory();
    history.addEvaluation(0, { 'val/success_rate': 0.5 }, 64);
    history.addEvaluation(5, {}, 64);
    const [xs, rates, lows, highs] = chartData(spec('held-out'), history.tables.evaluation, 400);
    expect([xs, rates, lows?.[1], highs?.[1]]).toEqual([[0, 5], [0.5, null], null, null]);
  });

  it('thins a long curve to what the width can show and keeps its spike', () => {
    const history = new RunHistory();
    for (let n = 1; n <= 5000; n++) history.addUpdate(n, { 'actor/grad_norm': n === 3333 ? 99 : 1 });
    const [xs, , raw] = chartData(spec('gradient'), history.tables.update, 200);
    expect(xs.length).toBeLessThanOrEqual(100 * 6);
    expect(raw?.[xs.indexOf(3333)]).toBe(99);
  });
});

describe('nearestRow', () => {
  it('agrees with a search through all rows', () => {
    const ascending = fc.uniqueArray(fc.nat(500), { minLength: 1 }).map((xs) => xs.sort((a, b) => a - b));
    fc.assert(
      fc.property(ascending, fc.double({ min: -10, max: 510, noNaN: true }), (xs, x) => {
        const best = Math.min(...xs.map((at) => Math.abs(at - x)));
        expect(Math.abs((xs[nearestRow(ringOf(xs), x)] ?? Infinity) - x)).toBe(best);
      }),
    );
  });

  it('finds nothing in an empty table', () => {
    expect(nearestRow(new Ring(2, 4), 3)).toBe(-1);
  });
});

describe('what a chart says', () => {
  const history = new RunHistory();
  const { evaluation } = history.tables;

  it('names what will come while it is empty', () => {
    expect(summaryText(spec('held-out'), evaluation)).toContain('no data yet. Press Train');
    expect(probeText(spec('held-out'), evaluation, -1)).toBe('No data yet');
  });

  it('gives value, interval and number of tasks, and the change since the start', () => {
    history.addEvaluation(0, { 'val/success_rate': 0.25 }, 64);
    history.addEvaluation(5, { 'val/success_rate': 0.5 }, 64);
    expect(valueText(spec('held-out'), evaluation, 1)).toBe('50 % (38 % to 62 %, n = 64)');
    expect(probeText(spec('held-out'), evaluation, 0)).toBe('update 0: 25 % (16 % to 37 %, n = 64)');
    expect(summaryText(spec('held-out'), evaluation)).toBe(
      'Held-out tasks solved, share of tasks: update 5: 50 % (38 % to 62 %, n = 64), up from 25 %. 2 points.',
    );
  });

  it('counts cloning updates for themselves', () => {
    history.addWarm(3, { 'warm/loss': 1.2345 });
    expect(probeText(spec('imitation'), history.tables.warm, 0)).toBe('cloning update 3: 1.23');
  });
});

describe('csv', () => {
  it('writes a header and full-precision rows, and nothing for a gap', () => {
    const ring = new Ring(2, 3);
    ring.push([1, 0.1]);
    ring.push([2, Number.NaN]);
    const columns = [
      ['update', 0],
      ['value', 1],
    ] as const;
    expect(csv(ring, columns)).toBe('update,value\n1,0.1\n2,\n');
  });
});
