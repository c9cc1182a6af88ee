/** A live chart's numbers as a file: every row of them, nothing where there is no number. Pure. */
import type { Ring } from '../../core/ring.ts';
import type { ChartSpec } from './catalogue.ts';

/** Heading and column of the table. */
export type Headings = readonly (readonly [heading: string, column: number])[];

export function headings({ table, column, raw, interval }: ChartSpec): Headings {
  const x = [table === 'warm' ? 'cloning update' : 'update', 0] as const;
  if (interval) return [x, ['value', column], ['low', interval.low], ['high', interval.high], ['tasks', interval.n]];
  return raw === undefined ? [x, ['value', column]] : [x, ['value', raw], ['smoothed', column]];
}

/** One header line, one line a row, an empty cell where there is no number. */
export function csv(table: Ring, columns: Headings): string {
  const cell = (value: number): string => (Number.isFinite(value) ? String(value) : '');
  const lines = Array.from({ length: table.length }, (_, row) =>
    columns.map(([, column]) => cell(table.at(row, column))).join(','),
  );
  return `${[columns.map(([heading]) => heading).join(','), ...lines].join('\n')}\n`;
}

/** The same as JSON: a list for each heading, null where there is no number. */
export function json({ id, title, unit }: ChartSpec, table: Ring, columns: Headings): string {
  const list = (column: number): (number | null)[] =>
    Array.from({ length: table.length }, (_, row) => {
      const value = table.at(row, column);
      return Number.isFinite(value) ? value : null;
    });
  const numbers = Object.fromEntries(columns.map(([heading, column]) => [heading, list(column)]));
  return `${JSON.stringify({ chart: id, title, unit, ...numbers }, null, 1)}\n`;
}
