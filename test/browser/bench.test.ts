/** The benchmark on a real device: both our executors agree, and a device lost in the middle of a run is no result. */
import { expect, test } from 'vitest';
import type { Contestant, Entrant } from '../../src/bench/contest.ts';
import { GpuMeter } from '../../src/bench/gpu-meter.ts';
import { parseOptions } from '../../src/bench/options.ts';
import { ourEntrant } from '../../src/bench/ours/entrant.ts';
import type { Comparison } from '../../src/bench/report.ts';
import { runBenchmarks } from '../../src/bench/run.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { openWebGpu, type WebGpuExecutor } from '../../src/engine/webgpu/executor.ts';

const meter = new GpuMeter();
meter.install();
const onCpu = ourEntrant('cpu', '', () => CpuExecutor.create({ precision: 'f32' }));

async function run(only: string, entrants: readonly Entrant[]): Promise<Comparison[]> {
  const options = parseOptions(['--scale', 'tiny', '--rounds', '3', '--json', '--only', only])!;
  const lines: string[] = [];
  const ground = { environment: { webgpu: 'GPU', cpu: 'CPU' }, entrants, open: {}, absent: [], meter, slow: true };
  await runBenchmarks(options, ground, (line) => lines.push(line));
  return lines.map((line) => JSON.parse(line) as Comparison);
}

test('WebGPU gives the CPU’s answers, and is watched', async () => {
  const records = await run('matmul,rows,policy', [onCpu, ourEntrant('webgpu', '', () => openWebGpu())]);
  expect(records.filter(({ skipped }) => skipped !== undefined)).toEqual([]);
  const [product] = records.filter(({ peer }) => peer === 'turnlab on WebGPU');
  expect(product!.ratio).toBeGreaterThan(0);
  expect(product).toMatchObject({ adapter: 'CPU', peer_adapter: 'GPU', peer_dispatches: 1 });
  expect(product!['peer_peak_bytes']).toBeGreaterThan(3 * 32 * 32 * 4);
});

test('a device lost during the rounds leaves its row out, with the reason', async () => {
  let executor: WebGpuExecutor | undefined;
  const entrant = ourEntrant('webgpu', '', async () => (executor = await openWebGpu()));
  const losing: Entrant = {
    ...entrant,
    rows: (task) => {
      const contestant: Contestant = entrant.rows!(task);
      let samples = 0;
      return {
        ...contestant,
        sample: (repeats) => {
          if (++samples === 4) executor!.lose();
          return contestant.sample(repeats);
        },
      };
    },
  };
  const records = await run('rows', [onCpu, losing]);
  const lost = records.filter(({ adapter }) => adapter === 'GPU');
  expect(lost).toHaveLength(1);
  expect(lost[0]!.skipped).toContain('connection to the GPU was lost');
  expect(Object.values(lost[0]!).some((value) => typeof value === 'number')).toBe(false);
});
