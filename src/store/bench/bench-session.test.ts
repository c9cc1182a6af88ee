import { expect, test } from 'vitest';
import { parseOptions } from '../../bench/options.ts';
import type { BenchEvent, BenchRequest } from '../../worker/bench-protocol.ts';
import { BenchSession } from './bench-session.ts';
import type { BenchWorker } from './bench-worker.ts';

const OPTIONS = parseOptions(['--peers', 'none'])!;
const told = (size: string): BenchEvent => ({
  kind: 'told',
  records: [{ benchmark: 'rows', size, peer: 'none', adapter: 'CPU', ours_ms: 1 }],
  lines: [`rows ${size}`],
});

/** A session with scripted workers: what they were asked, and a way to let the newest one speak. */
function scripted() {
  const workers: (BenchWorker & { readonly asked: BenchRequest[]; ended: boolean })[] = [];
  const bench = new BenchSession(() => {
    const worker = {
      asked: [] as BenchRequest[],
      ended: false,
      onmessage: null,
      onerror: null,
      postMessage: (request: BenchRequest) => void worker.asked.push(request),
      terminate: () => void (worker.ended = true),
    };
    workers.push(worker);
    return worker;
  });
  const say = (event: BenchEvent): void =>
    workers.at(-1)!.onmessage!.call(workers.at(-1) as unknown as Worker, { data: event } as MessageEvent);
  return { bench, workers, say, state: () => bench.store.getState() };
}

test('collects what is told until it is done', async () => {
  const { bench, workers, say, state } = scripted();
  const whole = bench.measure(OPTIONS);
  say({ kind: 'begins', job: { benchmark: 'rows', size: '8×32' }, done: 0, total: 2 });
  expect([state().phase, state().now?.total]).toEqual(['measuring', 2]);
  const step = { doing: 'checking', who: 'jax-js', place: 'cpu' } as const;
  say({ kind: 'step', step });
  expect(state().step).toEqual(step);
  say({ kind: 'begins', job: { benchmark: 'rows', size: '9×32' }, done: 1, total: 2 });
  expect([state().now?.done, state().step]).toEqual([1, null]);
  say({ kind: 'step', step });
  say(told('8×32'));
  say(told('9×32'));
  say({ kind: 'done' });
  await whole;
  expect(workers[0]!.asked).toEqual([{ kind: 'run', options: OPTIONS }]);
  expect([state().phase, state().now, state().step, state().lines]).toEqual([
    'done',
    null,
    null,
    ['rows 8×32', 'rows 9×32'],
  ]);
  expect(workers[0]!.ended).toBe(true);
});

test('stopping ends the worker at once and keeps what is there; what was on its way is not taken', async () => {
  const { bench, workers, say, state } = scripted();
  const whole = bench.measure(OPTIONS);
  say(told('8×32'));
  bench.stop();
  say(told('late'));
  await whole;
  expect(workers[0]!.ended).toBe(true);
  expect([state().phase, state().lines]).toEqual(['stopped', ['rows 8×32']]);
  expect(bench.isBusy).toBe(false);
});

test('a worker that fails or crashes leaves a sentence and what was measured', async () => {
  const { bench, workers, say, state } = scripted();
  const first = bench.measure(OPTIONS);
  say(told('8×32'));
  say({ kind: 'failed', code: 'internal', sentence: 'It broke.', next: 'Try again.' });
  await first;
  expect([state().phase, state().problem, state().records.length]).toEqual(['failed', 'It broke. Try again.', 1]);
  const second = bench.measure(OPTIONS);
  expect([state().problem, state().records.length]).toEqual(['', 0]);
  workers[1]!.onerror!.call(workers[1] as unknown as Worker, { message: 'no memory' } as ErrorEvent);
  await second;
  expect(state().problem).toContain('The measuring worker stopped: no memory.');
});

test('a look that was stopped is taken again; one that ended is not', async () => {
  const { bench, workers, say, state } = scripted();
  const stopped = bench.look();
  bench.stop();
  expect([state().phase, state().survey]).toEqual(['idle', null]);
  // At once, as React's strict mode does.
  const looked = bench.look();
  await stopped;
  expect([state().phase, workers[0]!.ended, workers[1]!.ended]).toEqual(['looking', true, false]);
  const counts = { matmul: 1, rows: 1, policy: 1, decode: 1, train: 1, control: 1, soak: 1 };
  say({
    kind: 'surveyed',
    survey: {
      version: '1',
      webgpu: '',
      cpu: 'CPU',
      hasGpu: false,
      isSoftware: false,
      largestBinding: null,
      absent: [],
      cases: { tiny: counts, small: counts, full: counts },
    },
  });
  await looked;
  await bench.look();
  expect([workers.length, state().survey?.version]).toEqual([2, '1']);
});
