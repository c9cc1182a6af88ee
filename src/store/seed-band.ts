/**
 * Several seeds as one line each: at every update that all of them have reached the mean, and the band from the lowest to the
 * highest, as in compared runs (library/compare.ts). Pure. Must not know where the numbers come from.
 */
import type { Ring } from '../core/ring.ts';
import type { RunHistory, TableName } from './history.ts';

/** x ascends; NaN where one of the seeds has no number. */
export interface BandLine {
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface SeedBand {
  readonly seeds: readonly number[];
  /** How many are finished and not in it, because their settings were moved while they trained. */
  readonly leftOut: number;
  /** By table, then by its column. */
  readonly lines: Readonly<Record<TableName, readonly BandLine[]>>;
}

const TABLES: readonly TableName[] = ['update', 'evaluation', 'warm'];

/** `histories` in the order of `seeds`, at least one. */
export function bandOf(
  seeds: readonly number[],
  histories: readonly Pick<RunHistory, 'tables'>[],
  leftOut: number,
): SeedBand {
  const entries = TABLES.map((name) => [name, linesOf(histories.map(({ tables }) => tables[name]))] as const);
  return { seeds, leftOut, lines: Object.fromEntries(entries) as Record<TableName, BandLine[]> };
}

function linesOf(tables: readonly Ring[]): BandLine[] {
  const rowsOf = tables.map(
    (table) => new Map(Array.from({ length: table.length }, (_, row) => [table.at(row, 0), row])),
  );
  const x = [...rowsOf[0]!.keys()].filter((at) => rowsOf.every((rows) => rows.has(at)));
  const columns = Array.from({ length: tables[0]!.columns }, (_, column) => column);
  return columns.map((column) => {
    const values = x.map((at) => tables.map((table, i) => table.at(rowsOf[i]!.get(at)!, column)));
    return {
      x,
      mean: values.map((all) => all.reduce((sum, value) => sum + value, 0) / all.length),
      low: values.map((all) => Math.min(...all)),
      high: values.map((all) => Math.max(...all)),
    };
  });
}
