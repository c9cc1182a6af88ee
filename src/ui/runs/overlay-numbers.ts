/** The numbers of compared runs as a file: as measured, not smoothed. Pure. */
import type { Progress } from '../../store/library/curves.ts';
import type { ChartSpec } from '../charts/catalogue.ts';
import type { Strand } from './overlay.ts';

/** One row a point: which runs, how many seeds, x, the line as measured and the ends of its band. */
export function csvOf(strands: readonly Strand[], progress: Progress): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const cell = (value: number | undefined): string => (Number.isFinite(value) ? String(value) : '');
  const rows = strands.flatMap(({ experiment, line }) =>
    line.x.map((x, i) =>
      [quoted(experiment.lead.name), line.n, x, cell(line.mean[i]), cell(line.low[i]), cell(line.high[i])].join(','),
    ),
  );
  return `${[`run,seeds,${progress},value,low,high`, ...rows].join('\n')}\n`;
}

/** The same as JSON: lists for each line, null where there is no number. */
export function jsonOf({ id, title, unit }: ChartSpec, strands: readonly Strand[], progress: Progress): string {
  const list = (values: readonly number[]): (number | null)[] =>
    values.map((value) => (Number.isFinite(value) ? value : null));
  const lines = strands.map(({ experiment, line: { x, mean, low, high, n } }) => ({
    run: experiment.lead.name,
    seeds: n,
    [progress]: x,
    value: list(mean),
    low: list(low),
    high: list(high),
  }));
  return `${JSON.stringify({ chart: id, title, unit, x: progress, lines }, null, 1)}\n`;
}
