/** The WebGPU executor's promises: order, one read-back, no leaks, clear errors. Kernels are tested elsewhere. */
import { afterEach, expect, test, vi } from 'vitest';
import { tensor, whole } from '../../src/engine/executor.ts';
import type { Kernel } from '../../src/engine/kernel.ts';
import { matmulNT, sumPartialsAdd } from '../../src/engine/kernels/linear.ts';
import { PlanBuilder, type Plan } from '../../src/engine/plan.ts';
import type { Tensor } from '../../src/engine/tensor.ts';
import { openDevice } from '../../src/engine/webgpu/device.ts';
import { WebGpuExecutor } from '../../src/engine/webgpu/executor.ts';

const opened: WebGpuExecutor[] = [];

/** A device of its own for each test: several of them lose it. */
async function open(): Promise<{ executor: WebGpuExecutor; device: GPUDevice }> {
  const found = await openDevice();
  const executor = new WebGpuExecutor(found);
  opened.push(executor);
  return { executor, device: found.device };
}

afterEach(() => {
  for (const executor of opened.splice(0)) executor.dispose();
});

/** total += term, `times` times over. */
const accumulate = (term: Tensor, total: Tensor, times = 1): Plan => {
  const plan = new PlanBuilder('accumulate');
  for (let i = 0; i < times; i++) plan.op(sumPartialsAdd, { S: 1, L: total.length }, term, total);
  return plan.build();
};

const numbers = (...values: number[]): Float32Array => Float32Array.from(values);

test('writes and runs keep their order', async () => {
  const { executor } = await open();
  const term = tensor(executor, 'term', 'f32', 2);
  const total = tensor(executor, 'total', 'f32', 2);
  const add = await executor.compile(accumulate(term, total));
  executor.write(term, numbers(1, 2));
  executor.run(add);
  executor.write(term, numbers(10, 20));
  executor.run(add);
  const early = executor.read([total]);
  executor.write(term, numbers(100, 200));
  executor.run(add);
  // Two reads under way at once, each as of its own place in the queue.
  const late = executor.read([total]);
  expect(await early).toEqual([numbers(11, 22)]);
  expect(await late).toEqual([numbers(111, 222)]);
});

test('storages start as zeros; short writes and views touch only their part', async () => {
  const { executor } = await open();
  const storage = executor.allocate('values', 'f32', 130);
  const tail: Tensor = { storage, offset: 64, length: 3 };
  executor.write(tail, Float64Array.of(1, 2));
  const [all, part] = await executor.read([whole(storage), tail]);
  expect(part).toEqual(numbers(1, 2, 0));
  expect(Array.from(all!, (value, i) => [value, i]).filter(([value]) => value !== 0)).toEqual([
    [1, 64],
    [2, 65],
  ]);
});

test('many tensors are one read-back', async () => {
  const { executor } = await open();
  const ids = tensor(executor, 'ids', 'u32', 3);
  const reals = tensor(executor, 'reals', 'f32', 2);
  executor.write(ids, Uint32Array.of(1, 0xffffffff, 3));
  executor.write(reals, numbers(0.5, -2));
  expect(await executor.read([ids, reals, ids])).toEqual([
    Uint32Array.of(1, 0xffffffff, 3),
    numbers(0.5, -2),
    Uint32Array.of(1, 0xffffffff, 3),
  ]);
  expect(executor.counters.readbacks).toBe(1);
  expect(await executor.read([])).toEqual([]);
});

test('counters count dispatches, submits and bytes', async () => {
  const { executor } = await open();
  const term = tensor(executor, 'term', 'f32', 8);
  const total = tensor(executor, 'total', 'f32', 8);
  expect(executor.counters).toMatchObject({ dispatches: 0, submits: 0, readbacks: 0, bytes: 64, peakBytes: 64 });
  const plan = await executor.compile(accumulate(term, total, 40));
  executor.run(plan);
  expect(executor.counters.dispatches).toBe(40);
  // Nothing measured yet: half a millisecond an op, 20 milliseconds a submit.
  expect(executor.counters.submits).toBe(1);
  expect(executor.compileMs).toBeGreaterThan(0);
});

test('replaying creates no GPU objects', async () => {
  const { executor, device } = await open();
  const term = tensor(executor, 'term', 'f32', 8);
  const total = tensor(executor, 'total', 'f32', 8);
  const plan = await executor.compile(accumulate(term, total, 3));
  executor.run(plan);
  await executor.read([total]);
  const made = [
    vi.spyOn(device, 'createBuffer'),
    vi.spyOn(device, 'createBindGroup'),
    vi.spyOn(device, 'createComputePipelineAsync'),
  ];
  for (let i = 0; i < 5; i++) {
    executor.write(term, numbers(i));
    executor.run(plan);
    await executor.read([total, term]);
  }
  for (const spy of made) expect(spy).not.toHaveBeenCalled();
});

test('a kernel and shape are compiled once in an executor’s life', async () => {
  const { executor, device } = await open();
  const compilations = vi.spyOn(device, 'createComputePipelineAsync');
  const seen: string[] = [];
  const term = tensor(executor, 'term', 'f32', 8);
  const total = tensor(executor, 'total', 'f32', 8);
  await executor.compile(accumulate(term, total, 2), (done, all) => seen.push(`${done}/${all}`));
  await executor.compile(accumulate(term, total));
  expect(compilations).toHaveBeenCalledTimes(1);
  expect(seen).toEqual(['1/2', '2/2']);
  const [longTerm, longTotal] = [tensor(executor, 'term', 'f32', 9), tensor(executor, 'total', 'f32', 9)];
  await executor.compile(accumulate(longTerm, longTotal));
  expect(compilations).toHaveBeenCalledTimes(2);
});

test('two runs are byte-equal, cut into submits or not', async () => {
  const { executor } = await open();
  const [M, N, K] = [37, 29, 53];
  const a = tensor(executor, 'a', 'f32', M * K);
  const b = tensor(executor, 'b', 'f32', N * K);
  const c = tensor(executor, 'c', 'f32', M * N);
  const total = tensor(executor, 'total', 'f32', M * N);
  executor.write(
    a,
    Float32Array.from({ length: M * K }, (_, i) => Math.sin(i)),
  );
  executor.write(
    b,
    Float32Array.from({ length: N * K }, (_, i) => Math.cos(i * i)),
  );
  const builder = new PlanBuilder('long');
  for (let i = 0; i < 20; i++)
    builder.op(matmulNT, { M, N, K }, a, b, c).op(sumPartialsAdd, { S: 1, L: M * N }, c, total);
  const plan = await executor.compile(builder.build());
  const results = [];
  const submits: number[] = [];
  // A clock by which everything takes long: from the second run on, every op goes alone.
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 5000));
  for (let i = 0; i < 4; i++) {
    executor.write(total, new Float32Array(M * N));
    const before = executor.counters.submits;
    executor.run(plan);
    submits.push(executor.counters.submits - before);
    results.push((await executor.read([total]))[0]);
    // What was measured is learned in a task of its own.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  clock.mockRestore();
  expect(submits[0]).toBeLessThan(5);
  expect(submits[3]).toBe(40);
  for (const result of results) expect(result).toEqual(results[0]);
  expect(results[0]!.some((value) => value !== 0)).toBe(true);
});

test('freeing gives every byte back, and freed memory is refused everywhere', async () => {
  const { executor } = await open();
  const term = tensor(executor, 'term', 'f32', 100);
  const total = tensor(executor, 'total', 'f32', 100);
  const plan = await executor.compile(accumulate(term, total));
  executor.run(plan);
  executor.free(term.storage);
  expect(executor.counters.bytes).toBe(400);
  const refusal = expect.objectContaining({ code: 'bad-argument', message: 'term is not allocated here.' });
  expect(() => executor.run(plan)).toThrow(refusal);
  expect(() => executor.write(term, numbers(1))).toThrow(refusal);
  expect(() => executor.free(term.storage)).toThrow(refusal);
  await expect(executor.read([term])).rejects.toEqual(refusal);
  await expect(executor.compile(accumulate(term, total))).rejects.toEqual(refusal);
  executor.free(total.storage);
  expect(executor.counters).toMatchObject({ bytes: 0, peakBytes: 800 });
});

test('memory freed right after a run is still there for that run', async () => {
  const { executor } = await open();
  const term = tensor(executor, 'term', 'f32', 4);
  const total = tensor(executor, 'total', 'f32', 4);
  const plan = await executor.compile(accumulate(term, total));
  executor.write(term, numbers(1, 2, 3, 4));
  executor.run(plan);
  executor.free(term.storage);
  expect(await executor.read([total])).toEqual([numbers(1, 2, 3, 4)]);
});

test('a hundred rounds of allocate, run, free leave nothing behind', async () => {
  const { executor } = await open();
  for (let i = 0; i < 100; i++) {
    const term = tensor(executor, 'term', 'f32', 1000);
    const total = tensor(executor, 'total', 'f32', 1000);
    executor.run(await executor.compile(accumulate(term, total)));
    executor.free(term.storage);
    executor.free(total.storage);
  }
  expect(executor.counters).toMatchObject({ bytes: 0, peakBytes: 8000 });
});

test('wrong data is refused with the tensor’s name', async () => {
  const { executor } = await open();
  const ids = tensor(executor, 'ids', 'u32', 2);
  const reals = tensor(executor, 'reals', 'f32', 2);
  expect(() => executor.write(ids, numbers(1))).toThrow('ids holds u32, got Float32Array.');
  expect(() => executor.write(reals, Uint32Array.of(1))).toThrow('reals holds f32, got Uint32Array.');
  expect(() => executor.write(reals, numbers(1, 2, 3))).toThrow('reals holds 2 numbers, got 3.');
});

test('a plan belongs to the executor that compiled it', async () => {
  const [first, second] = [await open(), await open()];
  const term = tensor(first.executor, 'term', 'f32', 2);
  const total = tensor(first.executor, 'total', 'f32', 2);
  const plan = await first.executor.compile(accumulate(term, total));
  expect(() => second.executor.run(plan)).toThrow('This plan was compiled by another executor.');
});

test('an absurd allocation is out of memory, and the executor goes on', async () => {
  const { executor } = await open();
  expect(() => executor.allocate('absurd', 'f32', 2 ** 40)).toThrow(
    expect.objectContaining({ code: 'out-of-memory', message: expect.stringContaining('absurd needs 4194304.0 MiB') }),
  );
  expect(executor.counters.bytes).toBe(0);
  const small = tensor(executor, 'small', 'f32', 1);
  expect(await executor.read([small])).toEqual([numbers(0)]);
});

test('memory that runs out late is reported by the next read', async () => {
  const { executor, device } = await open();
  const scope = vi.spyOn(device, 'popErrorScope');
  // SwiftShader has no memory to run out of before the machine does, so the answer of WebGPU is played here.
  scope.mockImplementationOnce(async () => {
    scope.mockRestore();
    await device.popErrorScope();
    return new GPUOutOfMemoryError('full');
  });
  const big = tensor(executor, 'big', 'f32', 2 ** 18);
  await expect(executor.read([big])).rejects.toMatchObject({
    code: 'out-of-memory',
    message: 'No GPU memory left for big (1.0 MiB).',
  });
  expect((await executor.read([big]))[0]!.length).toBe(2 ** 18);
});

/** A kernel of one f32 argument with this source. */
const kernelOf = (source: string): Kernel => ({
  name: 'broken',
  args: [{ name: 'x', dtype: 'f32', access: 'update' }],
  lengths: () => [1],
  wgsl: () => source,
  workgroups: () => [1, 1, 1],
  run: () => undefined,
});

test('WGSL that does not compile is reported with file and line', async () => {
  const { executor } = await open();
  const x = tensor(executor, 'x', 'f32', 1);
  const broken = kernelOf('@compute @workgroup_size(1)\nfn main() {\n  let x: u32 = 1.5;\n}\n');
  await expect(executor.compile(new PlanBuilder('p').op(broken, {}, x).build())).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringMatching(/^broken\.wgsl:3:\d+ error: /),
  });
});

test('WGSL that does not fit its arguments is reported with its file', async () => {
  const { executor } = await open();
  const x = tensor(executor, 'x', 'f32', 1);
  const misfit = kernelOf(
    '@group(0) @binding(7) var<storage, read_write> x: f32;\n@compute @workgroup_size(1)\nfn main() { x = 1.0; }\n',
  );
  await expect(executor.compile(new PlanBuilder('p').op(misfit, {}, x).build())).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringMatching(/^broken\.wgsl: .*binding/i),
  });
});

test('after dispose every call says so, and the loss was expected', async () => {
  const { executor } = await open();
  const term = tensor(executor, 'term', 'f32', 2);
  const total = tensor(executor, 'total', 'f32', 2);
  const plan = await executor.compile(accumulate(term, total));
  executor.dispose();
  executor.dispose();
  expect(executor.counters.bytes).toBe(0);
  expect(await executor.lost).toMatchObject({ expected: true });
  const lost = expect.objectContaining({ code: 'device-lost' });
  expect(() => executor.allocate('more', 'f32', 1)).toThrow(lost);
  expect(() => executor.free(term.storage)).toThrow(lost);
  expect(() => executor.write(term, numbers(1))).toThrow(lost);
  expect(() => executor.run(plan)).toThrow(lost);
  await expect(executor.read([total])).rejects.toEqual(lost);
  await expect(executor.compile(plan.plan)).rejects.toEqual(lost);
});

test('a device lost on purpose looks like one lost by itself', async () => {
  const { executor } = await open();
  executor.lose();
  expect(() => executor.allocate('more', 'f32', 1)).toThrow(
    expect.objectContaining({ code: 'device-lost', next: expect.stringContaining('checkpoint') }),
  );
  expect(await executor.lost).toMatchObject({ expected: false });
});

test('a read under way when the device goes says that the device is gone', async () => {
  const { executor, device } = await open();
  const total = tensor(executor, 'total', 'f32', 2);
  const read = executor.read([total]);
  device.destroy();
  await expect(read).rejects.toMatchObject({ code: 'device-lost' });
  expect(await executor.lost).toMatchObject({ expected: false });
  expect(() => executor.allocate('more', 'f32', 1)).toThrow(expect.objectContaining({ code: 'device-lost' }));
});
