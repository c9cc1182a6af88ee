import { afterEach, expect, test, vi } from 'vitest';
import { parseOptions } from '../bench/options.ts';
import type { Comparison } from '../bench/report.ts';
import { serveBench } from './bench-host.ts';
import type { BenchEvent } from './bench-protocol.ts';

const NO_ADAPTER = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;

afterEach(() => vi.unstubAllGlobals());

/** In a browser of two cores. */
async function served(args: readonly string[] | 'survey', gpu?: GPU): Promise<BenchEvent[]> {
  vi.stubGlobal('navigator', { hardwareConcurrency: 2, userAgent: 'Firefox/140.0' });
  const said: BenchEvent[] = [];
  const request =
    args === 'survey' ? ({ kind: 'survey' } as const) : ({ kind: 'run', options: parseOptions(args)! } as const);
  await serveBench(request, (event) => said.push(event), gpu);
  return said;
}

test('a browser without WebGPU is surveyed with the reason', async () => {
  const [event] = await served('survey');
  expect(event).toMatchObject({
    kind: 'surveyed',
    survey: {
      hasGpu: false,
      isSoftware: false,
      cpu: 'CPU · 2 cores · Firefox/140',
      absent: [{ skipped: 'this browser has no WebGPU' }],
      cases: { tiny: { matmul: 3, soak: 1 } },
    },
  });
});

test('the processor is measured without an adapter, and WebGPU is a skip with its reason, never a figure', async () => {
  const said = await served(['--scale', 'tiny', '--rounds', '3', '--only', 'rows', '--peers', 'none'], NO_ADAPTER);
  expect(said.map(({ kind }) => kind)).toEqual(['told', 'told', 'begins', 'told', 'done']);
  expect(said[2]).toEqual({ kind: 'begins', job: { benchmark: 'rows', size: '8×32' }, done: 0, total: 1 });
  const records = said.flatMap((event): readonly Comparison[] => (event.kind === 'told' ? event.records : []));
  expect(records).toMatchObject([
    { benchmark: 'all', skipped: 'this browser has WebGPU, but it found no graphics adapter' },
    { benchmark: 'rows', peer: 'none', adapter: 'CPU · 2 cores · Firefox/140' },
  ]);
  expect(Object.values(records[0]!).some((value) => typeof value === 'number')).toBe(false);
  expect(records[1]!['ours_ms']).toBeGreaterThan(0);
});

test('a browser that cannot look for an adapter still has a processor', async () => {
  const gpu = { requestAdapter: () => Promise.reject(new Error('the GPU process is gone')) } as unknown as GPU;
  const reason = 'this browser could not look for a graphics adapter: the GPU process is gone';
  expect(await served('survey', gpu)).toMatchObject([{ kind: 'surveyed', survey: { absent: [{ skipped: reason }] } }]);
});
