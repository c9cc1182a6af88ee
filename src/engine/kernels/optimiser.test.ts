import { expect, test } from 'vitest';
import { ADAM, ADAM_LENGTH, adamW, chunkCount, clipScale, squareSumPartial } from './optimiser.ts';

const settings = { lr: 0.1, beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.01, c1: 0.1, c2: 0.01, maxNorm: 1 };
function adamOf(values: Partial<typeof settings> = {}): Float64Array {
  const adam = new Float64Array(ADAM_LENGTH);
  for (const [name, value] of Object.entries({ ...settings, ...values })) adam[ADAM[name as keyof typeof ADAM]] = value;
  return adam;
}

/** norm[4] of a gradient, through both kernels. */
function normOf(x: Float64Array, maxNorm: number): Float64Array {
  const S = chunkCount(x.length);
  const partial = new Float64Array(2 * S).fill(9);
  const norm = new Float64Array(4).fill(9);
  squareSumPartial.run({ L: x.length, S }, [x, partial]);
  clipScale.run({ S }, [partial, adamOf({ maxNorm }), norm]);
  return norm;
}

test('the norm of 3 and 4 is 5; a limit of 1 scales by a fifth, a limit of 10 not at all', () => {
  expect([...normOf(Float64Array.of(3, -4), 1)]).toEqual([5, 1 / (5 + 1e-6), 0, 0]);
  expect([...normOf(Float64Array.of(3, -4), 10)]).toEqual([5, 1, 0, 0]);
  expect([...normOf(new Float64Array(7), 1)]).toEqual([0, 1, 0, 0]);
});

test.each([1, 63, 64, 65, 130, 70_001])('every one of %i numbers is counted once', (L) => {
  const norm = normOf(new Float64Array(L).fill(2), 1e30);
  expect(norm[0]! ** 2 / 4).toBeCloseTo(L, 6);
});

test('non-finite gradients are counted, left out of the norm, and stop the step', () => {
  const norm = normOf(Float64Array.of(3, NaN, -4, Infinity, -Infinity), 1);
  expect([...norm]).toEqual([5, 0, 3, 0]);
  const [p, m, v] = [Float64Array.of(1), Float64Array.of(2), Float64Array.of(3)];
  adamW.run({ L: 1, DECAY: 1 }, [p, Float64Array.of(NaN), m, v, adamOf(), norm]);
  expect([p[0], m[0], v[0]]).toEqual([1, 2, 3]);
});

test('a sum of squares that overflowed counts as non-finite', () => {
  const norm = new Float64Array(4);
  clipScale.run({ S: 1 }, [Float64Array.of(Infinity, 0), adamOf(), norm]);
  expect([...norm]).toEqual([0, 0, 1, 0]);
});

test('two AdamW steps by hand, with and without decay', () => {
  // Step 1 from m = v = 0 with g = 2 · 0.5 = 1: m = .1, v = .01, both corrected to 1, so p -= .1 (1 + .01 p).
  for (const DECAY of [0, 1]) {
    const [p, m, v] = [Float64Array.of(1), Float64Array.of(0), Float64Array.of(0)];
    const norm = Float64Array.of(4, 0.5, 0, 0);
    adamW.run({ L: 1, DECAY }, [p, Float64Array.of(2), m, v, adamOf(), norm]);
    expect(m[0]).toBeCloseTo(0.1, 14);
    expect(v[0]).toBeCloseTo(0.01, 14);
    const first = 1 - 0.1 * (1 / (1 + 1e-8) + (DECAY === 1 ? 0.01 : 0));
    expect(p[0]).toBeCloseTo(first, 14);
    // Step 2 with g = -4 · 0.5 = -2: m = .09 - .2 = -.11, v = .0099 + .04 = .0499, c1 = .19, c2 = .0199.
    adamW.run({ L: 1, DECAY }, [p, Float64Array.of(-4), m, v, adamOf({ c1: 0.19, c2: 0.0199 }), norm]);
    expect(m[0]).toBeCloseTo(-0.11, 14);
    expect(v[0]).toBeCloseTo(0.0499, 14);
    const step = -0.11 / 0.19 / (Math.sqrt(0.0499 / 0.0199) + 1e-8) + (DECAY === 1 ? 0.01 * first : 0);
    expect(p[0]).toBeCloseTo(first - 0.1 * step, 13);
  }
});
