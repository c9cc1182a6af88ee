/** Our own results as rows to show. A skipped record has no figures and never becomes a row. */
import type { Benchmark } from '../../bench/options.ts';
import type { Comparison } from '../../bench/report.ts';
import { bytes, count, fixed } from '../format.ts';
import { isNumber, span, time } from './figures.ts';
import { rowOrder } from './row-order.ts';

export interface ResultRow {
  readonly key: string;
  readonly benchmark: Benchmark;
  readonly size: string;
  readonly adapter: string;
  /** "WebGPU" or "CPU". */
  readonly place: string;
  /** Median, and the fastest and slowest; or what else the benchmark is about. */
  readonly figure: string;
  readonly range: string;
  readonly rate: string;
  readonly share: string;
  /** Dispatches and read-backs. */
  readonly launches: string;
  readonly memory: string;
}

const few = (value: number): string => (Number.isInteger(value) ? count(value) : fixed(value, 2));

const placeOf = (adapter: string): string => (adapter.startsWith('CPU') ? 'CPU' : 'WebGPU');

const KEPT_FIGURES = { rate: '', share: '', launches: '' } as const;

function rowOf(record: Comparison): ResultRow {
  const { size, adapter } = record;
  const benchmark = record.benchmark as Benchmark;
  const place = placeOf(adapter);
  const base = { key: `${benchmark} ${size} ${adapter}`, benchmark, size, adapter, place };
  const value = (name: string): unknown => record[name];
  const megabytes = (name: string): string => (isNumber(value(name)) ? bytes(value(name) as number) : '–');
  if (benchmark === 'control')
    return {
      ...base,
      ...KEPT_FIGURES,
      figure: `${fixed(Number(value('overhead')), 3)}×`,
      range: `${time(value('on_ms'))} with, ${time(value('off_ms'))} without`,
      memory: '',
    };
  if (benchmark === 'soak')
    return {
      ...base,
      ...KEPT_FIGURES,
      figure: `${fixed(100 * Number(value('drift')), 1)} %`,
      range: `${time(value('early_ms'))} early, ${time(value('late_ms'))} late`,
      memory: `${megabytes('device_bytes_before')} to ${megabytes('device_bytes_after')}`,
    };
  const [gflops, gbytes] = [value('ours_gflops'), value('ours_gbytes_s')];
  const [share, dispatches, readbacks] = ['ours_share_of_best_matmul', 'ours_dispatches', 'ours_readbacks'].map(value);
  return {
    ...base,
    figure: time(value('ours_ms')),
    range: span(value('ours_min_ms'), value('ours_max_ms')),
    rate: isNumber(gflops)
      ? `${gflops.toPrecision(3)} GFLOP/s`
      : isNumber(gbytes)
        ? `${gbytes.toPrecision(3)} GB/s`
        : '',
    share: isNumber(share) && benchmark !== 'matmul' ? `${fixed(100 * share, 0)} % of the best product` : '',
    launches: isNumber(dispatches) && isNumber(readbacks) ? `${few(dispatches)} and ${few(readbacks)}` : '',
    memory: megabytes('ours_peak_bytes'),
  };
}

/** Ours, once for each place. */
export function resultRows(records: readonly Comparison[]): ResultRow[] {
  const rows = new Map<string, ResultRow>();
  for (const record of records) {
    if (record.skipped !== undefined) continue;
    const row = rowOf(record);
    if (!rows.has(row.key)) rows.set(row.key, row);
  }
  return [...rows.values()].toSorted(rowOrder(records));
}
