import { expect, test } from 'vitest';
import { yRange } from './y-range.ts';

test.each([
  ['room around the data', [null, null], 2, 4, [1.8, 4.2]],
  ['fixed ends', [0, 1], 0.2, 0.4, [0, 1]],
  ['one number everywhere', [null, null], 15, 15, [13.5, 16.5]],
  ['the same but for the rounding of a mean', [null, null], 15 - 2e-15, 15, [13.5, 16.5]],
  ['zero everywhere', [null, null], 0, 0, [-1, 1]],
  ['no data', [null, null], null, null, [-0.1, 1.1]],
  ['data below zero', [null, null], -4, -2, [-4.2, -1.8]],
] as const)('%s', (_, fixed, low, high, ends) => {
  const [a, b] = yRange(fixed, low, high);
  expect(a).toBeCloseTo(ends[0], 9);
  expect(b).toBeCloseTo(ends[1], 9);
});
