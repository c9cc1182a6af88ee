/** The order of rows in a table: cases as they were measured, and in each the processor first, whoever came first. */
import type { Comparison } from '../../bench/report.ts';

interface Placed {
  readonly benchmark: string;
  readonly size: string;
  /** "CPU …" or "WebGPU …". */
  readonly adapter: string;
}

/** For `toSorted`: rows of one case and place stay in the order they have. */
export function rowOrder(records: readonly Comparison[]): (a: Placed, b: Placed) => number {
  const rank = new Map<string, number>();
  const caseOf = ({ benchmark, size }: Placed): string => `${benchmark} ${size}`;
  for (const record of records) if (!rank.has(caseOf(record))) rank.set(caseOf(record), rank.size);
  const rankOf = (row: Placed): number => rank.get(caseOf(row)) ?? rank.size;
  return (a, b) => rankOf(a) - rankOf(b) || a.adapter.localeCompare(b.adapter);
}
