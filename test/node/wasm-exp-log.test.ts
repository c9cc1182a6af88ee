/** The vector exponential and logarithm of assembly/exp-log.ts, seen through the smallest kernel that uses each. */
import { expect, it } from 'vitest';
import { instantiate } from '../../src/engine/cpu/wasm.ts';

const ULP = 2 ** -23;
const { memory, kernels } = await instantiate();
const base = Math.ceil(kernels.heapBase() / 64) * 64;
memory.grow(16);

it('exp is right to 2 ulp wherever a softmax may ask', () => {
  const count = 20_000;
  const logits = new Float32Array(memory.buffer, base, 2 * count);
  for (let i = 0; i < count; i++) logits[2 * i + 1] = -1e-6 - (86 * i) / count;
  const out = base + 8 * count;
  // Rows (0, x): the third moment is x e^x, one rounding after the exponential.
  kernels.rowMoments(count, 2, 1, base, out);
  const moments = new Float32Array(memory.buffer, out, 4 * count);
  let worst = 0;
  for (let i = 0; i < count; i++) {
    const x = logits[2 * i + 1]!;
    worst = Math.max(worst, Math.abs(moments[4 * i + 2]! / x / Math.exp(x) - 1));
  }
  expect(worst).toBeLessThanOrEqual(2.5 * ULP);
});

it('log is right to 2 ulp', () => {
  const N = 3000;
  const span = new Uint32Array(memory.buffer, base, 2 * N);
  for (let n = 0; n < N; n++) span.set([0, N], 2 * n);
  const qkv = base + 8 * N;
  const o = qkv + 12 * N;
  const lse = o + 4 * N;
  const scores = lse + 4 * N;
  new Float32Array(memory.buffer, qkv, 3 * N).fill(0);
  // Equal scores of 0: the log-sum-exp after n keys is log n.
  kernels.attention(N, 1, 1, 1, qkv, base, o, lse, 0, scores);
  const logs = new Float32Array(memory.buffer, lse, N);
  expect(logs[0]).toBe(0);
  let worst = 0;
  for (let n = 2; n <= N; n++) worst = Math.max(worst, Math.abs(logs[n - 1]! / Math.log(n) - 1));
  expect(worst).toBeLessThanOrEqual(2 * ULP);
});

it('log is right to an ulp of 1 between 1 and 2', () => {
  const qkv = new Float32Array(memory.buffer, base + 64, 6);
  const lse = new Float32Array(memory.buffer, base + 192, 2);
  new Uint32Array(memory.buffer, base, 4).set([0, 2, 0, 2]);
  let worst = 0;
  for (let i = 0; i < 2000; i++) {
    const x = -Math.fround((8 * i) / 2000);
    // Query 1 of token 1 against keys 0 and x: its log-sum-exp is log(1 + e^x), the sum rounded once.
    qkv.set([0, 0, 0, 1, x, 0]);
    kernels.attention(2, 1, 1, 1, base + 64, base, base + 128, base + 192, 0, base + 256);
    worst = Math.max(worst, Math.abs(lse[1]! - Math.log1p(Math.exp(x))));
  }
  expect(worst).toBeLessThanOrEqual(1.5 * ULP);
});
