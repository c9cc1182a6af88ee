import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring } from '../../core/ring.ts';
import { RunHistory } from '../../store/history.ts';
import { bandOf } from '../../store/seed-band.ts';
import { CHART_WORDS } from './chart-words.ts';
import { CHARTS, type ChartSpec } from './catalogue.ts';
import { chartData, nearestRow } from './chart-data.ts';
import { csv, json, numbersOf } from './csv.ts';
import { lastX } from './last-x.ts';
import { seedsText } from './seed-words.ts';
import { probeText, summaryText, valueText } from './summary.ts';
import { bandLineOf, thinBand } from './thin-band.ts';

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
    for (const { id, column, raw, interval, table, title, unit, empty } of CHARTS) {
      const columns = [column, raw ?? 1, ...(interval ? Object.values(interval) : [])];
      expect(columns.every((c) => c >= 1 && c < history.tables[table].columns)).toBe(true);
      const { meaning, formula, healthy } = CHART_WORDS[id]!;
      for (const text of [title, unit, empty, meaning, formula, healthy]) expect(text.length).toBeGreaterThan(4);
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

describe('numbers as a file', () => {
  it('have a header and full-precision rows, and nothing for a gap', () => {
    const history = new RunHistory();
    history.addWarm(1, { 'warm/loss': 0.1 });
    history.addWarm(2, {});
    const numbers = numbersOf(spec('imitation'), history);
    expect(csv(numbers)).toBe('cloning update,value\n1,0.1\n2,\n');
    expect(JSON.parse(json(spec('imitation'), numbers))).toMatchObject({
      'cloning update': [1, 2],
      value: [0.1, null],
    });
  });
});

describe('the finished seeds behind a curve', () => {
  const trained = (last: number, success: number): RunHistory => {
    const history = new RunHistory();
    for (let update = 0; update <= last; update += 5)
      history.addEvaluation(update, { 'val/success_rate': success + update / 100 }, 64);
    return history;
  };
  const history = trained(5, 0.3);
  history.band = bandOf([0, 1], [trained(10, 0.2), trained(15, 0.4)], 0);
  const heldOut = spec('held-out');

  it('are a mean with its ends, where all of them are', () => {
    const { x, mean, low, high } = bandLineOf(heldOut, history)!;
    expect(x).toEqual([0, 5, 10]);
    expect([mean, low, high].map((values) => values.map((value) => Number(value.toFixed(6))))).toEqual([
      [0.3, 0.35, 0.4],
      [0.2, 0.25, 0.3],
      [0.4, 0.45, 0.5],
    ]);
  });

  it('stretch the axis, and stand in words and in the table with their number', () => {
    expect(lastX(heldOut, history)).toBe(10);
    expect(seedsText(heldOut, history)).toBe('At the end, mean of 2 finished seeds (0, 1): 40 % (30 % to 50 %).');
    const { headings, rows } = numbersOf(heldOut, history);
    expect(headings.slice(5)).toEqual(['mean of 2 finished seeds (0, 1)', 'lowest', 'highest']);
    expect(rows.map((row) => [row[0], row[1], Number(row[5]?.toFixed(6))])).toEqual([
      [0, 0.3, 0.3],
      [5, 0.35, 0.35],
      [10, Number.NaN, 0.4],
    ]);
    expect(csv(numbersOf(heldOut, history)).split('\n')[0]).toBe(
      'update,value,low,high,tasks,"mean of 2 finished seeds (0, 1)",lowest,highest',
    );
  });

  it('are thinned to the width and keep their spikes; where one measured nothing there is no point', () => {
    const long = (spike: number): RunHistory => {
      const one = new RunHistory();
      for (let n = 1; n <= 5000; n++) one.addWarm(n, n === 7 ? {} : { 'warm/loss': n === spike ? 99 : 1 });
      return one;
    };
    const other = new RunHistory();
    other.band = bandOf([0, 1], [long(3333), long(2)], 0);
    const thin = thinBand(bandLineOf(spec('imitation'), other)!, 200);
    expect(thin.x.length).toBeLessThanOrEqual(100 * 8);
    expect([thin.x.includes(3333), thin.x.includes(7), thin.bottom, thin.top]).toEqual([true, false, 1, 99]);
  });

  it('are nothing while there are none', () => {
    const alone = trained(5, 0.3);
    expect([bandLineOf(heldOut, alone), seedsText(heldOut, alone), lastX(heldOut, alone)]).toEqual([null, '', 10]);
  });
});
