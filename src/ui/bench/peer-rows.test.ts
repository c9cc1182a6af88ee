import { expect, test } from 'vitest';
import type { Comparison } from '../../bench/report.ts';
import { peerRows } from './peer-rows.ts';

const [GPU, CPU] = ['WebGPU · card', 'CPU · 2 cores'];
const BESIDE: Comparison = {
  benchmark: 'train',
  size: 'L2',
  peer: 'jax-js 0.1.25',
  adapter: CPU,
  ratio: 5.402,
  ours_ms: 86.7,
  ours_min_ms: 68.1,
  ours_max_ms: 111,
  peer_ms: 468,
  peer_min_ms: 393,
  peer_max_ms: 549,
  peer_detail: '2 threads',
};

test('a comparison names who, where and both times with their spread', () => {
  expect(peerRows([BESIDE])).toEqual([
    {
      key: 'train L2 jax-js 0.1.25 CPU · 2 cores',
      benchmark: 'train',
      size: 'L2',
      adapter: CPU,
      peer: 'jax-js 0.1.25',
      detail: '2 threads',
      ratio: '5.40×',
      ours: '86.7 ms',
      oursSpan: '68.1 ms to 111 ms',
      theirs: '468 ms',
      theirsSpan: '393 ms to 549 ms',
    },
  ]);
});

test('the processor comes first in each case, and cases stay in their order', () => {
  const rows = peerRows([
    { ...BESIDE, size: 'L4', adapter: GPU },
    { ...BESIDE, size: 'L4', peer: 'tfjs 4.22.0', adapter: GPU },
    { ...BESIDE, size: 'L4' },
    BESIDE,
  ]);
  expect(rows.map(({ size, adapter, peer }) => `${size} ${adapter} ${peer}`)).toEqual([
    `L4 ${CPU} jax-js 0.1.25`,
    `L4 ${GPU} jax-js 0.1.25`,
    `L4 ${GPU} tfjs 4.22.0`,
    `L2 ${CPU} jax-js 0.1.25`,
  ]);
});

test('what was skipped, ours alone and ours in another place are no comparisons', () => {
  const { ratio: _, ...alone } = BESIDE;
  expect(
    peerRows([
      { ...BESIDE, skipped: 'its device was lost' },
      { ...alone, peer: 'none' },
      { ...BESIDE, peer: 'turnlab on WebGPU', peer_adapter: GPU },
    ]),
  ).toEqual([]);
});
