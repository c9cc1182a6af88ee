/**
 * Finished runs put in order for reading: one row a condition, and the knobs that set conditions apart. Pure. Must not draw
 * or compute figures.
 */
import { settingOf, type Settings } from '../../core/settings.ts';
import { valueText } from '../../train/bundle/what-changed.ts';
import type { Outcome } from '../../train/outcome.ts';
import type { Condition } from '../../train/study.ts';
import { symbolOf } from '../../store/change-mark.ts';
import type { Finished } from '../../store/study/outcome-lines.ts';

export type Value = number | string | boolean;

export interface Row {
  readonly condition: Condition;
  /** By seed. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** Seed -> run in the library, null when it was trained elsewhere. */
  readonly runs: ReadonlyMap<number, string | null>;
}

/** A knob with more than one value. */
export interface Axis {
  /** A setting, or "arm". */
  readonly key: string;
  readonly label: string;
  /** Short: ε. */
  readonly symbol: string;
  readonly values: readonly Value[];
}

/** `all`: conditions in their order, also those without a finished run. */
export function rowsOf(all: readonly Condition[], finished: readonly Finished[]): Row[] {
  return all.map((condition) => {
    const own = finished.filter((one) => one.condition.name === condition.name);
    return {
      condition,
      outcomes: new Map(own.map(({ seed, outcome }) => [seed, outcome])),
      runs: new Map(own.map(({ seed, run }) => [seed, run])),
    };
  });
}

/** Conditions in the order in which they come first. */
export const conditionsIn = (finished: readonly Finished[]): Condition[] => [
  ...new Map(finished.map(({ condition }) => [condition.name, condition])).values(),
];

export const valueOn = ({ arm, point }: Condition, key: string): Value => (key === 'arm' ? arm : point[key]!);

export function axesOf(conditions: readonly Condition[]): Axis[] {
  const keys = ['arm', ...new Set(conditions.flatMap(({ point }) => Object.keys(point)))];
  return keys
    .map((key) => ({
      key,
      label: key === 'arm' ? 'Arm' : (settingOf(key)?.label ?? key),
      symbol: key === 'arm' ? 'Arm' : symbolOf(key as keyof Settings),
      values: inOrder([...new Set(conditions.map((condition) => valueOn(condition, key)))]),
    }))
    .filter(({ values }) => values.length > 1);
}

/** Numbers by size; the rest as they come. */
const inOrder = (values: readonly Value[]): readonly Value[] =>
  values.every((value) => typeof value === 'number') ? (values as number[]).toSorted((a, b) => a - b) : values;

export const nameOfValue = (key: string, value: Value): string =>
  key === 'arm' ? String(value) : valueText(key as keyof Settings, value);

/** "ε 0.1, η 0.02"; the name of the only condition of a study without knobs. */
export const nameOfCondition = (condition: Condition, axes: readonly Axis[]): string =>
  axes
    .map(({ key, symbol }) => {
      const value = nameOfValue(key, valueOn(condition, key));
      return key === 'arm' ? value : `${symbol} ${value}`;
    })
    .join(', ') || condition.name;
