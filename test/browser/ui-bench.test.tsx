/** The sheet that measures this device: with the real worker at tiny sizes, and with a scripted one for what goes wrong. */
import { beforeEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
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
  await expect.element(sheet.getByText('Measured.'), { timeout: 40_000 }).toBeVisible();
  const rows = sheet.getByRole('region', { name: 'Row statistics: figures' }).getByRole('row');
  expect(rows.elements().map((row) => row.querySelector('th small')?.textContent)).toEqual([
    undefined,
    'CPU',
    'WebGPU',
  ]);
  for (const row of rows.elements().slice(1)) expect(row.querySelector('b')?.textContent).toMatch(/^[\d.]+ ms$/);
  await userEvent.click(button('Copy report'));
  const [text] = copied.mock.lastCall!;
  expect(text).toMatch(/^turnlab \d[\d.]* on Chrome\/\d+, a software adapter\n.* tiny sizes, 9 rounds, 20\d\d-/);
  expect(text).toContain('rows 8×32, per pass, WebGPU · google swiftshader');
  await userEvent.selectOptions(sheet.getByRole('combobox', { name: 'Report as' }), 'json');
  await userEvent.click(button('Copy report'));
  const lines = copied.mock.lastCall![0].split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.some((line) => line['benchmark'] === 'rows' && (line['ours_ms'] as number) > 0)).toBe(true);
});

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
  await userEvent.click(button('Measure'));
  expect(asked.at(-1)).toMatchObject({ kind: 'run', options: { places: ['cpu'], peers: [] } });
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
