/**
 * A run's numbers as one table: a row for each policy update (0 = after the warm start), `step` and `timestamp` first, then
 * every metric by name; an empty cell where there is no number. pandas, DuckDB and Trackio's CSV import take it as it is.
 */
import { measurements } from './metrics-table.ts';

interface Row {
  /** When the update was done, before it was evaluated; seconds. */
  readonly time: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** `created` and `lines` as of measurements(). Cloning updates count for themselves and are left to events.jsonl. */
export function metricsCsv(created: string, lines: readonly string[]): string {
  const rows = new Map<number, Row>();
  for (const { kind, step, time, metrics } of measurements(created, lines)) {
    if (kind === 'warm') continue;
    const row = rows.get(step) ?? { time, metrics: {} };
    rows.set(step, { ...row, metrics: { ...row.metrics, ...metrics } });
  }
  const names = [...new Set([...rows.values()].flatMap(({ metrics }) => Object.keys(metrics)))].toSorted();
  const body = [...rows]
    .toSorted(([a], [b]) => a - b)
    .map(([step, { time, metrics }]) => [step, timestamp(time), ...names.map((name) => metrics[name] ?? '')]);
  return [['step', 'timestamp', ...names], ...body].map((cells) => `${cells.join(',')}\n`).join('');
}

/** ISO 8601, UTC, to the millisecond. */
const timestamp = (seconds: number): string => new Date(Math.round(seconds * 1000)).toISOString();
