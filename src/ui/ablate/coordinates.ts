/**
 * Where the lines of parallel coordinates run: one column a knob, its axis at the right of its labels, and the figure with
 * its intervals last. Pure. Must not draw.
 */
import type { Estimate } from '../../core/student.ts';
import { axisScale, isLogKnob, ticksOf } from './curve-scale.ts';
import { nameOfValue, valueOn, type Axis, type Row, type Value } from './rows.ts';
import type { Shown } from './shown.ts';

/** A value on an axis, in pixels from the top. */
interface Mark {
  readonly value: Value;
  /** In full, and as much of it as there is room for. */
  readonly name: string;
  readonly text: string;
  readonly y: number;
}

interface Column {
  readonly axis: Axis;
  readonly left: number;
  /** Of the axis, which is the column's right edge. */
  readonly x: number;
  /** From the top down. */
  readonly marks: readonly Mark[];
}

export interface Line {
  readonly row: Row;
  readonly found: Estimate;
  /** One on every axis, the figure's last. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** The mean beside the last axis, and the ends of its interval; they are the mean's without one. */
  readonly bar: {
    readonly x: number;
    readonly y: number;
    readonly low: number;
    readonly high: number;
    /** Half as wide as what closes the interval at its ends. */
    readonly cap: number;
  };
}

interface Coordinates {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly bottom: number;
  readonly columns: readonly Column[];
  /** The figure's axis. Its bars stand between x and right. */
  readonly last: {
    readonly left: number;
    readonly x: number;
    readonly right: number;
    /** Written at the right of the bars. */
    readonly ticks: readonly { readonly tick: number; readonly text: string; readonly y: number }[];
    readonly y: (value: number) => number;
  };
  /** From the least mean to the greatest. Conditions without the figure have none. */
  readonly lines: readonly Line[];
}

/** Room for the names of the axes, two lines of them. */
const TOP = 50;
const BOTTOM = 18;
const LEAST_HEIGHT = 200;
/** Labels one above the other, each as high as a finger or a mouse needs. */
const LEAST_GAP = 26;
/** Lines through one value lie this far above and below it, ordered by the figure, or they would hide each other. */
const SPREAD = 7;
const MOST_LETTERS = 18;
/** Of a letter in a label, and what surrounds a label. */
const LETTER = 6.6;
const AROUND = 26;
const [LEAST_COLUMN, MOST_COLUMN] = [60, 220];
/** The figure's has no labels at its left. */
const LEAST_LAST = 46;
/** From one interval to the next: where room is short, and where it is not. */
const [LEAST_STEP, MOST_STEP] = [3, 9];
const MOST_BARS = 240;
/** Beside the intervals, on both sides together. */
const BESIDE = 18;
const MOST_CAP = 3;

/** `room`: pixels across. What needs more is wider than that and has to be scrolled. */
export function coordinatesOf(
  { rows, axes, figure, base }: Pick<Shown, 'rows' | 'axes' | 'figure' | 'base'>,
  room: number,
): Coordinates {
  const ranked = rows
    .map((row) => ({ row, found: figure.of(row, base) }))
    .filter(({ found: { mean } }) => Number.isFinite(mean))
    .toSorted((a, b) => a.found.mean - b.found.mean);
  const [least, most] = figure.isShare ? [0, 1] : [-Infinity, Infinity];
  const within = (value: number): number => Math.min(most, Math.max(least, value));
  const reach = ranked.flatMap(({ found: { mean, half } }) => [within(mean - (half || 0)), within(mean + (half || 0))]);
  if (figure.isDifference) reach.push(0);
  const ticks = reach.length > 0 ? ticksOf(Math.min(...reach), Math.max(...reach)) : [0, 1];

  const names = axes.map(({ key, values }) => values.map((value) => nameOfValue(key, value)));
  const height = Math.max(LEAST_HEIGHT, LEAST_GAP * Math.max(...axes.map(({ values }) => values.length - 1)));
  const [top, bottom] = [TOP, TOP + height];
  const needs = [...names.map((own) => widthOf(own, LEAST_COLUMN)), LEAST_LAST];
  const print = (tick: number): string => figure.print(tick).replace(/\.0 %$/, ' %');
  const numbers = Math.max(...ticks.map((tick) => LETTER * print(tick).length)) + 6;
  const free = room - numbers - BESIDE - needs.reduce((sum, need) => sum + need, 0);
  const [fewest, widest] = [LEAST_STEP, MOST_STEP].map((step) => Math.min(MOST_BARS, step * ranked.length));
  const bars = Math.min(widest!, Math.max(fewest!, free));
  const spare = Math.max(0, free - bars) / needs.length;
  const widths = needs.map((need) => Math.min(Math.max(need, MOST_COLUMN), need + spare));
  const ends = widths.map((_, i) => widths.slice(0, i + 1).reduce((sum, one) => sum + one, 0));

  const columns = axes.map((axis, i) => {
    const isUp = axis.values.every((value) => typeof value === 'number');
    const scale = axisScale(axis.values, isLogKnob(axis.key), isUp ? bottom : top, isUp ? top : bottom, LEAST_GAP);
    const marks = axis.values.map((value, j) => {
      const name = names[i]![j]!;
      return { value, name, text: shortened(name), y: scale.at(value) };
    });
    return { axis, left: ends[i]! - widths[i]!, x: ends[i]!, marks: marks.toSorted((a, b) => a.y - b.y) };
  });

  const x = ends.at(-1)!;
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const y = (value: number): number => bottom - ((value - low) / (high - low)) * height;
  const lines = ranked.map(({ row, found }, rank): Line => {
    const share = ranked.length < 2 ? 0.5 : rank / (ranked.length - 1);
    const { mean, half } = found;
    const on = columns.map(({ axis, marks, x }) => {
      const value = valueOn(row.condition, axis.key);
      return [x, marks.find((mark) => mark.value === value)!.y + SPREAD * (1 - 2 * share)] as const;
    });
    return {
      row,
      found,
      points: [...on, [x, y(mean)]],
      bar: {
        x: x + BESIDE / 2 + share * bars,
        y: y(mean),
        low: y(within(mean - (half || 0))),
        high: y(within(mean + (half || 0))),
        cap: Math.min(MOST_CAP, bars / ranked.length / 2),
      },
    };
  });
  const last = {
    left: x - widths.at(-1)!,
    x,
    right: x + bars + BESIDE,
    ticks: ticks.map((tick) => ({ tick, text: print(tick), y: y(tick) })),
    y,
  };
  return { width: last.right + numbers, height: bottom + BOTTOM, top, bottom, columns, last, lines };
}

const shortened = (name: string): string =>
  name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1).trimEnd()}…` : name;

const widthOf = (labels: readonly string[], least: number): number =>
  Math.max(least, AROUND + LETTER * Math.max(...labels.map((label) => shortened(label).length)));
