/** What charts on a canvas have in common: the look of their axes, and the vertical line that is moved from elsewhere. */
import type uPlot from 'uplot';
import type { ChartColours } from './colours.ts';

const FONT = '11px system-ui, sans-serif';

/** No legend, no zooming: words and keyboard belong to the component around the canvas. */
export const FRAME = {
  padding: [8, 10, 0, 0],
  legend: { show: false },
  cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
} satisfies Partial<uPlot.Options>;

/** `size`: pixels across the axis; `space`: least pixels between ticks. Colours are asked for at every drawing. */
export const axisOf = (
  colours: () => ChartColours,
  size: number,
  space: number,
  print: (tick: number) => string,
): uPlot.Axis => ({
  stroke: () => colours().axis,
  grid: { stroke: () => colours().grid, width: 1 },
  ticks: { show: false },
  font: FONT,
  size,
  gap: 4,
  space,
  values: (_, ticks) => ticks.map(print),
});

/** Moves the vertical line to `x`; null takes it away. */
export const moveLine = (plot: uPlot, x: number | null): void =>
  plot.setCursor(x === null ? { left: -10, top: -10 } : { left: plot.valToPos(x, 'x'), top: 0 });

/** x under the mouse, null when it left. */
export function pointedX({ cursor: { idx }, data: [xs] }: uPlot): number | null {
  return idx == null ? null : (xs[idx] ?? null);
}
