import { test } from 'vitest';
import { sharedWebGpu } from './open-executor.ts';
import { tensor } from '../../src/engine/executor.ts';
import { PlanBuilder } from '../../src/engine/plan.ts';
import type { Kernel } from '../../src/engine/kernel.ts';
import { attention, attentionBackwardKV, attentionBackwardQ } from '../../src/engine/kernels/attention.ts';
import { decodeAttention } from '../../src/engine/kernels/cache.ts';
import { policyLoss, rowStatistics } from '../../src/engine/kernels/head.ts';
import { sampleChunks, sampleMerge } from '../../src/engine/kernels/sample.ts';
import { adamW, squareSumPartial } from '../../src/engine/kernels/optimiser.ts';
const executor = sharedWebGpu();
const N = 2048, row = 128;
const span = Uint32Array.from({ length: 2 * N }, (_, i) => { const n = i >> 1; const s = Math.floor(n / row) * row; return i % 2 ? s + row : s; });
const counts = (B: number, c: number) => new Uint32Array(B).fill(c);
const list: [string, Kernel, Record<string, number>, Record<number, Uint32Array | Float32Array>][] = [
  ['att16', attention, { N, H: 4, Hk: 4, Dh: 16 }, { 1: span }],
  ['attQ16', attentionBackwardQ, { N, H: 4, Hk: 4, Dh: 16 }, { 1: span }],
  ['attKV16', attentionBackwardKV, { N, H: 4, Hk: 4, Dh: 16 }, { 1: span }],
  ['att64', attention, { N, H: 4, Hk: 2, Dh: 64 }, { 1: span }],
  ['attQ64', attentionBackwardQ, { N, H: 4, Hk: 2, Dh: 64 }, { 1: span }],
  ['attKV64', attentionBackwardKV, { N, H: 4, Hk: 2, Dh: 64 }, { 1: span }],
  ['dec16', decodeAttention, { B: 64, T: 200, H: 4, Hk: 4, Dh: 16 }, { 3: counts(64, 100) }],
  ['dec64', decodeAttention, { B: 64, T: 200, H: 4, Hk: 1, Dh: 64 }, { 3: counts(64, 100) }],
  ['dec128', decodeAttention, { B: 64, T: 200, H: 4, Hk: 1, Dh: 128 }, { 3: counts(64, 100) }],
  ['policy', policyLoss, { M: 2048, V: 200 }, { 2: new Float32Array(8192).fill(1), 3: new Float32Array(16).fill(1) }],
  ['policyOdd', policyLoss, { M: 2048, V: 201 }, { 2: new Float32Array(8192).fill(1), 3: new Float32Array(16).fill(1) }],
  ['stats', rowStatistics, { M: 2048, V: 200, J: 5 }, { 2: new Float32Array(16).fill(1) }],
  ['chunks', sampleChunks, { B: 64, V: 200 }, { 1: new Float32Array(8).fill(1) }],
  ['merge', sampleMerge, { B: 64, K: 8, V: 200, J: 5, T: 200 }, { 1: new Float32Array(8).fill(1), 2: Uint32Array.of(0,0,9999,8,1,1,0,0) }],
  ['mergeTop', sampleMerge, { B: 64, K: 8, V: 200, J: 5, T: 200 }, { 1: new Float32Array(8).fill(0.95), 2: Uint32Array.of(20,0,9999,8,1,1,0,0) }],
  ['adam', adamW, { L: 131072, DECAY: 1 }, {}],
  ['square', squareSumPartial, { L: 131072, S: 1024 }, {}],
];
test.each(list)('%s', async (name, kernel, shape, given) => {
  const gpu = executor();
  const lengths = kernel.lengths(shape);
  const ts = kernel.args.map((a, i) => tensor(gpu, a.name, a.dtype, lengths[i]!));
  kernel.args.forEach((a, i) => gpu.write(ts[i]!, given[i] ?? (a.dtype === 'u32' ? new Uint32Array(lengths[i]!) : Float32Array.from({ length: lengths[i]! }, () => Math.random()))));
  const t0 = performance.now();
  const plan = await gpu.compile(new PlanBuilder(name).op(kernel, shape, ...ts).build());
  gpu.run(plan); await gpu.read([ts.at(-1)!]);
  const t1 = performance.now();
  const times: number[] = [];
  const fresh = ts.map((_, i) => given[i]);
  for (let r = 0; r < 5; r++) {
    if (name.startsWith('merge')) gpu.write(ts[4]!, new Uint32Array(lengths[4]!));
    void fresh;
    const a = performance.now();
    gpu.run(plan); if (!name.startsWith('merge')) { gpu.run(plan); gpu.run(plan); gpu.run(plan); }
    await gpu.read([ts.at(-1)!].map((t) => ({ ...t, length: 1 })));
    times.push((performance.now() - a) / (name.startsWith('merge') ? 1 : 4));
  }
  times.sort((a, b) => a - b);
  console.log(`BENCH ${name} first ${(t1 - t0).toFixed(0)} ms, then min ${times[0]!.toFixed(2)} med ${times[2]!.toFixed(2)} ms`);
  for (const t of ts) gpu.free(t.storage);
});
