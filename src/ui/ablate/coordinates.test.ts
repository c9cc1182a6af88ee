/** Parallel coordinates: where lines run, what a pick leaves, which numbers a file holds. */
import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../train/outcome.ts';
import { conditionsOf, readStudy } from '../../train/study.ts';
import type { Finished } from '../../store/study/outcome-lines.ts';
import { coordinatesOf } from './coordinates.ts';
import { figureCsv, figureJson } from './figure-numbers.ts';
import { fileName } from './file-name.ts';
import { FIGURES } from './figures.ts';
import { NO_FILTER, passes, toggled } from './line-filter.ts';
import { axesOf, rowsOf } from './rows.ts';

const conditions = conditionsOf(
  readStudy(
    JSON.stringify({
      name: 'three knobs',
      grid: { epsilon: [0.01, 0.1, 1], recipe: ['grpo', 'gigpo'], groupSize: [4, 8] },
      seeds: [0, 1],
    }),
  ),
);
const axes = axesOf(conditions);
/** Later conditions are better; the last has no run. Seeds are four points apart. */
const finished: Finished[] = conditions.slice(0, -1).flatMap((condition, i) =>
  [0, 1].map((seed) => ({
    condition,
    seed,
    outcome: { ...outcomeOf([]), success: 0.3 + 0.05 * i + 0.04 * seed },
    run: null,
  })),
);
const rows = rowsOf(conditions, finished);
const seen = { rows, axes, figure: FIGURES[0]!, base: rows[0]! };

describe('coordinates', () => {
  const layout = coordinatesOf(seen, 900);
  const marksOf = (key: string) => layout.columns.find(({ axis }) => axis.key === key)!.marks;

  it('have an axis a knob from left to right and the figure last, all within their room', () => {
    expect(layout.columns.map(({ axis }) => axis.key)).toEqual(['epsilon', 'recipe', 'groupSize']);
    const xs = [...layout.columns.map(({ x }) => x), layout.last.x];
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    expect(layout.width).toBeLessThanOrEqual(900);
    expect(layout.last.right).toBeLessThan(layout.width);
  });

  it('put numbers where they belong, upwards, and words one below the other', () => {
    expect(marksOf('epsilon').map(({ value, y }) => [value, y])).toEqual([
      [1, layout.top],
      [0.1, (layout.top + layout.bottom) / 2],
      [0.01, layout.bottom],
    ]);
    expect(marksOf('recipe').map(({ text, y }) => [text, y])).toEqual([
      ['GRPO', layout.top],
      ['GiGPO', layout.bottom],
    ]);
  });

  it('have a line for every condition with runs, by its mean, near its values and apart from the others', () => {
    const { lines } = layout;
    expect(lines.map(({ row }) => row.condition.name)).toEqual(conditions.slice(0, -1).map(({ name }) => name));
    for (const { row, points, bar, found } of lines) {
      const at = marksOf('epsilon').find(({ value }) => value === row.condition.point['epsilon'])!.y;
      expect(Math.abs(points[0]![1] - at)).toBeLessThanOrEqual(7);
      expect(points.at(-1)).toEqual([layout.last.x, layout.last.y(found.mean)]);
      expect([bar.x > layout.last.x, bar.x < layout.last.right]).toEqual([true, true]);
    }
    expect(new Set(lines.map(({ points }) => points[0]![1])).size).toBe(lines.length);
    expect(new Set(lines.map(({ bar }) => bar.x)).size).toBe(lines.length);
    // Better is higher, on the last axis and among those through one value.
    expect(lines[1]!.points.at(-1)![1]).toBeLessThan(lines[0]!.points.at(-1)![1]);
    expect(lines[1]!.points[0]![1]).toBeLessThan(lines[0]!.points[0]![1]);
  });

  it('draw the whole interval, but no share below nought or above one', () => {
    const [ticks, { lines, last }] = [layout.last.ticks, layout];
    // 12.706 · 0.0283 / √2 = 0.254 on both sides of 0.32, 0.37 …; that of 0.82 would end at 1.07.
    expect([ticks[0]!.text, ticks.at(-1)!.text]).toEqual(['0 %', '100 %']);
    expect(lines[0]!.bar.low).toBeCloseTo(last.y(0.32 - 0.25412), 3);
    expect(lines[0]!.bar.high).toBeCloseTo(last.y(0.32 + 0.25412), 3);
    expect(lines.at(-1)!.bar.high).toBe(last.y(1));
    const one = coordinatesOf({ ...seen, rows: rowsOf(conditions.slice(0, 1), finished.slice(0, 1)) }, 900);
    expect([one.lines[0]!.bar.low, one.lines[0]!.bar.high]).toEqual([one.lines[0]!.bar.y, one.lines[0]!.bar.y]);
  });

  it('want more room than there is rather than run labels together, and shorten long names', () => {
    // A phone's, for three knobs.
    expect(coordinatesOf(seen, 340).width).toBeLessThanOrEqual(340);
    const narrow = coordinatesOf(seen, 200);
    expect(narrow.width).toBeGreaterThan(200);
    for (const [i, { left, x }] of narrow.columns.entries())
      expect(x - left, narrow.columns[i]!.axis.key).toBeGreaterThanOrEqual(60);
    const arms = conditionsOf(readStudy('{"name":"x","arms":{"a very long name of an arm, with more":{},"b":{}}}'));
    const [long] = coordinatesOf({ ...seen, axes: axesOf(arms), rows: rowsOf(arms, []) }, 300).columns;
    expect(long!.marks.map(({ text }) => text)).toEqual(['a very long name…', 'b']);
  });

  it('stand without a line when no run has the figure', () => {
    const none = coordinatesOf({ ...seen, figure: FIGURES.find(({ id }) => id === 'turnsToSuccess')! }, 900);
    expect([none.lines.length, Number.isFinite(none.width), none.columns.length]).toEqual([0, true, 3]);
  });
});

describe('picked values', () => {
  it('let any of one knob through, and every knob has a say; the second press takes a pick back', () => {
    const names = (filter: typeof NO_FILTER): number => conditions.filter((one) => passes(filter, one)).length;
    const one = toggled(NO_FILTER, 'epsilon', 0.1);
    const two = toggled(one, 'epsilon', 1);
    const both = toggled(two, 'recipe', 'gigpo');
    expect([NO_FILTER, one, two, both].map(names)).toEqual([12, 4, 8, 4]);
    expect(toggled(toggled(both, 'recipe', 'gigpo'), 'epsilon', 1)).toEqual(one);
    expect(toggled(one, 'epsilon', 0.1)).toEqual(NO_FILTER);
  });
});

describe('files', () => {
  it('hold the numbers of the figure: every knob, mean, interval, n; nothing where there is none', () => {
    const lines = figureCsv(seen).split('\n');
    expect(lines[0]).toBe('condition,epsilon,recipe,groupSize,mean,low,high,n');
    const [name, ...cells] = [
      lines[1]!.slice(0, lines[1]!.lastIndexOf('"') + 1),
      ...lines[1]!.split('",')[1]!.split(','),
    ];
    expect(name).toBe('"epsilon 0.01, recipe grpo, groupSize 4"');
    expect(cells.slice(0, 3)).toEqual(['0.01', 'grpo', '4']);
    expect(cells.slice(3).map(Number)).toEqual([
      expect.closeTo(0.32, 9),
      expect.closeTo(0.06588, 5),
      expect.closeTo(0.57412, 5),
      2,
    ]);
    expect(lines[12]).toMatch(/8,,,,0$/);
    const json = JSON.parse(figureJson(seen, 'three knobs')) as { conditions: object[] };
    expect(json).toMatchObject({ study: 'three knobs', figure: 'success', unit: 'of tasks' });
    expect(json.conditions[11]).toMatchObject({
      knobs: { epsilon: 1, recipe: 'gigpo', groupSize: 8 },
      mean: null,
      n: 0,
    });
    expect(fileName(' ε × η: a/b ')).toBe('ε-η-a-b');
  });
});
