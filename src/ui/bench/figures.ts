/** Numbers of a benchmark's record as people read them. */
import { count } from '../format.ts';

export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Three digits, from milliseconds; "–" for what was not measured. */
export const time = (value: unknown): string => {
  if (!isNumber(value)) return '–';
  return value >= 100 ? `${count(value)} ms` : `${value.toPrecision(3)} ms`;
};

/** The fastest and the slowest. */
export const span = (least: unknown, most: unknown): string => `${time(least)} to ${time(most)}`;

/** "2.39×", "103×". */
export const times = (value: unknown): string =>
  isNumber(value) ? `${value >= 100 ? count(value) : value.toPrecision(3)}×` : '–';
