/** The numbers of a result's figure as a file: one line a condition, what each stands for named. Pure. */
import { valueOn } from './rows.ts';
import type { Shown } from './shown.ts';

type Seen = Pick<Shown, 'rows' | 'axes' | 'figure' | 'base'>;

const linesOf = ({ rows, axes, figure, base }: Seen) =>
  rows.map((row) => {
    const { mean, half, n } = figure.of(row, base);
    return {
      condition: row.condition.name,
      knobs: axes.map(({ key }) => [key, valueOn(row.condition, key)] as const),
      numbers: { mean, low: mean - half, high: mean + half, n },
    };
  });

/** Nothing in a cell that has no number. */
export function figureCsv(seen: Seen): string {
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (value: string | number | boolean | null | undefined): string =>
    typeof value === 'number' && !Number.isFinite(value) ? '' : quoted(String(value ?? ''));
  const heading = ['condition', ...seen.axes.map(({ key }) => key), 'mean', 'low', 'high', 'n'];
  const lines = linesOf(seen).map(({ condition, knobs, numbers }) => [
    condition,
    ...knobs.map(([, value]) => value),
    ...Object.values(numbers),
  ]);
  return [heading, ...lines].map((line) => `${line.map(cell).join(',')}\n`).join('');
}

/** NaN becomes null, as JSON has it. */
export function figureJson(seen: Seen, study: string): string {
  const { id, name, unit, isDifference } = seen.figure;
  const conditions = linesOf(seen).map(({ condition, knobs, numbers }) => ({
    condition,
    knobs: Object.fromEntries(knobs),
    ...numbers,
  }));
  const base = isDifference ? { base: seen.base.condition.name } : {};
  return `${JSON.stringify({ study, figure: id, title: name, unit, ...base, conditions }, null, 1)}\n`;
}
