/** The sheet that measures this device: with the real worker at tiny sizes, and with a scripted one for what goes wrong. */
import { beforeEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Entrant } from '../../src/bench/contest.ts';
import type { OpenPeer } from '../../src/bench/ground.ts';
import { pagePeers } from '../../src/bench/peers/on-page.ts';
import type { Comparison } from '../../src/bench/report.ts';
import { parseOptions } from '../../src/bench/options.ts';
import { BenchSession } from '../../src/store/bench/bench-session.ts';
import type { BenchEvent, BenchRequest, Survey } from '../../src/worker/bench-protocol.ts';
import { serveBench } from '../../src/worker/bench-host.ts';
import { App } from '../../src/ui/App.tsx';
import BenchSheet from '../../src/ui/bench/BenchSheet.tsx';
import { doing, render } from './ui-render.tsx';

const COUNTS = { matmul: 1, rows: 1, policy: 1, decode: 1, train: 1, control: 1, soak: 1 };
const GPU = 'WebGPU · example card';
const SURVEY: Survey = {
  version: '0.1.0',
  webgpu: GPU,
  cpu: 'CPU · 2 cores',
  hasGpu: true,
  isSoftware: false,
  largestBinding: 2 ** 27,
  absent: [
    { benchmark: 'matmul', size: 'f16 variants', peer: 'none', adapter: GPU, skipped: 'the adapter lacks shader-f16' },
  ],
  cases: { tiny: COUNTS, small: COUNTS, full: COUNTS },
};

const sheet = page.getByRole('dialog', { name: 'Measure this device' });
const button = (name: string) => sheet.getByRole('button', { name, exact: true });

beforeEach(() => page.viewport(1440, 900));

/** The sheet over a scripted worker that has looked at `survey`; `say` lets the worker speak. */
async function scripted(survey: Survey = SURVEY, isTraining = false) {
  const asked: BenchRequest[] = [];
  let hear: ((event: BenchEvent) => void) | null = null;
  const bench = new BenchSession(() => {
    const worker = {
      onmessage: null as ((event: MessageEvent<BenchEvent>) => void) | null,
      onerror: null,
      postMessage: (request: BenchRequest) => {
        asked.push(request);
        hear = (event) => worker.onmessage?.({ data: event } as MessageEvent<BenchEvent>);
        if (request.kind === 'survey') hear({ kind: 'surveyed', survey });
      },
      terminate: () => (hear = null),
    };
    return worker;
  });
  const rendered = await render(<BenchSheet onClose={() => {}} bench={bench} />, isTraining ? { run: 'running' } : {});
  await expect.element(sheet.getByText(survey.cpu)).toBeVisible();
  return { ...rendered, asked, say: (event: BenchEvent) => doing(() => hear?.(event)) };
}

it('measures by keyboard alone, in a worker of its own, and has a report to copy', async () => {
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await render(<App />);
  await userEvent.keyboard('b');
  await expect.element(sheet.getByText('WebGPU · google swiftshader')).toBeVisible();
  await expect.element(sheet.getByText('This is a software adapter', { exact: false })).toBeVisible();
  for (const name of ['Matrix products', 'Policy-gradient', 'Writing tokens', 'Training step', 'Control of thinking']) {
    (sheet.getByRole('checkbox', { name }).element() as HTMLElement).focus();
    await userEvent.keyboard(' ');
  }
  await userEvent.selectOptions(sheet.getByRole('combobox', { name: 'Sizes' }), 'tiny');
  (button('Measure').element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(sheet.getByText('Measured.'), { timeout: 50_000 }).toBeVisible();
  const rows = sheet.getByRole('region', { name: 'Row statistics: figures' }).getByRole('row');
  expect(rows.elements().map((row) => row.querySelector('th small')?.textContent)).toEqual([
    undefined,
    'CPU',
    'WebGPU',
  ]);
  for (const row of rows.elements().slice(1)) expect(row.querySelector('b')?.textContent).toMatch(/^[\d.]+ ms$/);
  const beside = sheet.getByRole('region', { name: 'Row statistics: comparisons' }).getByRole('row');
  const cells = beside
    .elements()
    .map((row) => ['td b', 'td small'].map((part) => row.querySelector(part)?.textContent));
  const ratio = expect.stringMatching(/^[\d.,]+×$/);
  expect(cells).toEqual([
    [undefined, undefined],
    [ratio, expect.stringMatching(/^jax-js \d/)],
    [ratio, expect.stringMatching(/^jax-js \d/)],
    [ratio, expect.stringMatching(/^tfjs \d/)],
  ]);
  await userEvent.click(button('Copy report'));
  const [text] = copied.mock.lastCall!;
  expect(text).toMatch(/^turnlab \d[\d.]* on Chrome\/\d+, a software adapter\n.* tiny sizes, 9 rounds, 20\d\d-/);
  expect(text).toContain('rows 8×32, per pass, WebGPU · google swiftshader');
  await userEvent.selectOptions(sheet.getByRole('combobox', { name: 'Report as' }), 'json');
  await userEvent.click(button('Copy report'));
  const lines = copied.mock.lastCall![0].split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.some((line) => line['benchmark'] === 'rows' && (line['ours_ms'] as number) > 0)).toBe(true);
}, 90_000);

it('says what was left out and why, and shows no figure for it', async () => {
  const { say } = await scripted();
  await expect.element(sheet.getByText('f16 variants: left out, the adapter lacks shader-f16')).toBeVisible();
  await expect.element(sheet.getByText('default limits', { exact: false })).toBeVisible();
  await userEvent.click(sheet.getByRole('checkbox', { name: 'Soak test' }));
  await userEvent.click(button('Measure'));
  await expect.element(button('Stop')).toHaveFocus();
  await say({ kind: 'begins', job: { benchmark: 'rows', size: '8×32' }, done: 1, total: 3 });
  await expect.element(sheet.getByText('2 of 3: row statistics, 8×32')).toBeVisible();
  const skipped = 'The connection to the GPU was lost (unplugged).';
  const lost = { benchmark: 'rows', size: '8×32', peer: 'turnlab 0.1.0', adapter: GPU, skipped };
  await say({ kind: 'told', records: [lost], lines: [`rows skipped: ${skipped}`] });
  await expect.element(sheet.getByText('rows 8×32 (WebGPU · example card): The connection')).toBeVisible();
  expect(sheet.getByRole('table').elements()).toEqual([]);
  await userEvent.click(button('Stop'));
  await expect.element(sheet.getByText('Stopped. What was measured before stays.')).toBeVisible();
  await expect.element(button('Copy report')).toBeVisible();
  await expect.element(button('Measure')).toBeEnabled();
  await expect.element(sheet.getByRole('checkbox', { name: 'Soak test' })).toBeChecked();
});

it('needs something to measure, and does not offer a GPU that is not there', async () => {
  const absent = [
    { benchmark: 'all', size: 'all', peer: 'everyone', adapter: '', skipped: 'this browser has no WebGPU' },
  ];
  const { asked } = await scripted({ ...SURVEY, webgpu: '', hasGpu: false, largestBinding: null, absent });
  await expect.element(sheet.getByText('WebGPU: left out, this browser has no WebGPU')).toBeVisible();
  await expect.element(sheet.getByRole('checkbox', { name: 'Graphics (WebGPU)' })).toBeDisabled();
  await userEvent.click(sheet.getByRole('checkbox', { name: 'Processor' }));
  await expect.element(button('Measure')).toBeDisabled();
  await expect.element(sheet.getByText('Choose at least one benchmark and one place.')).toBeVisible();
  await userEvent.click(sheet.getByRole('checkbox', { name: 'Processor' }));
  await expect.element(sheet.getByText('On graphics only; writes no tokens. Takes no part')).toBeVisible();
  await userEvent.click(button('Measure'));
  expect(asked.at(-1)).toMatchObject({ kind: 'run', options: { places: ['cpu'], peers: ['jax-js'] } });
});

it('loads no library that nobody asked for, and says before what it would load and how long it takes', async () => {
  const { asked, say } = await scripted();
  const peer = (name: string) => sheet.getByRole('checkbox', { name });
  await expect.element(peer('jax-js')).toBeChecked();
  await expect.element(peer('onnxruntime-web')).not.toBeChecked();
  await expect
    .element(sheet.getByText('Loads 2.6 MB of libraries, once, from this site', { exact: false }))
    .toBeVisible();
  await userEvent.click(peer('onnxruntime-web'));
  await expect.element(sheet.getByText('Loads 42.0 MB of libraries', { exact: false })).toBeVisible();
  for (const name of ['jax-js', 'TensorFlow.js', 'onnxruntime-web']) await userEvent.click(peer(name));
  await expect.element(sheet.getByText('of libraries, once', { exact: false })).not.toBeInTheDocument();
  await expect.element(sheet.getByText('an estimate from other machines', { exact: false })).toBeVisible();
  await userEvent.click(peer('TensorFlow.js'));
  await userEvent.click(button('Measure'));
  expect(asked.at(-1)).toMatchObject({ kind: 'run', options: { peers: ['tfjs'] } });
  await say({ kind: 'step', step: { doing: 'loading', who: 'tfjs', place: 'webgpu' } });
  await expect.element(sheet.getByText('loading tfjs on graphics')).toBeVisible();
});

it('does not measure beside training unless told to', async () => {
  const { asked, session } = await scripted(SURVEY, true);
  await expect.element(sheet.getByText('would slow each other', { exact: false })).toBeVisible();
  await expect.element(button('Measure')).not.toBeInTheDocument();
  await userEvent.click(button('Measure when it ends'));
  await expect.element(sheet.getByText('Waiting until training stands still.')).toBeVisible();
  expect(asked).toHaveLength(1);
  await doing(() => session.store.setState({ run: 'paused' }));
  await expect.element(button('Stop')).toBeVisible();
  expect(asked.at(-1)?.kind).toBe('run');
});

it('says in the report that training ran beside it', async () => {
  await scripted(SURVEY, true);
  await userEvent.click(button('Measure anyway'));
  await expect.element(sheet.getByText('the figures are disturbed', { exact: false })).toBeVisible();
});

it('leaves out what a device that is lost cannot give, and measures the processor', async () => {
  const losing = {
    requestAdapter: async (options?: GPURequestAdapterOptions) => {
      const adapter = (await navigator.gpu.requestAdapter(options))!;
      const open = adapter.requestDevice.bind(adapter);
      adapter.requestDevice = async (descriptor) => {
        const device = await open(descriptor);
        const { queue } = device;
        const submit = queue.submit.bind(queue);
        queue.submit = (buffers) => {
          submit(buffers);
          device.destroy();
        };
        return device;
      };
      return adapter;
    },
  } as unknown as GPU;
  const records: Comparison[] = [];
  const options = parseOptions('--scale tiny --rounds 3 --only rows,soak --updates 100 --peers none'.split(' '))!;
  await serveBench(
    { kind: 'run', options },
    (event) => event.kind === 'told' && records.push(...event.records),
    losing,
  );
  const onGpu = records.filter(({ adapter }) => adapter.startsWith('WebGPU'));
  expect(onGpu.map(({ benchmark }) => benchmark)).toEqual(['rows', 'soak']);
  for (const record of onGpu) {
    expect(record.skipped).toContain('GPU');
    expect(Object.values(record).some((value) => typeof value === 'number')).toBe(false);
  }
  expect(records.filter(({ adapter }) => adapter.startsWith('CPU')).every(({ skipped }) => skipped === undefined)).toBe(
    true,
  );
});

/** What came of `rows` at tiny size. */
async function served(gpu: GPU, peers: string, given?: Readonly<Record<string, OpenPeer>>): Promise<Comparison[]> {
  const records: Comparison[] = [];
  const options = parseOptions(`--scale tiny --rounds 3 --only matmul,rows --peers ${peers}`.split(' '))!;
  const post = (event: BenchEvent): void => void (event.kind === 'told' && records.push(...event.records));
  await serveBench({ kind: 'run', options }, post, gpu, given);
  return records;
}

it('measures on a device without timestamps, f16 or subgroups, and says what that leaves out', async () => {
  const bare = {
    requestAdapter: async (options?: GPURequestAdapterOptions) => {
      const adapter = (await navigator.gpu.requestAdapter(options))!;
      return Object.defineProperty(adapter, 'features', { value: new Set<string>() });
    },
  } as unknown as GPU;
  const onGpu = (await served(bare, 'none')).filter(({ adapter }) => adapter.startsWith('WebGPU'));
  const left = onGpu.filter(({ skipped }) => skipped !== undefined);
  expect(left.map(({ size, skipped }) => [size, skipped])).toEqual([
    ['f16 variants', 'the adapter lacks shader-f16'],
    ['subgroup variants', 'the adapter lacks subgroups'],
    ['times on the device', 'the adapter lacks timestamp-query'],
  ]);
  expect(onGpu).toHaveLength(left.length + 4);
  for (const record of onGpu.slice(left.length)) expect(record.ours_ms).toBeGreaterThan(0);
});

it('compares with real libraries, leaves out one whose device is lost from then on, and goes on with the others', async () => {
  const real = pagePeers({ '@jax-js/jax': '1', '@tensorflow/tfjs': '1' });
  /** Its device is destroyed in the rounds of the first product. */
  const losing: OpenPeer = async (place) => {
    const opening = vi.spyOn(GPUAdapter.prototype, 'requestDevice');
    const entrant = await real['jax-js']!(place);
    const devices = await Promise.all(opening.mock.results.map(({ value }) => value as Promise<GPUDevice>));
    opening.mockRestore();
    const matmul: Entrant['matmul'] = (task) => {
      const contestant = entrant.matmul!(task);
      let samples = 0;
      const sample = (repeats: number): Promise<void> => {
        if (++samples === 4) for (const device of devices) device.destroy();
        return contestant.sample(repeats);
      };
      return { ...contestant, sample };
    };
    return { ...entrant, matmul };
  };
  const records = await served(navigator.gpu, 'jax-js,tfjs', { ...real, 'jax-js': losing });
  const named = (peer: string, place: string): Comparison[] =>
    records.filter((record) => record.peer === peer && record.adapter.startsWith(place));
  const lost = named('jax-js 1', 'WebGPU');
  expect(lost).toHaveLength(4);
  for (const record of lost) {
    expect(record.skipped).toMatch(/lost|destroyed/i);
    expect(Object.values(record).some((value) => typeof value === 'number')).toBe(false);
  }
  for (const there of [named('jax-js 1', 'CPU'), named('tfjs 1', 'WebGPU')]) {
    expect(there).toHaveLength(4);
    for (const { ratio, skipped } of there) expect([skipped, ratio! > 0]).toEqual([undefined, true]);
  }
  expect(named('tfjs', 'CPU')).toMatchObject([{ skipped: 'only its WebGPU backend is installed' }]);
});
