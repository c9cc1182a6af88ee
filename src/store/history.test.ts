import { describe, expect, it, vi } from 'vitest';
import { wilson } from '../core/wilson.ts';
import { RunHistory, SMOOTHING, UPDATE_METRICS } from './history.ts';

const SUCCESS = 1 + UPDATE_METRICS.indexOf('episode/success_rate');
const SMOOTH = SUCCESS + UPDATE_METRICS.length;

describe('RunHistory', () => {
  it('keeps what charts need of an update; what is missing is a gap', () => {
    const history = new RunHistory();
    history.addUpdate(1, { 'episode/success_rate': 0.5, 'something/else': 3 });
    const { update } = history.tables;
    expect([update.length, update.at(0, 0), update.at(0, SUCCESS)]).toEqual([1, 1, 0.5]);
    expect(update.at(0, 1 + UPDATE_METRICS.indexOf('actor/kl'))).toBeNaN();
  });

  it('takes an update without anything to learn from as a gap in what the optimiser measures', () => {
    const history = new RunHistory();
    const metrics = { 'episode/success_rate': 1, 'actor/entropy': 0, 'perf/trained_tokens': 0 };
    history.addUpdate(1, metrics);
    const { update } = history.tables;
    expect(update.at(0, SUCCESS)).toBe(1);
    expect(update.at(0, 1 + UPDATE_METRICS.indexOf('actor/entropy'))).toBeNaN();
  });

  it('smooths with a debiased exponential average, and a gap does not poison it', () => {
    const history = new RunHistory();
    const values = [1, 0, Number.NaN, 0.5];
    values.forEach((value, i) => history.addUpdate(i + 1, { 'episode/success_rate': value }));
    const { update } = history.tables;
    // The first point is itself; the second weighs them 0.9 to 1; the fourth all three finite ones.
    expect(update.at(0, SMOOTH)).toBeCloseTo(1, 12);
    expect(update.at(1, SMOOTH)).toBeCloseTo(SMOOTHING / (1 + SMOOTHING), 12);
    expect(update.at(2, SMOOTH)).toBeNaN();
    const weights = [SMOOTHING ** 2, SMOOTHING, 1];
    const sum = weights.reduce((a, b) => a + b);
    expect(update.at(3, SMOOTH)).toBeCloseTo((SMOOTHING ** 2 * 1 + 0.5) / sum, 12);
  });

  it('adds the interval to an evaluation, from the event or from the settings', () => {
    const history = new RunHistory();
    history.addEvaluation(0, { 'val/success_rate': 0.25, 'val/episodes': 40 }, 64);
    history.addEvaluation(5, { 'val/success_rate': 0.5 }, 64);
    const { evaluation } = history.tables;
    const row = (r: number): number[] => [1, 2, 3, 4].map((c) => evaluation.at(r, c));
    expect(row(0)).toEqual([0.25, ...wilson(0.25, 40), 40]);
    expect(row(1)).toEqual([0.5, ...wilson(0.5, 64), 64]);
  });

  it('lets a newer evaluation of the same update take the place of the older', () => {
    const history = new RunHistory();
    history.addEvaluation(0, { 'val/success_rate': 0.1 }, 64);
    history.addEvaluation(0, { 'val/success_rate': 0.3 }, 64);
    expect([history.tables.evaluation.length, history.tables.evaluation.at(0, 1)]).toEqual([1, 0.3]);
  });

  it('forgets what lay beyond the checkpoint when a run goes through updates again', () => {
    const history = new RunHistory();
    for (const n of [1, 2, 3, 4]) history.addUpdate(n, { 'episode/success_rate': n / 10 });
    history.addUpdate(3, { 'episode/success_rate': 0.9 });
    const { update } = history.tables;
    expect([update.length, update.at(1, SUCCESS), update.at(2, SUCCESS)]).toEqual([3, 0.2, 0.9]);
  });

  it('joins the parts of a cloning update in one row', () => {
    const history = new RunHistory();
    history.addWarm(1, { 'warm/loss': 3 });
    history.addWarm(2, { 'warm/loss': 2 });
    history.addWarm(2, { 'warm/success_rate': 0.2 });
    const { warm } = history.tables;
    expect([warm.length, warm.at(1, 1), warm.at(1, 2)]).toEqual([2, 2, 0.2]);
  });

  it('remembers where among cloning updates a setting was moved', () => {
    const history = new RunHistory();
    const mark = { update: 0, label: 'Threshold ε 0.1 → 0.2', short: 'ε 0.2' };
    history.addMark(mark);
    for (const update of [1, 2, 3]) history.addWarm(update, { 'warm/loss': 1 });
    history.addMark(mark);
    expect(history.marks.map(({ warmUpdate }) => warmUpdate)).toEqual([0, 3]);
  });

  it('tells listeners until they stop, and clears everything', () => {
    const history = new RunHistory();
    const listener = vi.fn();
    const stop = history.subscribe(listener);
    history.addUpdate(1, { 'episode/success_rate': 1 });
    history.addMark({ update: 1, label: 'Temperature 1 → 0.8', short: 'Temperature 0.8' });
    expect(listener).toHaveBeenCalledTimes(2);
    history.clear();
    stop();
    history.addUpdate(1, { 'episode/success_rate': 0 });
    expect(listener).toHaveBeenCalledTimes(3);
    expect([history.marks, history.tables.update.at(0, SMOOTH)]).toEqual([[], 0]);
  });
});
