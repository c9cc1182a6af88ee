/** Choosing variants on a device: measured once, stored, taken up again; and without what is optional. */
import { afterEach, expect, test, vi } from 'vitest';
import { ChoiceMemory } from '../../src/engine/choices.ts';
import { tensor } from '../../src/engine/executor.ts';
import type { Kernel } from '../../src/engine/kernel.ts';
import { PlanBuilder } from '../../src/engine/plan.ts';
import type { Variant } from '../../src/engine/variant.ts';
import { FEATURES, openDevice } from '../../src/engine/webgpu/device.ts';
import { WebGpuExecutor } from '../../src/engine/webgpu/executor.ts';
import type { Tuning } from '../../src/engine/webgpu/tuner.ts';
import { trainedParameters } from '../policy-cases.ts';

const opened: WebGpuExecutor[] = [];
afterEach(() => {
  for (const executor of opened.splice(0)) executor.dispose();
});

async function open(tuning: Partial<Tuning>, features = FEATURES, pretended: readonly string[] = []) {
  const found = await openDevice(undefined, features);
  Object.defineProperty(found.device, 'features', { value: new Set([...found.device.features, ...pretended]) });
  const executor = new WebGpuExecutor(found, tuning);
  opened.push(executor);
  return { executor, device: found.device, adapter: found.adapter };
}

/** Adds `step` to each of L numbers, `work` times over. */
const text = (step: number, work: number): string => `
const L: u32 = 8u;
@group(0) @binding(0) var<storage, read_write> x: array<f32, L>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= L) { return; }
  for (var i = 0u; i < ${work}u; i++) {
    x[id.x] += ${step};
  }
}
`;
const one = (name: string, step: number, work: number, more: Partial<Variant> = {}): Variant => ({
  name,
  suits: () => true,
  wgsl: () => text(step, work),
  workgroups: ({ L }) => [Math.ceil(L! / 64), 1, 1],
  ...more,
});

/** What it adds tells which variant ran: 1 for the plain one, with a thousand times the work of the others. */
const kernel = (...variants: Variant[]): Kernel => ({
  name: 'adder',
  args: [{ name: 'x', dtype: 'f32', access: 'update' }],
  lengths: ({ L }) => [L!],
  wgsl: () => text(1 / 1024, 1024),
  workgroups: ({ L }) => [Math.ceil(L! / 64), 1, 1],
  run: () => undefined,
  variants,
});

const L = 4096;

/** Runs the kernel once on zeros and says what was added. */
async function added(executor: WebGpuExecutor, what: Kernel): Promise<number> {
  const x = tensor(executor, 'x', 'f32', L);
  executor.run(await executor.compile(new PlanBuilder('p').op(what, { L }, x).build()));
  const [values] = await executor.read([x]);
  expect(new Set(values).size).toBe(1);
  return values![0]!;
}

const quick = one('quick', 2, 1);
const KEY = `adder L${L}`;

test('nothing is measured unless asked for', async () => {
  const store = new ChoiceMemory();
  const { executor } = await open({ store });
  expect(await added(executor, kernel(quick))).toBe(1);
  expect(store.all).toEqual({});
});

// What is asked of the device when the clock is the queue's differs from what it is asked with timestamps.
test.each([
  ['its own clock', FEATURES],
  ['the queue’s', []],
] as const)('the faster variant is found by %s, stored, and measured no second time', async (_, features) => {
  const store = new ChoiceMemory();
  const { executor, device, adapter } = await open({ measure: true, store }, features);
  expect(await added(executor, kernel(quick))).toBe(2);
  expect(store.all).toEqual({ [adapter]: { [KEY]: 'quick' } });
  expect(executor.kernels).toEqual(store.all);
  const submits = vi.spyOn(device.queue, 'submit');
  await executor.compile(
    new PlanBuilder('again').op(kernel(quick), { L: L - 1 }, tensor(executor, 'y', 'f32', L)).build(),
  );
  expect(submits).not.toHaveBeenCalled();
});

test('what was chosen before is taken without measuring, by a store or by a run', async () => {
  const slow = one('slow', 4, 1);
  const first = await open({ measure: true });
  first.executor.adopt({ [first.adapter]: { [KEY]: 'slow' }, 'another adapter': { [KEY]: 'quick' } });
  const submits = vi.spyOn(first.device.queue, 'submit');
  expect(await added(first.executor, kernel(quick, slow))).toBe(4);
  // The run and the read-back.
  expect(submits).toHaveBeenCalledTimes(2);
  const second = await open({ store: new ChoiceMemory({ [first.adapter]: { [KEY]: 'slow' } }) });
  expect(await added(second.executor, kernel(quick, slow))).toBe(4);
});

test('a choice that this device cannot follow is plain', async () => {
  const { executor, adapter } = await open({}, []);
  const special = one('special', 4, 1, { needs: ['subgroups'] });
  executor.adopt({ [adapter]: { [KEY]: 'special' } });
  expect(await added(executor, kernel(special))).toBe(1);
});

/** Software adapters lack it; the shaders here do not need it. */
const F16 = ['shader-f16'];

test('16 bits take part only when asked for, under a name of their own', async () => {
  const rough = one('rough', 4, 1, { half: true });
  const store = new ChoiceMemory();
  const { executor, adapter } = await open({ measure: true, store }, FEATURES, F16);
  expect(executor.allowHalf(true)).toBe(true);
  expect(await added(executor, kernel(rough))).toBe(4);
  const half = `${adapter} · 16 bits`;
  expect(store.all).toEqual({ [half]: { [KEY]: 'rough' } });
  expect(executor.kernels).toEqual(store.all);
  expect(executor.allowHalf(false)).toBe(true);
  expect(await added(executor, kernel(rough, quick))).toBe(2);
  expect(executor.kernels).toEqual({ [adapter]: { [KEY]: 'quick' } });
  expect(store.all).toEqual({ [half]: { [KEY]: 'rough' }, [adapter]: { [KEY]: 'quick' } });
});

test('a run’s choices in 16 bits are followed once it asks for them, whichever comes first', async () => {
  const [rough, other] = [one('rough', 4, 1, { half: true }), one('other', 8, 1, { half: true })];
  for (const first of ['adopt', 'allow']) {
    const { executor, adapter } = await open({ measure: true }, FEATURES, F16);
    const choices = { [adapter]: { [KEY]: 'quick' }, [`${adapter} · 16 bits`]: { [KEY]: 'other' } };
    if (first === 'adopt') executor.adopt(choices);
    executor.allowHalf(true);
    if (first === 'allow') executor.adopt(choices);
    expect(await added(executor, kernel(quick, rough, other)), first).toBe(8);
  }
});

test('without 16-bit arithmetic, or where nothing is measured, asking for it is answered and changes nothing', async () => {
  const rough = one('rough', 4, 1, { half: true });
  const bare = await open({ measure: true }, []);
  expect(bare.executor.allowHalf(true)).toBe(false);
  expect(await added(bare.executor, kernel(rough))).toBe(1);
  expect(Object.keys(bare.executor.kernels)).toEqual([bare.adapter]);
  expect((await open({}, FEATURES, F16)).executor.allowHalf(true)).toBe(false);
});

test('a variant that does not compile does not take part', async () => {
  const { executor } = await open({ measure: true });
  const broken = one('broken', 4, 1, { wgsl: () => 'not WGSL' });
  expect(await added(executor, kernel(broken, quick))).toBe(2);
});

test.each([
  ['its own clock', FEATURES],
  ['the queue’s', []],
] as const)('a variant that the device refuses to run does not take part, by %s', async (_, features) => {
  const { executor } = await open({ measure: true }, features);
  const vast = one('vast', 4, 1, { workgroups: () => [70_000, 1, 1] });
  expect(await added(executor, kernel(vast, quick))).toBe(2);
});

test('a device lost while measuring leaves the plain one chosen, for the next device too', async () => {
  const store = new ChoiceMemory();
  const first = await open({ measure: true, store });
  const deadly = one('deadly', 4, 1, {
    wgsl: () => {
      first.device.destroy();
      return text(4, 1);
    },
  });
  await expect(added(first.executor, kernel(quick, deadly))).rejects.toMatchObject({ code: 'device-lost' });
  expect(store.all).toEqual({ [first.adapter]: { [KEY]: 'plain' } });
  const second = await open({ measure: true, store });
  expect(await added(second.executor, kernel(quick, deadly))).toBe(1);
});

test('measuring leaves no memory behind and touches none of the plan’s', async () => {
  const { executor, device } = await open({ measure: true });
  const made = vi.spyOn(device, 'createBuffer');
  const destroyed = vi.spyOn(GPUBuffer.prototype, 'destroy');
  const x = tensor(executor, 'x', 'f32', L);
  executor.write(x, new Float32Array(L).fill(7));
  await executor.compile(new PlanBuilder('p').op(kernel(quick), { L }, x).build());
  expect((await executor.read([x]))[0]!.every((value) => value === 7)).toBe(true);
  expect(executor.counters.bytes).toBe(4 * L);
  // All but the one that is still allocated: the scratch memory and the stopwatch's two.
  expect(destroyed.mock.contexts).toHaveLength(made.mock.calls.length - 2);
  destroyed.mockRestore();
});

test('a model trains with chosen variants: the same bytes twice, the plain ones’ up to rounding', async () => {
  const plain = await trainedParameters((await open({})).executor, 3);
  const runs: Float32Array[] = [];
  for (let run = 0; run < 2; run++) {
    const asked = new Set<string>();
    const all = new Proxy<Record<string, string>>({}, { get: (_, key) => (asked.add(String(key)), 'wide') });
    const { executor } = await open({ store: { read: () => all, write: () => undefined } });
    runs.push(await trainedParameters(executor, 3));
    // Forward, both gradients, residuals.
    for (const family of ['matmulNT ', 'matmulNTAdd ', 'matmulNN ', 'matmulTNPartial '])
      expect(
        [...asked].some((key) => key.startsWith(family)),
        family,
      ).toBe(true);
  }
  expect(runs[0]).toEqual(runs[1]);
  // As between executors (model.test.ts).
  for (const [i, value] of plain.entries()) expect(Math.abs(value - runs[0]![i]!)).toBeLessThan(1e-4);
  // Three devices compile the whole model.
}, 180_000);

test('a device with nothing but WebGPU’s defaults runs every plan', async () => {
  const { executor, device } = await open({ measure: true }, []);
  for (const feature of FEATURES) expect(device.features.has(feature)).toBe(false);
  expect(await added(executor, kernel(quick))).toBe(2);
});
