/** The host driven without a worker: real trainer, real CPU executor, a model small enough to finish in seconds. */
import { expect, test } from 'vitest';
import { settingsFrom } from '../core/settings.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { TurnlabError } from '../core/errors.ts';
import type { Backend, OpenBackend } from './backend.ts';
import { LabHost } from './host.ts';
import type { WorkerEvent } from './protocol.ts';

const settings = settingsFrom('nano', {
  env: 'bandit',
  width: 16,
  heads: 1,
  kvHeads: 1,
  mlpWidth: 32,
  groups: 2,
  groupSize: 2,
  warmStart: false,
  evalEpisodes: 8,
  evalEvery: 100,
  updates: 4,
});

const cpu = async (): Promise<Backend> => ({
  executor: await CpuExecutor.create({ precision: 'f32' }),
  software: false,
  notice: '',
});

function lab(open: OpenBackend = cpu) {
  const events: WorkerEvent[] = [];
  const waiting: { wanted: (event: WorkerEvent) => boolean; done: (event: WorkerEvent) => void }[] = [];
  const host = new LabHost({
    open,
    post: (event) => {
      events.push(event);
      for (const waiter of waiting.filter((w) => w.wanted(event))) waiter.done(event);
    },
  });
  const next = (wanted: (event: WorkerEvent) => boolean) =>
    new Promise<WorkerEvent>((done) => waiting.push({ wanted, done }));
  const state = (name: string) => next((e) => e.kind === 'status' && e.status.state === name);
  return { host, events, next, state };
}
const updatesIn = (events: readonly WorkerEvent[]) =>
  events.flatMap((e) => (e.kind === 'train' && e.event.kind === 'update' ? [e.event.update] : []));

test('open, step, run to the end', async () => {
  const { host, events, state } = lab();
  host.receive({ kind: 'open', settings, backend: 'cpu' });
  await state('paused');
  expect(events.some((e) => e.kind === 'opened' && e.words.includes('<think>'))).toBe(true);
  const stepped = state('paused');
  host.receive({ kind: 'step' });
  await stepped;
  const finished = state('finished');
  host.receive({ kind: 'run' });
  await finished;
  expect(updatesIn(events)).toEqual([1, 2, 3, 4]);
  host.receive({ kind: 'close' });
  await state('empty');
});

test('a run stands still after the update it was told, and goes on to the end when it is told none', async () => {
  const { host, events, state } = lab();
  host.receive({ kind: 'open', settings, backend: 'cpu' });
  await state('paused');
  const standing = state('paused');
  host.receive({ kind: 'run', until: 2 });
  await standing;
  // As a page that asks for nothing more; a run that goes on regardless would be over by then.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(updatesIn(events)).toEqual([1, 2]);
  const again = state('paused');
  host.receive({ kind: 'run', until: 3 });
  await again;
  expect(updatesIn(events)).toEqual([1, 2, 3]);
  const finished = state('finished');
  host.receive({ kind: 'run' });
  await finished;
  expect(updatesIn(events)).toEqual([1, 2, 3, 4]);
});

test('pause stops between updates; live settings apply and are announced; others are refused and change nothing', async () => {
  const { host, events, next, state } = lab();
  host.receive({ kind: 'open', settings: { ...settings, updates: 1000 }, backend: 'cpu' });
  await state('paused');
  host.receive({ kind: 'run' });
  await next((e) => e.kind === 'train' && e.event.kind === 'update');
  const changed = next((e) => e.kind === 'changed');
  host.receive({ kind: 'set', changes: { learningRate: 1e-3 } });
  expect(await changed).toMatchObject({ changes: { learningRate: 1e-3 } });
  const refused = next((e) => e.kind === 'failed');
  host.receive({ kind: 'set', changes: { width: 32 } });
  expect(await refused).toMatchObject({ code: 'bad-setting', fatal: false });
  const paused = state('paused');
  host.receive({ kind: 'pause' });
  await paused;
  const before = updatesIn(events).length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(updatesIn(events).length).toBe(before);
});

test('a malformed message gets one clear error and nothing changes', async () => {
  const { host, events, state } = lab();
  host.receive({ kind: 'explode' });
  expect(events).toEqual([expect.objectContaining({ kind: 'failed', code: 'bad-message', fatal: false })]);
  host.receive({ kind: 'open', settings, backend: 'cpu' });
  await state('paused');
});

test('a lost device costs at most one update and training goes on to the same bytes', async () => {
  const run = async (lose: boolean): Promise<Uint8Array> => {
    const { host, events, next, state } = lab();
    host.receive({ kind: 'open', settings, backend: 'cpu' });
    await state('paused');
    for (let i = 0; i < 3; i++) {
      const stepped = state('paused');
      host.receive({ kind: 'step' });
      await stepped;
    }
    if (lose) {
      host.receive({ kind: 'lose-device' });
      const recovered = next((e) => e.kind === 'recovered');
      host.receive({ kind: 'step' });
      expect(await recovered).toMatchObject({ lostUpdates: expect.any(Number) });
      expect((await recovered) as object).toHaveProperty('update', 2);
    }
    const finished = state('finished');
    host.receive({ kind: 'run' });
    await finished;
    expect(updatesIn(events).at(-1)).toBe(4);
    const saved = next((e) => e.kind === 'checkpoint');
    host.receive({ kind: 'checkpoint', request: 5 });
    const event = await saved;
    if (event.kind !== 'checkpoint') throw new Error('unreachable');
    expect(event.request).toBe(5);
    return event.bytes;
  };
  expect(await run(true)).toEqual(await run(false));
});

test('what was measured of an adapter is told to the page and to the next device, and goes into checkpoints', async () => {
  const before = { card: { 'matmulNT M64': 'row' } };
  const seen: unknown[] = [];
  const adopted: unknown[] = [];
  const { host, events, next, state } = lab(async (_, store) => {
    seen.push(store.read('card'));
    const { executor, ...backend } = await cpu();
    // As a WebGPU executor does when it compiles.
    store.write('card', { ...store.read('card'), [`matmulNN M${seen.length}`]: 'wide' });
    Object.assign(executor, {
      kernels: { card: store.read('card') },
      adopt: (kernels: unknown) => adopted.push(kernels),
    });
    return { ...backend, executor };
  });
  host.receive({ kind: 'open', settings, backend: 'webgpu', kernels: before });
  await state('paused');
  const first = { 'matmulNT M64': 'row', 'matmulNN M1': 'wide' };
  expect(events.filter((e) => e.kind === 'kernels')).toEqual([{ kind: 'kernels', kernels: { card: first } }]);
  const recovered = next((e) => e.kind === 'recovered');
  host.receive({ kind: 'lose-device' });
  host.receive({ kind: 'step' });
  await recovered;
  expect(seen).toEqual([before.card, first]);
  const saved = next((e) => e.kind === 'checkpoint');
  host.receive({ kind: 'checkpoint', request: 1 });
  const event = await saved;
  if (event.kind !== 'checkpoint') throw new Error('unreachable');
  const opened = next((e) => e.kind === 'opened');
  host.receive({ kind: 'open', settings, backend: 'webgpu', checkpoint: event.bytes });
  await opened;
  expect(adopted.at(-1)).toEqual({ card: { ...first, 'matmulNN M2': 'wide' } });
});

test('a device that keeps getting lost ends the run with a sentence', async () => {
  const { host, next, state } = lab(async () => {
    const backend = await cpu();
    const read = backend.executor.read.bind(backend.executor);
    let reads = 0;
    backend.executor.read = (tensors) => {
      // Lets the trainer open and breaks its first rollout.
      if (reads++ > 2) backend.executor.lose();
      return read(tensors);
    };
    return backend;
  });
  host.receive({ kind: 'open', settings, backend: 'cpu' });
  await state('paused');
  const failed = next((e) => e.kind === 'failed');
  host.receive({ kind: 'run' });
  expect(await failed).toMatchObject({ code: 'device-lost', fatal: true });
});

test('no WebGPU and not enough memory are said, and the page may try again', async () => {
  let broken = true;
  const { host, next, state } = lab(async () => {
    if (broken) throw new TurnlabError('no-webgpu', 'WebGPU is not available here.');
    return cpu();
  });
  const failed = next((e) => e.kind === 'failed');
  host.receive({ kind: 'open', settings, backend: 'webgpu' });
  expect(await failed).toMatchObject({ code: 'no-webgpu', fatal: true });
  broken = false;
  const ready = state('paused');
  host.receive({ kind: 'open', settings, backend: 'cpu' });
  await ready;
});

test('a clone of an equal warm start spares a run its own and gives the same bytes; another clone is refused', async () => {
  const base = { ...settings, warmStart: true, warmMaxUpdates: 2, updates: 1 };
  const run = async (more: Partial<typeof base>, clone?: Uint8Array, lose = false) => {
    const { host, events, next, state } = lab();
    host.receive({ kind: 'open', settings: { ...base, ...more }, backend: 'cpu', ...(clone && { clone }) });
    const over = Promise.race([state('finished'), next((e) => e.kind === 'failed')]);
    if (lose) host.receive({ kind: 'lose-device' });
    host.receive({ kind: 'run' });
    const last = await over;
    const train = events.flatMap((e) => (e.kind === 'train' ? [e.event] : []));
    const checkpoint = train.findLast((e) => e.kind === 'checkpoint');
    return { last, warm: train.filter((e) => e.kind === 'warm' && 'warm/loss' in e.metrics).length, checkpoint };
  };
  const first = await run({});
  const own = await run({ learningRate: 1e-3 });
  const cloned = await run({ learningRate: 1e-3 }, first.checkpoint!.bytes);
  expect([first.warm, own.warm, cloned.warm]).toEqual([2, 2, 0]);
  expect(first.checkpoint!.bytes).not.toEqual(own.checkpoint!.bytes);
  expect(cloned.checkpoint!.bytes).toEqual(own.checkpoint!.bytes);
  // Lost before its first checkpoint, it begins from the clone again.
  const lost = await run({ learningRate: 1e-3 }, first.checkpoint!.bytes, true);
  expect([lost.warm, lost.last.kind]).toEqual([0, 'status']);
  expect(lost.checkpoint!.bytes).toEqual(own.checkpoint!.bytes);
  const foreign = await run({ seed: 5 }, first.checkpoint!.bytes);
  expect(foreign.last).toMatchObject({ kind: 'failed', code: 'bad-setting', fatal: true });
});

test('what could not be opened is told once: the run that was asked for with it adds no second error', async () => {
  const { host, events, state } = lab();
  const failed = state('failed');
  host.receive({ kind: 'open', settings, backend: 'cpu', checkpoint: Uint8Array.of(1, 2, 3) });
  host.receive({ kind: 'run' });
  await failed;
  // Whatever the second command says has been said once a third is answered.
  const ready = state('paused');
  host.receive({ kind: 'open', settings, backend: 'cpu' });
  await ready;
  const told = events.flatMap((event) => (event.kind === 'failed' ? [event.sentence] : []));
  expect(told).toEqual([expect.stringContaining('checkpoint')]);
});
