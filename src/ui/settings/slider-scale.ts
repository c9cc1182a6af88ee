/**
 * Where a value sits on a slider: linear when its steps fit on one, by powers of ten when the setting says so, and bent
 * (cubic) when a linear slider could not reach small values. Must not draw.
 */
import type { NumberSetting } from '../../core/settings.ts';

/** A slider is about this many pixels wide: more linear steps cannot be reached by hand. */
const LINEAR_STEPS = 400;
const FINE = 1000;

export type Scale = 'linear' | 'log' | 'cubic';

export function scaleOf({ log, min, max, step }: NumberSetting): Scale {
  if (log) return 'log';
  return (max - min) / step <= LINEAR_STEPS ? 'linear' : 'cubic';
}

export interface SliderRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

export function rangeOf(setting: NumberSetting): SliderRange {
  if (scaleOf(setting) === 'linear') return { min: setting.min, max: setting.max, step: setting.step };
  return { min: 0, max: FINE, step: 1 };
}

export function toPosition(setting: NumberSetting, value: number): number {
  const { min, max } = setting;
  const scale = scaleOf(setting);
  switch (scale) {
    case 'linear':
      return value;
    case 'log':
      return Math.round((FINE * Math.log(value / min)) / Math.log(max / min));
    case 'cubic':
      return Math.round(FINE * Math.cbrt((value - min) / (max - min)));
    default:
      return scale satisfies never;
  }
}

/** Always a value the setting allows. */
export function fromPosition(setting: NumberSetting, position: number): number {
  const { min, max, step } = setting;
  const clamp = (value: number): number => Math.min(max, Math.max(min, value));
  const scale = scaleOf(setting);
  switch (scale) {
    case 'linear':
      return clamp(tidy(min + Math.round((position - min) / step) * step));
    case 'log':
      return clamp(Number((min * (max / min) ** (position / FINE)).toPrecision(2)));
    case 'cubic':
      return clamp(tidy(Math.round((min + (max - min) * (position / FINE) ** 3) / step) * step));
    default:
      return scale satisfies never;
  }
}

/** 0.30000000000000004 -> 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(12));
