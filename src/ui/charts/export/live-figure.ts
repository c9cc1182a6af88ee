/** A live chart as a figure: the same columns, ends and marks as on its canvas. */
import type { Settings } from '../../../core/settings.ts';
import type { RunHistory } from '../../../store/history.ts';
import type { ChartSpec } from '../catalogue.ts';
import { chartData, MOST_POINTS } from '../chart-data.ts';
import { lastX } from '../last-x.ts';
import { bandName, seedsText } from '../seed-words.ts';
import { summaryText, xName } from '../summary.ts';
import { bandLineOf, SEEDS_DASH, thinBand } from '../thin-band.ts';
import { yRange } from '../y-range.ts';
import type { Band, Column, Curve, Figure, Ink, LegendEntry, Paper } from './figure.ts';

export interface LiveInks {
  readonly line: Ink;
  readonly raw: Ink;
  readonly band: Ink;
  /** Of the finished seeds: their mean and their band. */
  readonly seeds: Ink;
  readonly seedBand: Ink;
}

interface Look {
  /** Of what is seen, in CSS pixels. */
  readonly width: number;
  readonly plotHeight: number;
  /** Drawn with room for fewer, wider-set numbers. */
  readonly isLarge: boolean;
  readonly inks: LiveInks;
  readonly paper: Paper;
}

export function liveFigure(spec: ChartSpec, history: RunHistory, settings: Settings, look: Look): Figure {
  const { inks } = look;
  const table = history.tables[spec.table];
  const [x, curve, ...others] = chartData(spec, table, look.width);
  const line = bandLineOf(spec, history);
  const seeds = line && thinBand(line, look.width);
  const [low, high] = endsOf([curve!, ...others, ...(seeds ? [seeds.low, seeds.high] : [])]);
  const [bottom, top] = yRange(spec.range, low, high);
  const isFew = x.length <= MOST_POINTS;
  return {
    width: look.width,
    plotHeight: look.plotHeight,
    title: spec.title,
    description: [summaryText(spec, table), seedsText(spec, history)].filter(Boolean).join(' '),
    x: {
      low: 0,
      high: lastX(spec, history),
      label: xName(spec),
      print: String,
      space: look.isLarge ? 70 : 50,
      isWhole: true,
    },
    y: {
      low: bottom,
      high: top,
      label: spec.unit,
      print: spec.range[1] === 1 ? spec.print : String,
      space: look.isLarge ? 34 : 26,
    },
    bands: [
      ...(seeds ? [{ ...seeds, ink: inks.seedBand, whiskers: null }] : []),
      ...(spec.interval ? [bandOf(x, others, inks, isFew)] : []),
    ],
    curves: [
      ...(seeds ? [{ ...plain(seeds.x, seeds.mean, inks.seeds, 1.5), dash: SEEDS_DASH }] : []),
      ...(spec.raw === undefined ? [] : [plain(x, others[0]!, inks.raw, 1)]),
      { ...withoutGaps(x, curve!), ink: inks.line, width: 2, dash: [], dots: spec.interval && isFew ? 3 : 0 },
    ],
    guides: spec.guides?.(history, settings) ?? [],
    marks: history.marks.map(({ update, warmUpdate, short }) => ({
      x: spec.table === 'warm' ? warmUpdate : update,
      short,
    })),
    legend: [
      ...legendOf(spec, inks),
      ...(seeds ? [{ name: bandName(history.band!), ink: inks.seeds, width: 1.5, dash: SEEDS_DASH }] : []),
    ],
    paper: look.paper,
  };
}

const plain = (x: readonly number[], y: Column, ink: Ink, width: number): Curve => ({
  x,
  y,
  ink,
  width,
  dash: [],
  dots: 0,
});

const bandOf = (
  x: readonly number[],
  [low, high]: readonly Column[],
  { band, line }: LiveInks,
  isFew: boolean,
): Band => ({
  x,
  low: low!,
  high: high!,
  ink: band,
  whiskers: isFew ? { ...line, alpha: 0.55 } : null,
});

/** The curve itself goes on over updates that measured nothing. */
function withoutGaps(x: readonly number[], y: Column): Pick<Curve, 'x' | 'y'> {
  const known = [...x.keys()].filter((i) => y[i] != null);
  return { x: known.map((i) => x[i]!), y: known.map((i) => y[i]!) };
}

function endsOf(columns: readonly Column[]): [number | null, number | null] {
  let low: number | null = null;
  let high: number | null = null;
  for (const value of columns.flat()) {
    if (value === null) continue;
    low = low === null ? value : Math.min(low, value);
    high = high === null ? value : Math.max(high, value);
  }
  return [low, high];
}

function legendOf(spec: ChartSpec, { line, raw, band }: LiveInks): LegendEntry[] {
  const entry = (name: string, ink: Ink, width: number): LegendEntry => ({ name, ink, width, dash: [] });
  if (spec.interval) return [entry('solved', line, 2), entry('95 % interval', { ...band, alpha: 0.3 }, 8)];
  if (spec.raw === undefined) return [entry(spec.unit, line, 2)];
  return [entry('smoothed', line, 2), entry('each update', raw, 1)];
}
