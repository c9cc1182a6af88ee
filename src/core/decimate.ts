/**
 * Which rows of a long curve to draw so that it looks the same at a given width: per bucket the first, the last, and
 * each series' lowest and highest row. Spikes survive, which a stride or a mean would lose.
 */

/**
 * Ascending row numbers out of 0..length-1, at most buckets * (2 + 2 * series) of them; all rows when that is more than
 * there are. `at(row, series)` reads a value; NaN values are never chosen as an extreme.
 */
export function decimate(
  length: number,
  buckets: number,
  series: number,
  at: (row: number, series: number) => number,
): Uint32Array {
  if (length <= buckets * (2 + 2 * series)) return Uint32Array.from({ length }, (_, i) => i);
  const out: number[] = [];
  for (let b = 0; b < buckets; b++) {
    const from = Math.floor((b * length) / buckets);
    const to = Math.floor(((b + 1) * length) / buckets);
    const chosen = new Set([from, to - 1]);
    for (let s = 0; s < series; s++) {
      let lowest = -1;
      let highest = -1;
      for (let row = from; row < to; row++) {
        const value = at(row, s);
        if (Number.isNaN(value)) continue;
        if (lowest < 0 || value < at(lowest, s)) lowest = row;
        if (highest < 0 || value > at(highest, s)) highest = row;
      }
      if (lowest >= 0) chosen.add(lowest).add(highest);
    }
    out.push(...[...chosen].sort((a, b) => a - b));
  }
  return Uint32Array.from(out);
}
