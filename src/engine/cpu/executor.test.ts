import { describe, expect, it } from 'vitest';
import { whole, tensor } from '../executor.ts';
import { positive, type Kernel } from '../kernel.ts';
import { zero } from '../kernels/fill.ts';
import { matmulNT } from '../kernels/linear.ts';
import { PlanBuilder } from '../plan.ts';
import { CpuExecutor } from './executor.ts';

/** out += x: no binding, so it runs as its twin in either precision. */
const add: Kernel<{ readonly L: number }> = {
  name: 'testAdd',
  args: [
    { name: 'x', dtype: 'f32', access: 'read' },
    { name: 'out', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('testAdd', shape, 'L');
    return [shape.L, shape.L];
  },
  wgsl: () => '',
  workgroups: () => [1, 1, 1],
  run({ L }, [x, out]) {
    expect(x!.length).toBe(L);
    for (let i = 0; i < L; i++) out![i]! += x![i]!;
  },
};

describe.each(['f32', 'f64'] as const)('CpuExecutor %s', (precision) => {
  const create = () => CpuExecutor.create({ precision });
  const reals = (...values: number[]) => (precision === 'f32' ? Float32Array.from(values) : Float64Array.from(values));

  it('says what it is', async () => {
    const executor = await create();
    expect(executor.kind).toBe('cpu');
    expect(executor.precision).toBe(precision);
    expect(executor.label).toBe(precision === 'f32' ? 'CPU · WASM SIMD' : 'CPU · f64 reference');
  });

  it('allocates zeros; a shorter write leaves the rest; reads are copies in its precision', async () => {
    const executor = await create();
    const a = tensor(executor, 'a', 'f32', 4);
    const ids = tensor(executor, 'ids', 'u32', 2);
    expect(await executor.read([a, ids])).toEqual([reals(0, 0, 0, 0), Uint32Array.of(0, 0)]);
    executor.write(a, Float32Array.of(1, 2));
    executor.write(ids, Uint32Array.of(7, 0xffffffff));
    const [first] = await executor.read([a]);
    executor.write(a, Float64Array.of(9));
    expect(first).toEqual(reals(1, 2, 0, 0));
    expect(await executor.read([a, ids])).toEqual([reals(9, 2, 0, 0), Uint32Array.of(7, 0xffffffff)]);
    expect(executor.counters.readbacks).toBe(3);
  });

  it('views part of a storage through an offset', async () => {
    const executor = await create();
    const storage = executor.allocate('pool', 'f32', 130);
    executor.write({ storage, offset: 128, length: 2 }, Float32Array.of(5, 6));
    const out = tensor(executor, 'out', 'f32', 1);
    const plan = new PlanBuilder('p').op(add, { L: 1 }, { storage, offset: 128, length: 2 }, out).build();
    executor.run(await executor.compile(plan));
    expect(await executor.read([out, { storage, offset: 128, length: 2 }])).toEqual([reals(5), reals(5, 6)]);
  });

  it('refuses wrong data', async () => {
    const executor = await create();
    const a = tensor(executor, 'a', 'f32', 2);
    expect(() => executor.write(a, Float32Array.of(1, 2, 3))).toThrow(/holds 2 numbers, got 3/);
    expect(() => executor.write(a, Uint32Array.of(1))).toThrow(/holds f32, got Uint32Array/);
    expect(() => executor.write(tensor(executor, 'u', 'u32', 1), Float32Array.of(1))).toThrow(/holds u32/);
  });

  it('replays a plan, in order, also after memory has grown', async () => {
    const executor = await create();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => tensor(executor, name, 'f32', 1));
    const plan = new PlanBuilder('p').op(matmulNT, { M: 1, N: 1, K: 1 }, a!, a!, b!).op(add, { L: 1 }, b!, c!).build();
    const executable = await executor.compile(plan);
    executor.write(a!, Float32Array.of(3));
    executor.run(executable);
    executor.allocate('growth', 'f32', 3_000_000);
    executor.run(executable);
    expect(await executor.read([b!, c!])).toEqual([reals(9), reals(18)]);
    expect(executor.counters).toMatchObject({ dispatches: 4, submits: 2 });
  });

  it('replays several times, until nothing in the tensor is zero', async () => {
    const executor = await create();
    const [x, sum] = ['x', 'sum'].map((name) => tensor(executor, name, 'f32', 1));
    const done = tensor(executor, 'done', 'u32', 2);
    const executable = await executor.compile(new PlanBuilder('p').op(add, { L: 1 }, x!, sum!).build());
    executor.write(x!, Float32Array.of(1));
    executor.run(executable, { times: 5, until: done });
    executor.write(done, Uint32Array.of(1, 0));
    executor.run(executable, { times: 2, until: done });
    executor.write(done, Uint32Array.of(1, 3));
    executor.run(executable, { times: 9, until: done });
    expect(await executor.read([sum!])).toEqual([reals(7)]);
    expect(executor.counters).toMatchObject({ dispatches: 7, submits: 3 });
  });

  it('counts bytes and gives them back', async () => {
    const executor = await create();
    const before = executor.counters.bytes;
    const big = executor.allocate('big', 'f32', 100_000);
    const { bytes } = executor.counters;
    expect(bytes - before).toBeGreaterThanOrEqual(400_000);
    executor.free(big);
    expect(executor.counters.bytes).toBe(before);
    expect(executor.counters.peakBytes).toBe(bytes);
  });

  it('does not run a plan whose storage is gone', async () => {
    const executor = await create();
    const out = tensor(executor, 'gone', 'f32', 1);
    const executable = await executor.compile(new PlanBuilder('p').op(zero, { L: 1 }, out).build());
    executor.free(out.storage);
    expect(() => executor.run(executable)).toThrow(/gone is not allocated here/);
    await expect(executor.read([out])).rejects.toThrow(/gone is not allocated/);
  });

  it('does not run the plan of another executor', async () => {
    const [executor, other] = [await create(), await create()];
    const plan = new PlanBuilder('p').op(zero, { L: 1 }, tensor(other, 'x', 'f32', 1)).build();
    const executable = await other.compile(plan);
    expect(() => executor.run(executable)).toThrow(/another executor/);
    await expect(executor.compile(plan)).rejects.toThrow(/not allocated here/);
  });

  it('reports progress once compiled', async () => {
    const executor = await create();
    const x = tensor(executor, 'x', 'f32', 1);
    const calls: number[][] = [];
    const plan = new PlanBuilder('p').op(zero, { L: 1 }, x).op(zero, { L: 1 }, x).build();
    await executor.compile(plan, (...call) => calls.push(call));
    expect(calls).toEqual([[2, 2]]);
  });

  it('throws out-of-memory instead of breaking', async () => {
    const executor = await create();
    expect(() => executor.allocate('everything', 'f32', 2 ** 53)).toThrow(
      expect.objectContaining({ code: 'out-of-memory' }),
    );
    expect(executor.allocate('little', 'f32', 1).length).toBe(1);
  });

  it('is lost, as expected, once disposed', async () => {
    const executor = await create();
    const x = executor.allocate('x', 'f32', 1);
    executor.dispose();
    executor.dispose();
    await expect(executor.lost).resolves.toEqual({ reason: 'disposed', expected: true });
    expect(executor.counters.bytes).toBe(0);
    expect(() => executor.allocate('y', 'f32', 1)).toThrow(expect.objectContaining({ code: 'device-lost' }));
    await expect(executor.read([whole(x)])).rejects.toThrow(/disposed/);
  });

  it('can be lost on request, unexpectedly', async () => {
    const executor = await create();
    executor.lose();
    executor.dispose();
    await expect(executor.lost).resolves.toMatchObject({ expected: false });
    expect(() => executor.allocate('y', 'f32', 1)).toThrow(expect.objectContaining({ code: 'device-lost' }));
  });
});
