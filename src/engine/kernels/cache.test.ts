import { expect, test } from 'vitest';
import { normals } from '../../../test/kernels/case.ts';
import { distance } from '../../../test/kernels/differences.ts';
import { Rng } from '../../core/rng.ts';
import { attention } from './attention.ts';
import { cacheLength, cacheWrite, decodeAttention, NONE } from './cache.ts';
import { runningLength, runningOffset } from './running.ts';

const reals = (rng: Rng, count: number) => Float64Array.from(normals(rng, count));

test('cacheWrite puts keys and values in their slots and touches nothing else', () => {
  const [N, B, T, H, Hk, Dh] = [3, 2, 2, 2, 1, 2];
  const qkv = Float64Array.from({ length: N * 8 }, (_, i) => i);
  const cache = new Float64Array(2 * B * T * Dh).fill(-1);
  cacheWrite.run({ N, B, T, H, Hk, Dh }, [qkv, Uint32Array.of(3, NONE, 0), cache]);
  expect(Array.from(cache.subarray(0, 8))).toEqual([20, 21, -1, -1, -1, -1, 4, 5]);
  expect(Array.from(cache.subarray(8))).toEqual([22, 23, -1, -1, -1, -1, 6, 7]);
});

test('decoding a row token by token equals attention over the whole row', () => {
  const [B, T, H, Hk, Dh] = [3, 6, 4, 2, 3];
  const Q = (H + 2 * Hk) * Dh;
  const shape = { B, T, H, Hk, Dh };
  const rng = new Rng(1, 'decode');
  const lengths = [6, 1, 4];
  const qkv = Array.from({ length: B }, () => reals(rng, T * Q));
  const cache = new Float64Array(cacheLength(shape)).fill(NaN);
  for (let t = 0; t < T; t++) {
    const rows = [0, 1, 2].filter((b) => t < lengths[b]!);
    const step = new Float64Array(B * Q);
    const running = new Uint32Array(runningLength(B));
    running[0] = rows.length;
    for (const [i, b] of rows.entries()) {
      step.set(qkv[b]!.slice(t * Q, (t + 1) * Q), i * Q);
      running[runningOffset('row', B) + i] = b;
      running[runningOffset('position', B) + i] = t;
    }
    const o = new Float64Array(B * H * Dh).fill(9);
    cacheWrite.run({ ...shape, N: rows.length }, [step, Uint32Array.from(rows, (b) => b * T + t), cache]);
    decodeAttention.run(shape, [step, cache, running, o]);
    for (const [i, b] of rows.entries()) {
      const whole = new Float64Array(T * H * Dh);
      const span = Uint32Array.from({ length: 2 * T }, (_, n) => (n % 2 ? T : 0));
      attention.run({ N: T, H, Hk, Dh }, [qkv[b]!, span, whole, new Float64Array(T * H)]);
      const want = whole.slice(t * H * Dh, (t + 1) * H * Dh);
      expect(distance(o.slice(i * H * Dh, (i + 1) * H * Dh), want), `row ${b} at ${t}`).toBeLessThan(1e-12);
    }
    expect(o.subarray(rows.length * H * Dh).every((x) => x === 9)).toBe(true);
  }
});
