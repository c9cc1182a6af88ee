import { expect, test } from 'vitest';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { parseOptions, type BenchOptions } from './options.ts';
import { ourEntrant } from './ours/entrant.ts';
import type { Comparison } from './report.ts';
import { runBenchmarks } from './run.ts';

const open = (): Promise<CpuExecutor> => CpuExecutor.create({ precision: 'f32' });

test('every benchmark runs at its tiny size, and our two precisions agree', async () => {
  const options = parseOptions([
    '--only',
    'matmul,rows,policy,decode,train',
    '--scale',
    'tiny',
    '--rounds',
    '3',
    '--json',
  ])!;
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

/** The record of a benchmark that has no peers. */
async function alone(options: BenchOptions): Promise<Comparison> {
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
  expect(lines.length).toBe(1);
  return JSON.parse(lines[0]!) as Comparison;
}

test('control that cuts nothing says the same, and both ways are timed', async () => {
  const record = await alone(parseOptions(['--only', 'control', '--rounds', '3', '--json'])!);
  expect(record.skipped).toBeUndefined();
  expect(record['samples']).toBe(6);
  expect(record['overhead']).toBe((record['on_ms'] as number) / (record['off_ms'] as number));
});

test('the soak test compares early with late steps', async () => {
  const record = await alone({ ...parseOptions(['--only', 'soak', '--json'])!, updates: 30 });
  expect(record['late_ms']).toBeGreaterThan(0);
  expect(record['device_bytes_after']).toBe(record['device_bytes_before']);
});
