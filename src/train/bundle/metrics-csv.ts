/**
 * A run's numbers as one table: a row for each policy update (0 = after the warm start), `step` first, then every metric
 * by name; an empty cell where there is no number. pandas, DuckDB and Trackio's CSV import take it as it is.
 */
import { measured } from '../event-line.ts';

/** `lines` as event-line.ts writes them. Cloning updates count for themselves and are left to events.jsonl. */
export function metricsCsv(lines: readonly string[]): string {
  const rows = new Map<number, Record<string, number>>();
  for (const line of lines) {
    const found = measured(line);
    if (!found || found.kind === 'warm' || (found.kind === 'evaluation' && found.split !== 'val')) continue;
    // Both the update and its evaluation report their seconds.
    const { 'perf/seconds': seconds, ...rest } = found.metrics;
    const own = found.kind === 'evaluation' ? { 'val/seconds': seconds } : { 'perf/seconds': seconds };
    const all = { ...rest, ...(seconds === undefined ? {} : own) } as Record<string, number>;
    rows.set(found.update, { ...rows.get(found.update), ...all });
  }
  const names = [...new Set([...rows.values()].flatMap(Object.keys))].toSorted();
  const body = [...rows].toSorted(([a], [b]) => a - b).map(([step, row]) => [step, ...names.map((n) => row[n] ?? '')]);
  return [['step', ...names], ...body].map((cells) => `${cells.join(',')}\n`).join('');
}
