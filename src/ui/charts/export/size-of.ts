/** How large a chart is on the page, for a file that shows the same. */

/** Smaller pictures would have no room for their words. */
const LEAST_WIDTH = 320;
const LEAST_HEIGHT = 140;

/** `chart` holds the plot's range input, which has the size of the canvas. */
export function sizeOf(chart: HTMLElement): { readonly width: number; readonly plotHeight: number } {
  const plot = chart.querySelector('input[type=range]');
  return {
    width: Math.max(LEAST_WIDTH, chart.clientWidth),
    plotHeight: Math.max(LEAST_HEIGHT, plot?.clientHeight ?? 0),
  };
}
