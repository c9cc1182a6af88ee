/**
 * The benchmark's records as rows to show, and what was left out with its reason. A skipped record has no figures and never
 * becomes a row.
 */
import type { Benchmark } from '../../bench/options.ts';
import type { Comparison } from '../../bench/report.ts';
import { bytes, count, fixed } from '../format.ts';

export interface ResultRow {
  readonly key: string;
  readonly benchmark: Benchmark;
  readonly size: string;
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

export interface LeftOut {
  readonly key: string;
  readonly what: string;
  readonly where: string;
  readonly reason: string;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const time = (value: unknown): string => {
  if (!isNumber(value)) return '–';
  return value >= 100 ? `${count(value)} ms` : `${value.toPrecision(3)} ms`;
};
const few = (value: number): string => (Number.isInteger(value) ? count(value) : fixed(value, 2));

const placeOf = (adapter: string): string => (adapter.startsWith('CPU') ? 'CPU' : 'WebGPU');

const KEPT_FIGURES = { rate: '', share: '', launches: '' } as const;

function rowOf(record: Comparison): ResultRow {
  const { size, adapter } = record;
  const benchmark = record.benchmark as Benchmark;
  const place = placeOf(adapter);
  const base = { key: `${benchmark} ${size} ${adapter}`, benchmark, size, place };
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
    range: `${time(value('ours_min_ms'))} to ${time(value('ours_max_ms'))}`,
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

/** Ours, once for each place, in the order they were measured. */
export function resultRows(records: readonly Comparison[]): ResultRow[] {
  const rows = new Map<string, ResultRow>();
  for (const record of records) {
    if (record.skipped !== undefined) continue;
    const row = rowOf(record);
    if (!rows.has(row.key)) rows.set(row.key, row);
  }
  return [...rows.values()];
}

export function leftOut(records: readonly Comparison[]): LeftOut[] {
  return records
    .filter(({ skipped }) => skipped !== undefined)
    .map(({ benchmark, size, peer, adapter, skipped }) => ({
      key: `${benchmark} ${size} ${peer} ${adapter}`,
      what: benchmark === 'all' ? 'everything' : `${benchmark} ${size}`,
      where: adapter,
      reason: skipped!,
    }));
}
