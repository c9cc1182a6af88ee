/** Compared runs as a figure: the same lines, bands and ends as on the canvas. */
import type { Progress } from '../../store/library/curves.ts';
import type { ChartSpec } from '../charts/catalogue.ts';
import type { Band, Column, Curve, Figure, Ink, Paper } from '../charts/export/figure.ts';
import { yRange } from '../charts/y-range.ts';
import { compactNumber, hasDots, readingOf, strandName, X_NAME, type Strand } from './overlay.ts';
import { dashOf } from './run-look.ts';

interface Look {
  /** Of what is seen, in CSS pixels. */
  readonly width: number;
  readonly plotHeight: number;
  readonly paper: Paper;
  /** The run's colour in the present theme. */
  readonly inkOf: (strand: Strand) => Ink;
}

export function overlayFigure(spec: ChartSpec, strands: readonly Strand[], progress: Progress, look: Look): Figure {
  const drawn = strands.flatMap(({ shown, line, low, high }) => [shown, line.mean, low, high]).flat();
  const known = drawn.filter((value) => Number.isFinite(value));
  const [low, high] = known.reduce<[number | null, number | null]>(
    ([a, b], value) => [a === null ? value : Math.min(a, value), b === null ? value : Math.max(b, value)],
    [null, null],
  );
  const [bottom, top] = yRange(spec.range, low, high);
  const last = strands.reduce((most, { line }) => Math.max(most, line.x.at(-1) ?? 0), 0);
  const looks = strands.map((strand) => ({ strand, ink: look.inkOf(strand), dash: dashOf(strand.experiment.lead) }));
  return {
    width: look.width,
    plotHeight: look.plotHeight,
    title: spec.title,
    description: `${spec.unit}, by ${X_NAME[progress]}. ${strands.map((strand) => `${strandName(strand)}: ${readingOf(strand, null, spec.print)}`).join('; ')}`,
    x: { low: 0, high: last || 1, label: X_NAME[progress], print: compactNumber, space: 60 },
    y: { low: bottom, high: top, label: spec.unit, print: spec.print, space: 30 },
    bands: looks.map(({ strand, ink }): Band => ({
      x: strand.line.x,
      low: gaps(strand.low),
      high: gaps(strand.high),
      ink: { ...ink, alpha: 0.14 },
      whiskers: null,
    })),
    curves: looks.flatMap(({ strand, ink, dash }): Curve[] => [
      ...(strand.isSmoothed ? [curve(strand, strand.line.mean, { ...ink, alpha: 0.3 }, 1, [], 0)] : []),
      curve(strand, strand.shown, ink, 2, dash, hasDots(strand) ? 2.5 : 0),
    ]),
    guides: [],
    marks: [],
    legend: looks.map(({ strand, ink, dash }) => ({
      name: `${strandName(strand)}  ${readingOf(strand, null, spec.print)}`,
      ink,
      dash,
      width: 3,
    })),
    paper: look.paper,
  };
}

const gaps = (values: readonly number[]): Column => values.map((value) => (Number.isFinite(value) ? value : null));

const curve = (
  { line }: Strand,
  values: readonly number[],
  ink: Ink,
  width: number,
  dash: readonly number[],
  dots: number,
): Curve => ({ x: line.x, y: gaps(values), ink, width, dash, dots });
