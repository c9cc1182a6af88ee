import { expect, test } from 'vitest';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { parseOptions } from './options.ts';
import { ourEntrant } from './ours/entrant.ts';
import type { Comparison } from './report.ts';
import { runBenchmarks } from './run.ts';

const open = (): Promise<CpuExecutor> => CpuExecutor.create({ precision: 'f32' });

test('every benchmark runs at its tiny size, and our two precisions agree', async () => {
  const options = parseOptions(['--scale', 'tiny', '--rounds', '3', '--json'])!;
  const lines: string[] = [];
  const reference = ourEntrant('cpu', '', () => CpuExecutor.create({ precision: 'f64' }));
  const ground = {
    environment: { webgpu: '', cpu: 'CPU' },
    entrants: [ourEntrant('cpu', '', open), { ...reference, name: 'reference' }],
    open: {},
    absent: [],
    meter: null,
    slow: true,
  };
  await runBenchmarks(options, ground, (line) => lines.push(line));
  const records = lines.map((line) => JSON.parse(line) as Comparison);
  expect([...new Set(records.map(({ benchmark }) => benchmark))]).toEqual(options.only);
  for (const { benchmark, size, skipped, ratio, disagreement } of records) {
    expect(skipped, `${benchmark} ${size}`).toBeUndefined();
    expect(ratio).toBeGreaterThan(0);
    expect(disagreement).toBeLessThan(1);
  }
});

test('the soak test compares early with late steps', async () => {
  const options = { ...parseOptions(['--only', 'soak', '--json'])!, updates: 30 };
  const lines: string[] = [];
  const ground = {
    environment: { webgpu: '', cpu: 'CPU' },
    entrants: [],
    open: { cpu: open },
    absent: [],
    meter: null,
    slow: true,
  };
  await runBenchmarks(options, ground, (line) => lines.push(line));
  const record = JSON.parse(lines[0]!) as Comparison;
  expect(record['late_ms']).toBeGreaterThan(0);
  expect(record['device_bytes_after']).toBe(record['device_bytes_before']);
});
