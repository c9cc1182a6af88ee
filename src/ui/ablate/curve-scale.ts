/** Where values stand on an axis of a knob, and round numbers on the axis of a figure. Pure. Must not draw. */
import { settingOf } from '../../core/settings.ts';
import type { Value } from './rows.ts';

export interface AxisScale {
  readonly isNumeric: boolean;
  /** Pixels. */
  readonly at: (value: Value) => number;
}

/** Labels side by side that are closer than this would run into each other. */
const LEAST_GAP = 38;

/** Whether a knob is one of those that are moved by factors. */
export function isLogKnob(key: string): boolean {
  const setting = settingOf(key);
  return (setting?.kind === 'number' || setting?.kind === 'integer') && setting.log === true;
}

/** Numbers stand where they belong, by powers of ten if asked to; words, and numbers that would crowd, at equal distances.
 * `from` may lie beyond `to`, as on an axis that goes up. */
export function axisScale(
  values: readonly Value[],
  isLog: boolean,
  from: number,
  to: number,
  leastGap = LEAST_GAP,
): AxisScale {
  const place = (share: number): number => from + share * (to - from);
  const even = (value: Value): number => place(values.length < 2 ? 0.5 : values.indexOf(value) / (values.length - 1));
  if (!values.every((value) => typeof value === 'number')) return { isNumeric: false, at: even };
  const numbers = values;
  const on = isLog && numbers.every((value) => value > 0) ? Math.log : (value: number): number => value;
  const [first, last] = [on(numbers[0]!), on(numbers.at(-1)!)];
  const placed = (value: Value): number => place(last === first ? 0.5 : (on(value as number) - first) / (last - first));
  const crowds = numbers.some((value, i) => i > 0 && Math.abs(placed(value) - placed(numbers[i - 1]!)) < leastGap);
  return { isNumeric: true, at: crowds ? even : placed };
}

/** Three to six round numbers that hold the range between them. */
export function ticksOf(low: number, high: number): number[] {
  const room = high - low || Math.abs(high) * 0.1 || 0.1;
  const rough = room / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.ceil((high === low ? low + room : high) / step);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
