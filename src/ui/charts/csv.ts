/** A chart's numbers as a file: one header line, one line a row, an empty cell where there is no number. */
import type { Ring } from '../../core/ring.ts';

/** `columns`: heading and column of the table. */
export function csv(table: Ring, columns: readonly (readonly [heading: string, column: number])[]): string {
  const cell = (value: number): string => (Number.isFinite(value) ? String(value) : '');
  const lines = Array.from({ length: table.length }, (_, row) =>
    columns.map(([, column]) => cell(table.at(row, column))).join(','),
  );
  return `${[columns.map(([heading]) => heading).join(','), ...lines].join('\n')}\n`;
}
