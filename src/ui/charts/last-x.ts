/** How far the x axis of a live chart goes. Pure; the same on the canvas and in a file. */
import type { RunHistory } from '../../store/history.ts';
import type { ChartSpec } from './catalogue.ts';

/** Fewer updates than this still fill the axis, so that early curves do not stretch wildly. */
const LEAST_X = 10;

/** Charts over updates share their x range, so that the common line stands at the same place in each. */
export function lastX({ table }: ChartSpec, { tables, band }: RunHistory): number {
  const names = table === 'warm' ? (['warm'] as const) : (['update', 'evaluation'] as const);
  const ends = names.flatMap((name) => [tables[name].at(tables[name].length - 1, 0), band?.lines[name][0]?.x.at(-1)]);
  return Math.max(LEAST_X, ...ends.map((end) => end || 0));
}
