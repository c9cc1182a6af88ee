/** A live chart's numbers as a file: every row of them, nothing where there is no number. Pure. */
import type { RunHistory } from '../../store/history.ts';
import type { ChartSpec } from './catalogue.ts';
import { bandName } from './seed-words.ts';
import { bandLineOf } from './thin-band.ts';

export interface Numbers {
  /** The first is x, which ascends. */
  readonly headings: readonly string[];
  /** NaN where there is no number. */
  readonly rows: readonly (readonly number[])[];
}

/** Heading and column of the table. */
function columnsOf({ table, column, raw, interval }: ChartSpec): readonly (readonly [string, number])[] {
  const x = [table === 'warm' ? 'cloning update' : 'update', 0] as const;
  if (interval) return [x, ['value', column], ['low', interval.low], ['high', interval.high], ['tasks', interval.n]];
  return raw === undefined ? [x, ['value', column]] : [x, ['value', raw], ['smoothed', column]];
}

/** The curve, and beside it the finished seeds of the experiment where there are any. */
export function numbersOf(spec: ChartSpec, history: Pick<RunHistory, 'tables' | 'band'>): Numbers {
  const table = history.tables[spec.table];
  const columns = columnsOf(spec);
  const headings = columns.map(([heading]) => heading);
  const own = Array.from({ length: table.length }, (_, row) => columns.map(([, column]) => table.at(row, column)));
  const line = bandLineOf(spec, history);
  if (!line) return { headings, rows: own };
  const { x, mean, low, high } = line;
  const mine = new Map(own.map((row) => [row[0]!, row]));
  const theirs = new Map(x.map((at, i) => [at, [mean[i]!, low[i]!, high[i]!]]));
  const xs = [...new Set([...mine.keys(), ...theirs.keys()])].toSorted((a, b) => a - b);
  const none = columns.slice(1).map(() => Number.NaN);
  return {
    headings: [...headings, bandName(history.band!), 'lowest', 'highest'],
    rows: xs.map((at) => [
      ...(mine.get(at) ?? [at, ...none]),
      ...(theirs.get(at) ?? [Number.NaN, Number.NaN, Number.NaN]),
    ]),
  };
}

/** One header line, one line a row, an empty cell where there is no number. */
export function csv({ headings, rows }: Numbers): string {
  const quoted = (text: string): string => (text.includes(',') ? `"${text}"` : text);
  const cell = (value: number): string => (Number.isFinite(value) ? String(value) : '');
  return `${[headings.map(quoted).join(','), ...rows.map((row) => row.map(cell).join(','))].join('\n')}\n`;
}

/** The same as JSON: a list for each heading, null where there is no number. */
export function json({ id, title, unit }: ChartSpec, { headings, rows }: Numbers): string {
  const list = (column: number): (number | null)[] =>
    rows.map((row) => (Number.isFinite(row[column]) ? row[column]! : null));
  const numbers = Object.fromEntries(headings.map((heading, column) => [heading, list(column)]));
  return `${JSON.stringify({ chart: id, title, unit, ...numbers }, null, 1)}\n`;
}
