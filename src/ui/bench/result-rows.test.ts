import { expect, test } from 'vitest';
import type { Comparison } from '../../bench/report.ts';
import { resultRows } from './result-rows.ts';

const [GPU, CPU] = ['WebGPU · card', 'CPU · 2 cores'];
/** As report.ts makes them of a case in both places. */
const BOTH: readonly Comparison[] = [
  { benchmark: 'train', size: 'L2', peer: 'turnlab on WebGPU', adapter: CPU, ratio: 0.1, ours_ms: 90, peer_ms: 9 },
  {
    benchmark: 'train',
    size: 'L2',
    peer: 'none',
    adapter: GPU,
    ours_ms: 9.123,
    ours_min_ms: 9,
    ours_max_ms: 1234,
    ours_gflops: 12.345,
    ours_share_of_best_matmul: 0.29,
    ours_dispatches: 87,
    ours_readbacks: 0.02,
    ours_peak_bytes: 2 ** 21,
  },
];

test('ours is one row for each place', () => {
  const rows = resultRows(BOTH);
  expect(rows.map(({ place, figure }) => [place, figure])).toEqual([
    ['CPU', '90.0 ms'],
    ['WebGPU', '9.12 ms'],
  ]);
  expect(rows[1]).toMatchObject({
    range: '9.00 ms to 1,234 ms',
    rate: '12.3 GFLOP/s',
    share: '29 % of the best product',
    launches: '87 and 0.02',
    memory: '2.0 MB',
  });
});

test('a skipped record is never a row, whatever it holds', () => {
  const lost: Comparison = {
    benchmark: 'rows',
    size: '8×32',
    peer: 'turnlab 0.1.0',
    adapter: GPU,
    skipped: 'it was lost',
  };
  expect(resultRows([{ ...lost, ours_ms: 1 }])).toEqual([]);
});

test('the benchmarks of ours alone say what they are about', () => {
  const base = { peer: 'none', adapter: CPU };
  const [control, soak] = resultRows([
    { ...base, benchmark: 'control', size: 'L2', overhead: 1.016, on_ms: 0.2283, off_ms: 0.2248 },
    { ...base, benchmark: 'soak', size: '2000 updates', drift: -0.026, early_ms: 3.6, late_ms: 2.66 },
  ]);
  expect([control!.figure, control!.range]).toEqual(['1.016×', '0.228 ms with, 0.225 ms without']);
  expect([soak!.figure, soak!.range, soak!.memory]).toEqual(['-2.6 %', '3.60 ms early, 2.66 ms late', '– to –']);
});
