/** What a chart says in words: for the number above it, for assistive technology, and for its keyboard probe. */
import type { Ring } from '../../core/ring.ts';
import { count } from '../format.ts';
import type { ChartSpec } from './catalogue.ts';

/** "62 % (50 % to 73 %, n = 64)" or "0.412". */
export function valueText({ column, interval, print }: ChartSpec, table: Ring, row: number): string {
  const value = print(table.at(row, column));
  if (!interval) return value;
  const [low, high] = [table.at(row, interval.low), table.at(row, interval.high)].map(print);
  return `${value} (${low} to ${high}, n = ${count(table.at(row, interval.n))})`;
}

/** What the x axis counts. */
export const xName = (spec: ChartSpec): string => (spec.table === 'warm' ? 'cloning update' : 'update');

/** For the probe: "update 35: 62 % (…)". */
export function probeText(spec: ChartSpec, table: Ring, row: number): string {
  if (row < 0) return 'No data yet';
  return `${xName(spec)} ${count(table.at(row, 0))}: ${valueText(spec, table, row)}`;
}

/** For assistive technology, in place of the picture. */
export function summaryText(spec: ChartSpec, table: Ring): string {
  const last = table.length - 1;
  if (last < 0) return `${spec.title}: no data yet. ${spec.empty}`;
  const now = table.at(last, spec.column);
  const first = table.at(0, spec.column);
  const newest = `${spec.title}, ${spec.unit}: ${probeText(spec, table, last)}`;
  if (last === 0 || !Number.isFinite(first) || !Number.isFinite(now)) return `${newest}.`;
  const [a, b] = [spec.print(first), spec.print(now)];
  const change = a === b ? 'as at the start' : now > first ? `up from ${a}` : `down from ${a}`;
  return `${newest}, ${change}. ${count(table.length)} points.`;
}
