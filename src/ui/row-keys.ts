/** Keys in a row of buttons that is one tab stop: arrows, Home and End. What is focused or shown then is the row's. */

/** Where `key` leads from button `at` in a row of `first` to `last`; null when it leads nowhere. */
export function rowStep(key: string, at: number, last: number, first = 0): number | null {
  const ways: Readonly<Record<string, number>> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: first, End: last };
  const to = ways[key];
  return to === undefined || to < first || to > last ? null : to;
}
