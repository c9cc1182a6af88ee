/** From a run's table to what uPlot takes: decimated to the width, NaN as a gap. Pure; no canvas here. */
import { decimate } from '../../core/decimate.ts';
import type { Ring } from '../../core/ring.ts';
import type { ChartSpec } from './catalogue.ts';

type Column = (number | null)[];
/** x, then the curve, then (raw) or (low, high). */
export type ChartData = [x: number[], ...y: Column[]];

/** More points than this are a line; their own marks would only blur it. */
export const MOST_POINTS = 48;

export function columnsOf(spec: ChartSpec): number[] {
  const { column, raw, interval } = spec;
  if (interval) return [column, interval.low, interval.high];
  return raw === undefined ? [column] : [column, raw];
}

/** `width` of the plot in pixels: about one bucket each two pixels is all that can be seen. */
export function chartData(spec: ChartSpec, table: Ring, width: number): ChartData {
  const columns = columnsOf(spec);
  const buckets = Math.max(16, Math.floor(width / 2));
  const rows = decimate(table.length, buckets, columns.length, (row, s) => table.at(row, columns[s] ?? 0));
  const pick = (column: number): Column =>
    Array.from(rows, (row) => {
      const value = table.at(row, column);
      return Number.isFinite(value) ? value : null;
    });
  return [Array.from(rows, (row) => table.at(row, 0)), ...columns.map(pick)];
}

/** Row whose x is nearest to `x`; -1 in an empty table. x ascends. */
export function nearestRow(table: Ring, x: number): number {
  let low = 0;
  let high = table.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (table.at(middle, 0) <= x) low = middle;
    else high = middle;
  }
  return Math.abs(table.at(low, 0) - x) <= Math.abs(table.at(high, 0) - x) ? low : high;
}
