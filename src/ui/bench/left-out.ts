/** What was not measured, with its reason: one entry for each library, place and reason, with all cases that share it. */
import type { Comparison } from '../../bench/report.ts';

export interface LeftOut {
  readonly key: string;
  /** Name and version; empty where it is nobody's in particular. */
  readonly who: string;
  readonly cases: readonly string[];
  readonly where: string;
  readonly reason: string;
}

export function leftOut(records: readonly Comparison[]): LeftOut[] {
  const entries = new Map<string, LeftOut & { readonly cases: string[] }>();
  for (const { benchmark, size, peer, adapter, skipped } of records) {
    if (skipped === undefined) continue;
    const who = peer === 'none' || peer === 'everyone' ? '' : peer;
    const key = `${who} ${adapter} ${skipped}`;
    const entry = entries.get(key) ?? { key, who, cases: [], where: adapter, reason: skipped };
    entry.cases.push(benchmark === 'all' ? 'everything' : `${benchmark} ${size}`);
    entries.set(key, entry);
  }
  return [...entries.values()];
}
