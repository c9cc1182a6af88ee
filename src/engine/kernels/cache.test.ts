import { expect, test } from 'vitest';
import { normals } from '../../../test/kernels/case.ts';
import { distance } from '../../../test/kernels/differences.ts';
import { Rng } from '../../core/rng.ts';
import { attention } from './attention.ts';
import { cacheWrite, decodeAttention, NONE } from './cache.ts';

const reals = (rng: Rng, count: number) => Float64Array.from(normals(rng, count));

test('cacheWrite puts keys and values in their slots and touches nothing else', () => {
  const [N, B, T, H, Hk, Dh] = [3, 2, 2, 2, 1, 2];
  const qkv = Float64Array.from({ length: N * 8 }, (_, i) => i);
  const k = new Float64Array(B * T * Dh).fill(-1);
  const v = k.slice();
  cacheWrite.run({ N, B, T, H, Hk, Dh }, [qkv, Uint32Array.of(3, NONE, 0), k, v]);
  expect([...k]).toEqual([20, 21, -1, -1, -1, -1, 4, 5]);
  expect([...v]).toEqual([22, 23, -1, -1, -1, -1, 6, 7]);
});

test('decoding a row token by token equals attention over the whole row', () => {
  const [B, T, H, Hk, Dh] = [3, 6, 4, 2, 3];
  const Q = (H + 2 * Hk) * Dh;
  const shape = { B, T, H, Hk, Dh };
  const rng = new Rng(1, 'decode');
  const lengths = [6, 1, 4];
  const qkv = Array.from({ length: B }, () => reals(rng, T * Q));
  const k = new Float64Array(B * T * Hk * Dh).fill(NaN);
  const v = k.slice();
  for (let t = 0; t < T; t++) {
    const running = lengths.map((length) => t < length);
    const step = new Float64Array(B * Q);
    for (const [b, row] of qkv.entries()) step.set(row.slice(t * Q, (t + 1) * Q), b * Q);
    const slot = Uint32Array.from(running, (runs, b) => (runs ? b * T + t : NONE));
    const count = Uint32Array.from(running, (runs) => (runs ? t + 1 : 0));
    const o = new Float64Array(B * H * Dh).fill(9);
    cacheWrite.run({ ...shape, N: B }, [step, slot, k, v]);
    decodeAttention.run(shape, [step, k, v, count, o]);
    for (let b = 0; b < B; b++) {
      const whole = new Float64Array(T * H * Dh);
      const span = Uint32Array.from({ length: 2 * T }, (_, i) => (i % 2 ? T : 0));
      attention.run({ N: T, H, Hk, Dh }, [qkv[b]!, span, whole, new Float64Array(T * H)]);
      const want = running[b]! ? whole.slice(t * H * Dh, (t + 1) * H * Dh) : new Float64Array(H * Dh);
      expect(distance(o.slice(b * H * Dh, (b + 1) * H * Dh), want), `row ${b} at ${t}`).toBeLessThan(1e-12);
    }
  }
});
