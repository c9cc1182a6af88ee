/** Which conditions the person asked to see: values picked on the axes of their knobs. Pure. */
import type { Condition } from '../../train/study.ts';
import { valueOn, type Value } from './rows.ts';

/** Knob -> the values picked on it. A knob without any lets all of its values through. */
export type LineFilter = ReadonlyMap<string, ReadonlySet<Value>>;

export const NO_FILTER: LineFilter = new Map();

/** The value is picked, or no longer. */
export function toggled(filter: LineFilter, key: string, value: Value): LineFilter {
  const picked = new Set(filter.get(key));
  if (!picked.delete(value)) picked.add(value);
  const next = new Map(filter);
  if (picked.size > 0) next.set(key, picked);
  else next.delete(key);
  return next;
}

/** Any of the values picked on one knob, and that on every knob. */
export const passes = (filter: LineFilter, condition: Condition): boolean =>
  [...filter].every(([key, picked]) => picked.has(valueOn(condition, key)));
