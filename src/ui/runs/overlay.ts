/** What an overlay chart draws and says: one entry an experiment, all on one x axis. Pure; no canvas here. */
import type { Experiment, Line } from '../../store/library/compare.ts';
import { smoothed, type Progress } from '../../store/library/curves.ts';
import { groupNameOf } from '../../store/library/run-record.ts';
import { count } from '../format.ts';

export interface Strand {
  readonly experiment: Experiment;
  readonly line: Line;
  /** The line as it is drawn; the same as `line.mean` when nothing is smoothed. */
  readonly shown: readonly number[];
  /** Ends of its band as they are drawn; NaN where there is none. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly isSmoothed: boolean;
}

export const X_NAME: Readonly<Record<Progress, string>> = {
  updates: 'updates',
  turns: 'environment turns',
  tokens: 'generated tokens',
  seconds: 'seconds of training',
};

/** More points than this are a line; their own marks would only blur it. */
const MOST_POINTS = 60;
export const hasDots = ({ isSmoothed, line }: Strand): boolean => !isSmoothed && line.x.length <= MOST_POINTS;

/** `past`: weight of what came before, in [0, 1); 0 leaves the line as it was measured. Its band is smoothed with it. */
export function strandOf(experiment: Experiment, line: Line, past: number): Strand {
  const isSmoothed = past > 0 && line.mean.length > 1;
  const drawn = (values: readonly number[]): readonly number[] => (isSmoothed ? smoothed(values, past) : values);
  return { experiment, line, shown: drawn(line.mean), low: drawn(line.low), high: drawn(line.high), isSmoothed };
}

/** Every x of every strand, ascending. */
export function unionOf(strands: readonly Strand[]): number[] {
  return [...new Set(strands.flatMap(({ line }) => line.x))].toSorted((a, b) => a - b);
}

/** Index of the last point at or before x; -1 before the first. x ascends. */
export function indexAt({ line: { x: xs } }: Strand, x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** "62 % (50 % to 73 %)"; "–" before the first point. x null = the newest point. */
export function readingOf(strand: Strand, x: number | null, print: (value: number) => string): string {
  const i = x === null ? strand.line.x.length - 1 : indexAt(strand, x);
  const value = strand.shown[i];
  if (value === undefined) return '–';
  const [low, high] = [strand.low[i] ?? Number.NaN, strand.high[i] ?? Number.NaN];
  return Number.isFinite(low) ? `${print(value)} (${print(low)} to ${print(high)})` : print(value);
}

/** "calm otter, 3 seeds". */
export const strandName = ({ experiment: { lead, runs } }: Pick<Strand, 'experiment'>): string =>
  runs.length > 1 ? `${groupNameOf(lead)}, ${runs.length} seeds` : lead.name;

export const xText = (x: number, progress: Progress): string => `${X_NAME[progress]} ${count(x)}`;

const thousands = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
/** Ticks of the x axis: "2.5K". */
export const compactNumber = (tick: number): string => thousands.format(tick);
