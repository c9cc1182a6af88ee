/** Where the names of changed settings stand on a chart: beside their line, and never over each other. Pure. */

export interface PlacedMark {
  /** Of the line. */
  readonly x: number;
  /** What changed there; "" where there was no room left. */
  readonly text: string;
  /** Where the text begins, and how many rows below the top. */
  readonly left: number;
  readonly row: number;
}

/** Settings that are named at one line; how many more there are is said, which they are stands in the list of changes. */
const NAMED = 2;
/** Rows of text that a chart has room for. */
const ROWS = 3;
/** Between a line and its text, and between texts. */
const GAP = 3;

/** `marks` with their places from left to right, `right` the end of the plot, in one unit; `width` of a text in it. Marks at
 * one place share a line. */
export function placeMarks(
  marks: readonly { readonly x: number; readonly short: string }[],
  right: number,
  width: (text: string) => number,
): PlacedMark[] {
  const lines = new Map<number, string[]>();
  for (const { x, short } of marks) lines.set(x, [...(lines.get(x) ?? []), short]);
  const ends = Array.from({ length: ROWS }, () => -Infinity);
  return [...lines].map(([x, texts]): PlacedMark => {
    // The newest value of a setting that was moved twice is the one that holds.
    const newest = [...new Map(texts.map((one) => [one.split(' ')[0], one])).values()];
    const text = newest.slice(0, NAMED).join(', ') + (newest.length > NAMED ? ` +${newest.length - NAMED}` : '');
    const size = width(text);
    const left = x + GAP + size <= right ? x + GAP : x - GAP - size;
    const row = ends.findIndex((end) => end + GAP <= left);
    if (row < 0) return { x, text: '', left, row: 0 };
    ends[row] = left + size;
    return { x, text, left, row };
  });
}
