/** The benchmark's comparisons with other libraries as rows to show. A skipped record never becomes one. */
import { isContest, type Benchmark } from '../../bench/options.ts';
import type { Comparison } from '../../bench/report.ts';
import { isNumber, span, time, times } from './figures.ts';
import { rowOrder } from './row-order.ts';

export interface PeerRow {
  readonly key: string;
  readonly benchmark: Benchmark;
  readonly size: string;
  readonly adapter: string;
  /** Name and version, and what it runs with. */
  readonly peer: string;
  readonly detail: string;
  /** Their median ÷ ours. */
  readonly ratio: string;
  readonly ours: string;
  readonly oursSpan: string;
  readonly theirs: string;
  readonly theirsSpan: string;
}

/** Ourselves in another place are no peer. */
export function peerRows(records: readonly Comparison[]): PeerRow[] {
  return records
    .filter(
      ({ benchmark, skipped, ratio }) => skipped === undefined && isNumber(ratio) && isContest(benchmark as Benchmark),
    )
    .filter(({ peer_adapter }) => peer_adapter === undefined)
    .map((record) => ({
      key: `${record.benchmark} ${record.size} ${record.peer} ${record.adapter}`,
      benchmark: record.benchmark as Benchmark,
      size: record.size,
      adapter: record.adapter,
      peer: record.peer,
      detail: String(record['peer_detail'] ?? ''),
      ratio: times(record.ratio),
      ours: time(record.ours_ms),
      oursSpan: span(record['ours_min_ms'], record['ours_max_ms']),
      theirs: time(record.peer_ms),
      theirsSpan: span(record['peer_min_ms'], record['peer_max_ms']),
    }))
    .toSorted(rowOrder(records));
}
