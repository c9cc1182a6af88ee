import { expect, test } from 'vitest';
import { normals } from '../../../test/kernels/case.ts';
import { differences, distance, dot } from '../../../test/kernels/differences.ts';
import { Rng } from '../../core/rng.ts';
import { swiglu, swigluBackward } from './mlp.ts';

test('swiglu gates, and saturates without overflow', () => {
  const h = new Float64Array(4);
  swiglu.run({ N: 2, F: 2 }, [Float64Array.of(0, Math.log(3), 5, 2, 1e4, -1e4, 3, 3), h]);
  // σ(ln 3) = 3/4
  expect(distance(h, Float64Array.of(0, Math.log(3) * 0.75 * 2, 3e4, 0))).toBeLessThan(1e-12);
});

test('swigluBackward matches finite differences', () => {
  const [N, F] = [3, 5];
  const rng = new Rng(7, 'mlp');
  const gateUp = Float64Array.from(normals(rng, N * 2 * F, 2));
  const dh = Float64Array.from(normals(rng, N * F));
  const h = new Float64Array(N * F);
  const want = differences(gateUp, () => {
    swiglu.run({ N, F }, [gateUp, h]);
    return dot(h, dh);
  });
  const got = new Float64Array(N * 2 * F).fill(7);
  swigluBackward.run({ N, F }, [gateUp, dh, got]);
  expect(distance(got, want)).toBeLessThan(1e-8);
});

test('swigluBackward is the straight line at +1e4 and flat at -1e4', () => {
  const got = new Float64Array(4);
  swigluBackward.run({ N: 1, F: 2 }, [Float64Array.of(1e4, -1e4, 3, 3), Float64Array.of(2, 2), got]);
  expect(distance(got, Float64Array.of(6, 0, 2e4, 0))).toBe(0);
});
