/** What the finished seeds behind a curve are, in words. Pure. */
import type { RunHistory } from '../../store/history.ts';
import type { SeedBand } from '../../store/seed-band.ts';
import type { ChartSpec } from './catalogue.ts';

/** "mean of 2 finished seeds (0, 1)", "finished seed 0". */
export const bandName = ({ seeds }: SeedBand): string =>
  seeds.length === 1 ? `finished seed ${seeds[0]}` : `mean of ${seeds.length} finished seeds (${seeds.join(', ')})`;

/** Their newest mean and its ends: "40 % (30 % to 50 %)"; "" when none is finished. */
export function seedsValue({ table, column, print }: ChartSpec, { band }: Pick<RunHistory, 'band'>): string {
  const { x, mean, low, high } = band?.lines[table][column] ?? { x: [] };
  const last = x.length - 1;
  if (!band || last < 0) return '';
  const ends = band.seeds.length > 1 ? ` (${print(low![last]!)} to ${print(high![last]!)})` : '';
  return `${print(mean![last]!)}${ends}`;
}

/** For assistive technology: what the other seeds of the experiment came to. */
export function seedsText(spec: ChartSpec, history: Pick<RunHistory, 'band'>): string {
  const value = seedsValue(spec, history);
  return history.band && value ? `At the end, ${bandName(history.band)}: ${value}.` : '';
}
