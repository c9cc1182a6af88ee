/** Plans are recorded for a few sizes and padded up to them. Must not know what is counted. */

/** The smallest of unit × 1, 2, 3, 4, 6, 8, 12, 16, 24, … that holds `count`: at most a third is padding. */
export function capacityFor(count: number, unit: number): number {
  let size = unit;
  while (size < count) {
    if (size === unit) size = 2 * unit;
    else if ((size / unit) % 3 === 0) size = (size / 3) * 4;
    else size = (size / 2) * 3;
  }
  return size;
}
