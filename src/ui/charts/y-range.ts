/** Ends of a chart's y axis. Pure; the same on the canvas and in a file. */

/** Spans below this share of the numbers are the rounding of a mean, and no height to fill. */
const ROUNDING = 1e-9;

/** Fixed ends where the chart has them, else a tenth of room around the data; null = there is none. */
export function yRange(
  [floor, ceiling]: readonly [number | null, number | null],
  low: number | null,
  high: number | null,
): [number, number] {
  const [a, b] = [floor ?? low ?? 0, ceiling ?? high ?? 1];
  const isFlat = b - a <= ROUNDING * Math.abs(b);
  const room = isFlat ? Math.abs(b) * 0.1 || 1 : (b - a) * 0.1;
  return [floor ?? a - room, ceiling ?? b + room];
}
