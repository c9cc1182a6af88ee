/** How far the x axis of a live chart goes. Pure; the same on the canvas and in a file. */
import type { RunHistory } from '../../store/history.ts';
import type { ChartSpec } from './catalogue.ts';

/** Fewer updates than this still fill the axis, so that early curves do not stretch wildly. */
const LEAST_X = 10;

/** Charts over updates share their x range, so that the common line stands at the same place in each. */
export function lastX({ table }: ChartSpec, { tables }: RunHistory): number {
  const ends = table === 'warm' ? [tables.warm] : [tables.update, tables.evaluation];
  return Math.max(LEAST_X, ...ends.map((one) => one.at(one.length - 1, 0) || 0));
}
