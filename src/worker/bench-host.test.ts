import { afterEach, expect, test, vi } from 'vitest';
import type { Contestant, Entrant } from '../bench/contest.ts';
import type { OpenPeer } from '../bench/ground.ts';
import { parseOptions } from '../bench/options.ts';
import { ourEntrant } from '../bench/ours/entrant.ts';
import type { Comparison } from '../bench/report.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { serveBench } from './bench-host.ts';
import type { BenchEvent } from './bench-protocol.ts';

const NO_ADAPTER = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;

afterEach(() => vi.unstubAllGlobals());

/** In a browser of two cores. */
async function served(
  args: readonly string[] | 'survey',
  gpu?: GPU,
  peers?: Readonly<Record<string, OpenPeer>>,
): Promise<BenchEvent[]> {
  vi.stubGlobal('navigator', { hardwareConcurrency: 2, userAgent: 'Firefox/140.0' });
  const said: BenchEvent[] = [];
  const request =
    args === 'survey' ? ({ kind: 'survey' } as const) : ({ kind: 'run', options: parseOptions(args)! } as const);
  await serveBench(request, (event) => said.push(event), gpu, peers);
  return said;
}

const recordsOf = (said: readonly BenchEvent[]): Comparison[] =>
  said.flatMap((event) => (event.kind === 'told' ? event.records : []));

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
  expect(said.filter(({ kind }) => kind !== 'step').map(({ kind }) => kind)).toEqual([
    'told',
    'told',
    'begins',
    'told',
    'done',
  ]);
  expect(said[2]).toEqual({ kind: 'begins', job: { benchmark: 'rows', size: '8×32' }, done: 0, total: 1 });
  const records = recordsOf(said);
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

/** Our own code under a library's name; `change` replaces what it does. */
const peer =
  (name: string, change: (contestant: Contestant) => Partial<Contestant> = () => ({})): OpenPeer =>
  (place) => {
    const entrant = ourEntrant(place, '1', () => CpuExecutor.create({ precision: 'f64' }));
    const rows: Entrant['rows'] = (task) => {
      const contestant = entrant.rows!(task);
      return { ...contestant, ...change(contestant) };
    };
    return Promise.resolve({ name, version: '1', place, detail: '2 threads', rows });
  };
const RACE = ['--scale', 'tiny', '--rounds', '3', '--only', 'rows', '--places', 'cpu'];

test('a peer that does not arrive, disagrees or fails in the rounds is a skip with its reason; the others are compared', async () => {
  const losing = peer('onnxruntime-web', (contestant) => {
    let samples = 0;
    return {
      sample: (repeats) =>
        ++samples === 4 ? Promise.reject(new Error('its device was lost')) : contestant.sample(repeats),
    };
  });
  const wrong = peer('tfjs', (contestant) => ({
    answer: async (pace) => {
      const { entropy, logprob } = await contestant.answer(pace);
      return { entropy: entropy!, logprob: Array.from(logprob!, (value) => value + 1) };
    },
  }));
  const said = await served(RACE, undefined, { 'jax-js': peer('jax-js'), tfjs: wrong, 'onnxruntime-web': losing });
  const [compared, ...others] = recordsOf(said);
  expect(compared).toMatchObject({ benchmark: 'rows', size: '8×32', peer: 'jax-js 1', peer_detail: '2 threads' });
  // Each is rounded to four digits.
  expect(compared!.ratio! / (compared!.peer_ms! / compared!.ours_ms!)).toBeCloseTo(1, 2);
  expect(others.map(({ peer: name, skipped }) => [name, skipped])).toEqual([
    ['tfjs 1', expect.stringContaining('its answer differs from ours')],
    ['onnxruntime-web 1', 'its device was lost'],
  ]);
  for (const record of others) expect(Object.values(record).some((value) => typeof value === 'number')).toBe(false);

  const gone = (): Promise<Entrant> => Promise.reject(new Error('it could not be loaded (Failed to fetch)'));
  const [skipped, kept] = recordsOf(
    await served([...RACE, '--peers', 'tfjs,jax-js'], undefined, { 'jax-js': peer('jax-js'), tfjs: gone }),
  );
  expect(skipped).toMatchObject({
    benchmark: 'all',
    peer: 'tfjs',
    skipped: 'it could not be loaded (Failed to fetch)',
  });
  expect(kept!.ratio).toBeGreaterThan(0);
});

test('who waits is told who is loaded and checked, and how far the rounds are', async () => {
  const said = await served([...RACE, '--peers', 'jax-js'], undefined, { 'jax-js': peer('jax-js') });
  const steps = said.flatMap((event) => (event.kind === 'step' ? event.step : []));
  expect(steps).toEqual([
    { doing: 'loading', who: 'jax-js', place: 'cpu' },
    { doing: 'checking', who: 'turnlab', place: 'cpu' },
    { doing: 'checking', who: 'jax-js', place: 'cpu' },
    ...[0, 1, 2].map((round) => ({ doing: 'timing', round, rounds: 3 })),
  ]);
});

test('benchmarks of ours alone load nobody', async () => {
  const opened = vi.fn<OpenPeer>();
  const said = await served(['--only', 'soak', '--updates', '100', '--places', 'cpu'], undefined, {
    'jax-js': opened,
    tfjs: opened,
    'onnxruntime-web': opened,
  });
  expect(opened).not.toHaveBeenCalled();
  expect(recordsOf(said)).toMatchObject([{ benchmark: 'soak', peer: 'none' }]);
});
