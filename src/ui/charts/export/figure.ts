/** A chart as data, for files: what stands where, in which colour. Live charts and compared runs both become one. Pure. */

/** A colour that every SVG reader knows. */
export interface Ink {
  /** "#0a3fa8". */
  readonly hex: string;
  /** 0 to 1. */
  readonly alpha: number;
}

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly label: string;
  readonly print: (tick: number) => string;
  /** Least distance between two ticks in pixels. */
  readonly space: number;
  readonly isWhole?: boolean;
}

export type Column = readonly (number | null)[];

export interface Curve {
  readonly x: readonly number[];
  /** null = a gap. */
  readonly y: Column;
  readonly ink: Ink;
  readonly width: number;
  readonly dash: readonly number[];
  /** Radius of the points; 0 = none. */
  readonly dots: number;
}

export interface Band {
  readonly x: readonly number[];
  readonly low: Column;
  readonly high: Column;
  readonly ink: Ink;
  /** Vertical strokes at every point as well. */
  readonly whiskers: Ink | null;
}

export interface LegendEntry {
  readonly name: string;
  readonly ink: Ink;
  readonly dash: readonly number[];
  readonly width: number;
}

export interface Figure {
  /** Of the whole picture, and the height of what is drawn between the axes. */
  readonly width: number;
  readonly plotHeight: number;
  readonly title: string;
  /** What it shows in a sentence, for those who do not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Drawn in this order, bands first. */
  readonly bands: readonly Band[];
  readonly curves: readonly Curve[];
  readonly guides: readonly { readonly value: number; readonly label: string }[];
  readonly marks: readonly { readonly x: number; readonly short: string }[];
  readonly legend: readonly LegendEntry[];
  readonly paper: Paper;
}

/** The theme's colours around the data. */
export interface Paper {
  readonly background: Ink;
  readonly text: Ink;
  readonly muted: Ink;
  readonly grid: Ink;
  readonly guide: Ink;
  readonly mark: Ink;
}

const STEPS = [1, 2, 2.5, 5];

/** Multiples of the smallest of 1, 2, 2.5, 5 × 10ᵏ that leaves `space` pixels between two ticks, as on the page. */
export function ticksOf({ low, high, space, isWhole = false }: Axis, pixels: number): number[] {
  const least = (space * (high - low)) / pixels;
  if (!(least > 0) || !Number.isFinite(least)) return [];
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [...STEPS, 10].map((one) => one * power).find((one) => one >= least * (1 - 1e-9)) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  // Multiples of 0.1 are not exact; twelve digits are more than any axis shows.
  const ticks = Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return isWhole ? ticks.filter((tick) => Number.isInteger(tick)) : ticks;
}
