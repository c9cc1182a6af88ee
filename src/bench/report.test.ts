import { expect, test } from 'vitest';
import type { Case, Entrant, Place } from './contest.ts';
import type { Measured, Standing } from './measure.ts';
import { comparisons, table } from './report.ts';

const CASE = { benchmark: 'matmul', size: '2×2×2', unit: 'product', units: 1, flops: 4e6, bytes: 0 } as Case;
const ENVIRONMENT = { webgpu: 'a GPU', cpu: 'a CPU' };

const entrant = (name: string, place: Place): Entrant => ({ name, version: '1.0', place, detail: '' });
const standing = (name: string, place: Place, median: number): Standing => ({
  entrant: entrant(name, place),
  ms: { median, min: median / 2, max: 2 * median },
  samples: 9,
  repeats: 20,
  firstMs: 100,
  disagreement: 0.25,
  counts: { dispatches: 1, submits: 1, readbacks: 0.05 },
  peakBytes: 2 ** 20,
});

test('a ratio is the peer’s time over ours in the same place; ours on the CPU is also compared with ours on WebGPU', () => {
  const measured: Measured = {
    standings: [standing('turnlab', 'cpu', 2), standing('turnlab', 'webgpu', 4), standing('jax-js', 'webgpu', 10)],
    skips: [],
  };
  const records = comparisons(CASE, measured, ENVIRONMENT, { webgpu: 2 });
  expect(records.map(({ peer, adapter, ratio }) => [peer, adapter, ratio])).toEqual([
    ['jax-js 1.0', 'a GPU', 2.5],
    ['turnlab on WebGPU', 'a CPU', 2],
  ]);
  expect(records[0]).toMatchObject({
    benchmark: 'matmul',
    size: '2×2×2',
    ours_ms: 4,
    peer_ms: 10,
    ours_gflops: 1,
    peer_gflops: 0.4,
    ours_share_of_best_matmul: 0.5,
    disagreement: 0.25,
    ours_peak_bytes: 2 ** 20,
  });
});

test('a skipped result has a reason and no number', () => {
  const measured: Measured = {
    standings: [standing('jax-js', 'webgpu', 10)],
    skips: [
      { entrant: entrant('turnlab', 'webgpu'), reason: 'device lost' },
      { entrant: entrant('tfjs', 'webgpu'), reason: 'too slow here' },
    ],
  };
  const records = comparisons(CASE, measured, ENVIRONMENT, {});
  expect(records.map(({ peer, skipped }) => [peer, skipped])).toEqual([
    ['jax-js 1.0', 'turnlab has no result to compare with'],
    ['turnlab 1.0', 'device lost'],
    ['tfjs 1.0', 'too slow here'],
  ]);
  for (const record of records)
    expect(
      Object.values(record).filter((value) => typeof value === 'number'),
      record.peer,
    ).toEqual([]);
  const lines = table(CASE, measured, ENVIRONMENT, {});
  expect(lines.find((line) => line.includes('tfjs'))).toMatch(/skipped: too slow here$/);
});

test('ours alone is reported without a ratio', () => {
  const measured: Measured = { standings: [standing('turnlab', 'cpu', 2)], skips: [] };
  const [record] = comparisons(CASE, measured, ENVIRONMENT, {});
  expect(record).toMatchObject({ peer: 'none', ours_ms: 2 });
  expect(record).not.toHaveProperty('ratio');
});
