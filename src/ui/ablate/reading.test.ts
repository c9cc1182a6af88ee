/** What a result is read by: axes, figures, scales and tints. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf, type Outcome } from '../../train/outcome.ts';
import { conditionsOf, readStudy } from '../../train/study.ts';
import type { Finished } from '../../store/study/outcome-lines.ts';
import { axisScale, ticksOf } from './curve-scale.ts';
import { duration } from './duration.ts';
import { FIGURES, halfText, meanText } from './figures.ts';
import { isReadOfFolder, openedFrom, resultOfFolder } from './opened-result.ts';
import { axesOf, nameOfCondition, rowsOf } from './rows.ts';
import { tintOf } from './tint.ts';

const study = (more: Record<string, unknown>) => readStudy(JSON.stringify({ name: 'a study', ...more }));
const outcome = (success: number, more: Partial<Outcome> = {}): Outcome => ({ ...outcomeOf([]), success, ...more });
const figure = (id: string) => FIGURES.find((one) => one.id === id)!;

describe('axes', () => {
  it('are the arms and the knobs that have more than one value; numbers by size, words as they come', () => {
    const conditions = conditionsOf(
      study({
        arms: { late: { tti: true }, early: {} },
        grid: { epsilon: [0.3, 0.03], eta: [0.01], recipe: ['grpo', 'gigpo'] },
      }),
    );
    expect(axesOf(conditions).map(({ key, values }) => [key, values])).toEqual([
      ['arm', ['late', 'early']],
      ['epsilon', [0.03, 0.3]],
      ['recipe', ['grpo', 'gigpo']],
    ]);
    expect(nameOfCondition(conditions[1]!, axesOf(conditions))).toBe('late, ε 0.3, Recipe GiGPO');
    const [only] = conditionsOf(study({}));
    expect(nameOfCondition(only!, [])).toBe('a study');
  });
});

describe('figures', () => {
  const [a, b] = conditionsOf(study({ grid: { epsilon: [0.1, 0.2] } }));
  const runs: Finished[] = [
    { condition: a!, seed: 0, outcome: outcome(0.5, { collapse: 7 }), run: null },
    { condition: a!, seed: 1, outcome: outcome(0.7), run: null },
    { condition: b!, seed: 1, outcome: outcome(0.6), run: null },
  ];
  const [first, second] = rowsOf([a!, b!], runs);
  const read = (id: string, row = first!): string => {
    const found = figure(id).of(row, first!);
    return `${meanText(figure(id), found)} ${halfText(figure(id), found)}, ${found.n}`;
  };

  it('are means over seeds with the half of their 95 % t interval; one seed has none', () => {
    // 12.706 · 0.1414 / √2 = 1.2706.
    expect([read('success'), read('success', second)]).toEqual(['60.0 % ± 127.1, 2', '60.0 % , 1']);
    expect(read('turnsToSuccess')).toBe('– , 0');
  });

  it('compare seed with seed, and count collapses', () => {
    expect(read('difference', second)).toBe('−10.0 , 1');
    expect(read('difference')).toBe('0.0 ± 0.0, 2');
    expect([read('collapses'), read('collapses', second)]).toEqual(['50 % , 2', '0 % , 1']);
    expect(figure('difference').ofRun(outcome(0.5), undefined)).toBeNaN();
  });
});

describe('scales', () => {
  it('put numbers where they belong and words at equal distances', () => {
    const log = axisScale([0.01, 0.1, 1], true, 0, 200);
    expect([0.01, 0.1, 1].map(log.at)).toEqual([0, expect.closeTo(100, 9), 200]);
    const linear = axisScale([0, 0.25, 1], false, 0, 200);
    expect([0, 0.25, 1].map(linear.at)).toEqual([0, 50, 200]);
    const words = axisScale(['a', 'b', 'c'], false, 0, 200);
    expect([words.isNumeric, words.at('b')]).toEqual([false, 100]);
    // Too close to be told apart: at equal distances.
    const crowded = axisScale([0, 1, 100], false, 0, 200);
    expect([0, 1, 100].map(crowded.at)).toEqual([0, 100, 200]);
  });

  it('have few round ticks that hold the whole range', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
        (low, size) => {
          const ticks = ticksOf(low, low + size);
          expect(ticks.length).toBeGreaterThanOrEqual(3);
          expect(ticks.length).toBeLessThanOrEqual(7);
          // Twelve digits are kept.
          const rounding = 1e-11 * (Math.abs(low) + size);
          expect(ticks[0]).toBeLessThanOrEqual(low + rounding);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(low + size - rounding);
        },
      ),
    );
    expect(ticksOf(0.5, 0.5).length).toBeGreaterThan(1);
  });

  it('tint by place between the ends, or by distance from nought to both sides', () => {
    const plain = tintOf([0.2, 0.4, Number.NaN], false);
    expect([0.2, 0.3, 0.4, Number.NaN].map((value) => plain(value).strength)).toEqual([0, 50, 100, 0]);
    const sided = tintOf([-0.1, 0.4], true);
    expect([sided(-0.1), sided(0.4), sided(0)]).toEqual([
      { strength: 25, side: 'less' },
      { strength: 100, side: 'more' },
      { strength: 0, side: 'more' },
    ]);
    expect(tintOf([0.3], false)(0.3).strength).toBe(0);
    expect(tintOf([0], true)(0).strength).toBe(0);
  });

  it('say long times coarsely', () => {
    expect([3, 80, 600, 5340, 5400, 10_000, 1e6, Number.NaN].map(duration)).toEqual([
      'about 5 s',
      'about 80 s',
      'about 10 min',
      'about 89 min',
      'about 1 h 30 min',
      'about 2 h 50 min',
      'about 12 days',
      '–',
    ]);
  });
});

describe('opened files', () => {
  it('are told apart by what is in them', () => {
    const opened = openedFrom([{ name: 'a.json', text: '{"name":"x"}' }]);
    expect(opened).toMatchObject({ kind: 'study', study: { name: 'x' } });
    expect(() => openedFrom([{ name: 'a.json', text: '{' }])).toThrow('Study: it is not JSON');
    expect(() => openedFrom([{ name: 'a.json', text: '{"kind":"note"}' }])).toThrow('There is no outcome of a run');
  });

  it('may be the folder of a sweep: its runs that are over, cut lines and all', () => {
    const line = (kind: string, more: object) => JSON.stringify({ kind, update: 1, ...more });
    const metrics = (success: number) =>
      `${line('evaluation', { split: 'val', 'val/success_rate': success })}\n${line('update', {})}\n{"kind":"upd`;
    const files = new Map([
      ['runs/study.json', JSON.stringify({ name: 'far away', grid: { epsilon: [0.1, 0.2] }, seeds: [0, 1] })],
      ['runs/epsilon-0.1/s0/metrics.jsonl', metrics(0.5)],
      ['runs/epsilon-0.1/s0/run.json', '{\n  "stage": "finished"\n}'],
      ['runs/epsilon-0.1/s1/metrics.jsonl', metrics(0.6)],
      ['runs/epsilon-0.1/s1/run.json', '{"stage": "training"}'],
      ['runs/epsilon-0.2/s1/metrics.jsonl', metrics(0.7)],
      ['runs/epsilon-0.2/s1/run.json', '{"stage":"finished"}'],
    ]);
    const { name, finished } = resultOfFolder(files);
    expect(name).toBe('far away');
    expect(finished.map(({ condition, seed, outcome }) => [condition.name, seed, outcome.success])).toEqual([
      ['epsilon 0.1', 0, 0.5],
      ['epsilon 0.2', 1, 0.7],
    ]);
    expect(() => resultOfFolder(new Map())).toThrow('There is no study.json in this folder.');
    expect(() => resultOfFolder(new Map([...files].slice(0, 1)))).toThrow('No run in this folder has come to its end');
    expect(['a/study.json', 'a/b/s0/run.json', 'a/model.safetensors', 'x.json'].map(isReadOfFolder)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
