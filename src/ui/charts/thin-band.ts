/** The finished seeds behind a live curve, thinned to what a width can show, with their ends. Pure; no canvas here. */
import { decimate } from '../../core/decimate.ts';
import type { RunHistory } from '../../store/history.ts';
import type { BandLine } from '../../store/seed-band.ts';
import type { ChartSpec } from './catalogue.ts';

export interface ThinBand extends BandLine {
  /** Of all its numbers; null = there are none. */
  readonly bottom: number | null;
  readonly top: number | null;
}

/** Strokes and gaps of their mean, in pixels. */
export const SEEDS_DASH: readonly number[] = [7, 4];

/** Coarser than a live curve: a mean has few spikes, and it is drawn with every point that the live curve gets. */
const PIXELS_A_BUCKET = 8;

/** Null when no other seed is finished. */
export const bandLineOf = ({ table, column }: ChartSpec, { band }: Pick<RunHistory, 'band'>): BandLine | null =>
  band?.lines[table][column] ?? null;

/** Points that one of the seeds has no number for are left out. `width` in pixels. */
export function thinBand({ x, mean, low, high }: BandLine, width: number): ThinBand {
  const known = [...x.keys()].filter((i) => Number.isFinite(mean[i]));
  const series = [mean, low, high];
  const buckets = Math.max(16, Math.floor(width / PIXELS_A_BUCKET));
  const rows = decimate(known.length, buckets, series.length, (row, s) => series[s]![known[row]!]!);
  const pick = (values: readonly number[]): number[] => Array.from(rows, (row) => values[known[row]!]!);
  const ends = (values: readonly number[], most: (a: number, b: number) => number): number | null =>
    values.reduce<number | null>((best, value) => (best === null ? value : most(best, value)), null);
  const thin = { x: pick(x), mean: pick(mean), low: pick(low), high: pick(high) };
  return { ...thin, bottom: ends(thin.low, Math.min), top: ends(thin.high, Math.max) };
}
