import { describe, expect, test } from 'vitest';
import { settingsFrom } from '../../../core/settings.ts';
import { RunHistory } from '../../../store/history.ts';
import { bandOf } from '../../../store/seed-band.ts';
import { CHARTS } from '../catalogue.ts';
import { ticksOf, type Axis, type Ink } from './figure.ts';
import { svgOf } from './figure-svg.ts';
import { inkOf } from './ink.ts';
import { liveFigure } from './live-figure.ts';

const axis = (low: number, high: number, space: number, isWhole = false): Axis => ({
  low,
  high,
  space,
  isWhole,
  label: '',
  print: String,
});

describe('ticks', () => {
  test.each<[Axis, number, number[]]>([
    [axis(0, 1, 30), 200, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [axis(0, 10, 50, true), 400, [0, 2, 4, 6, 8, 10]],
    // Steps of 2.5, of which whole numbers are named.
    [axis(0, 10, 50, true), 220, [0, 5, 10]],
    [axis(-0.013, 0.021, 26), 60, [0, 0.02]],
    [axis(0, 25_000, 60), 600, [0, 2500, 5000, 7500, 10_000, 12_500, 15_000, 17_500, 20_000, 22_500, 25_000]],
    [axis(3, 3, 30), 200, []],
  ])('of %j over %d pixels', (on, pixels, wanted) => {
    expect(ticksOf(on, pixels)).toEqual(wanted);
  });

  test('never stand closer than asked', () => {
    for (const high of [0.07, 1, 3.3, 47, 999, 12_345]) {
      const on = axis(0, high, 26);
      const ticks = ticksOf(on, 110);
      expect(ticks.length).toBeGreaterThan(1);
      for (const [i, tick] of ticks.entries())
        if (i > 0) expect(((tick - ticks[i - 1]!) / high) * 110).toBeGreaterThanOrEqual(26 * (1 - 1e-9));
    }
  });
});

test('inks are what every SVG reader knows', () => {
  expect(inkOf('rgb(10, 63, 168)')).toEqual({ hex: '#0a3fa8', alpha: 1 });
  expect(inkOf('rgba(10, 63, 168, 0.5)')).toEqual({ hex: '#0a3fa8', alpha: 0.5 });
  expect(inkOf('color(srgb 0.0392157 0.247059 0.658824 / 0.13)')).toEqual({ hex: '#0a3fa8', alpha: 0.13 });
});

const ink = (hex: string): Ink => ({ hex, alpha: 1 });
const LOOK = {
  width: 400,
  plotHeight: 150,
  isLarge: false,
  inks: {
    line: ink('#000001'),
    raw: ink('#000002'),
    band: { hex: '#000003', alpha: 0.13 },
    seeds: ink('#000004'),
    seedBand: { hex: '#000005', alpha: 0.18 },
  },
  paper: {
    background: ink('#ffffff'),
    text: ink('#111111'),
    muted: ink('#222222'),
    grid: ink('#333333'),
    guide: ink('#444444'),
    mark: ink('#555555'),
  },
};
const specOf = (id: string) => CHARTS.find((chart) => chart.id === id)!;
const settings = settingsFrom('micro');
const count = (text: string, part: string | RegExp): number => text.split(part).length - 1;

describe('a live chart as SVG', () => {
  test('held-out success: band, whiskers, points, warm-start line, whole scale', () => {
    const history = new RunHistory();
    [0.25, 0.5, 0.75].forEach((rate, i) => history.addEvaluation(i * 5, { 'val/success_rate': rate }, 64));
    const svg = svgOf(liveFigure(specOf('held-out'), history, settings, LOOK));
    expect(svg).toContain('<title id="title">Held-out tasks solved</title>');
    expect(svg).toContain('update 10: 75 %');
    expect(count(svg, '<circle')).toBe(3);
    expect(count(svg.split('class="whiskers"')[1]!, '<line')).toBe(3);
    expect(count(svg.split('class="bands"')[1]!.split('</g>')[0]!, '<path')).toBe(1);
    expect(svg).toContain('warm start 25 %');
    expect(svg).toContain('>100 %<');
    expect(svg).toContain('95 % interval');
    const frame = /<clipPath id="plot"><rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/.exec(svg)!;
    const [left, top, width, height] = frame.slice(1).map(Number) as [number, number, number, number];
    const points = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map((one) => one.slice(1).map(Number));
    // The frame leaves four pixels round the plot.
    const at = (from: number, size: number, share: number): number => from + 4 + share * (size - 8);
    expect(points).toEqual([0.25, 0.5, 0.75].map((rate, i) => [at(left, width, i / 2), at(top, height, 1 - rate)]));
  });

  test('an update that measured nothing is a gap in the raw line alone; marks are named once', () => {
    const history = new RunHistory();
    for (const update of [1, 2, 3, 4])
      history.addUpdate(update, {
        'episode/success_rate': 0.5,
        'actor/entropy': update,
        'perf/trained_tokens': update === 2 ? 0 : 10,
      });
    history.marks = [{ update: 3, warmUpdate: 0, label: 'Threshold ε 0.1 → 0.2', short: 'ε <0.2>' }];
    const svg = svgOf(liveFigure(specOf('entropy'), history, settings, LOOK));
    const curves = svg.split('class="curves"')[1]!.split('</g>')[0]!;
    const [raw, smooth] = [...curves.matchAll(/ d="([^"]+)"/g)].map(([, d]) => d!);
    expect([count(raw!, 'M'), count(smooth!, 'M')]).toEqual([2, 1]);
    expect(svg).toContain('ε &lt;0.2&gt;');
    expect(svg).toContain('each update');
  });

  test('finished seeds of the experiment are drawn with their number, and stretch both axes', () => {
    const seed = (entropy: number): RunHistory => {
      const one = new RunHistory();
      for (let update = 1; update <= 40; update++) one.addUpdate(update, { 'actor/entropy': entropy });
      return one;
    };
    const history = new RunHistory();
    history.addUpdate(1, { 'actor/entropy': 1 });
    history.band = bandOf([3, 4], [seed(2), seed(6)], 0);
    const svg = svgOf(liveFigure(specOf('entropy'), history, settings, LOOK));
    expect(count(svg.split('class="bands"')[1]!.split('</g>')[0]!, '<path')).toBe(1);
    expect(svg).toContain('stroke-dasharray="7 4"');
    expect(svg).toContain('mean of 2 finished seeds (3, 4)');
    expect(svg).toContain('At the end, mean of 2 finished seeds (3, 4): 4.000 (2.000 to 6.000).');
    expect(svg).toContain('>40<');
    expect(svg).toMatch(/>6(\.0+)?</);
  });

  test('before there is data it is an empty frame, and the same figure gives the same text', () => {
    const history = new RunHistory();
    const draw = (): string => svgOf(liveFigure(specOf('turns'), history, settings, LOOK));
    expect(draw()).toBe(draw());
    expect(draw()).not.toContain('<path');
    expect(draw()).not.toMatch(/NaN|Infinity|undefined/);
  });
});
