/**
 * Where numbers lie in a lane's drawing: one unit of width per token or turn, heights as shares from the bottom (0) to the
 * top (1) of a drawing that keeps a margin for its strokes. Must not draw.
 */
import { settingOf, type NumberSetting, type Settings } from '../../core/settings.ts';

const MARGIN = 3;
const HEIGHT = 100;
const WHOLE = HEIGHT + 2 * MARGIN;

export const viewBox = (columns: number): string => `0 ${-MARGIN} ${columns} ${WHOLE}`;
/** In units of the view box. */
export const yOf = (share: number): number => HEIGHT * (1 - share);
/** For HTML that lies over the drawing. */
export const topOf = (share: number): string => `${(100 * (yOf(share) + MARGIN)) / WHOLE}%`;
/** `fraction` of the drawing's height from its top. */
export const shareAt = (fraction: number): number => Math.min(1, Math.max(0, 1 - (WHOLE * fraction - MARGIN) / HEIGHT));

export function thresholdSetting(key: keyof Settings): NumberSetting {
  const setting = settingOf(key);
  if (setting?.kind !== 'number') throw new Error(`${key} is no threshold.`);
  return setting;
}

/** Place on the scale in powers of ten that both thresholds share; what is smaller lies at the bottom. NaN stays. */
export function logShare({ min, max }: NumberSetting, value: number): number {
  if (Number.isNaN(value)) return NaN;
  return Math.min(1, Math.log(Math.max(value, min) / min) / Math.log(max / min));
}

/** A line through the middles of the columns, broken where a share is NaN. */
export function linePath(shares: ArrayLike<number>): string {
  let path = '';
  let isOn = false;
  for (let i = 0; i < shares.length; i++) {
    const share = shares[i]!;
    if (!Number.isNaN(share)) path += `${isOn ? 'L' : 'M'}${i + 0.5} ${yOf(share).toFixed(2)}`;
    isOn = !Number.isNaN(share);
  }
  return path;
}

/** A line through points anywhere. */
export const pathThrough = (points: readonly (readonly [x: number, share: number])[]): string =>
  points.map(([x, share], i) => `${i === 0 ? 'M' : 'L'}${x} ${yOf(share).toFixed(2)}`).join('');

/** Round dots, once they are stroked with round caps. */
export const dotPath = (points: readonly (readonly [x: number, share: number])[]): string =>
  points
    .filter(([, share]) => !Number.isNaN(share))
    .map(([x, share]) => `M${x} ${yOf(share).toFixed(2)}h0`)
    .join('');

/** Upright lines from the bottom. */
export const stemPath = (points: readonly (readonly [x: number, share: number])[]): string =>
  points
    .filter(([, share]) => !Number.isNaN(share))
    .map(([x, share]) => `M${x} ${HEIGHT}V${yOf(share).toFixed(2)}`)
    .join('');

/** Values from their least to their greatest. */
export function stretched(values: Float32Array): Float32Array {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const range = values.reduce((a, b) => Math.max(a, b), -Infinity) - low;
  return values.map((value) => (range > 0 ? (value - low) / range : 0));
}
