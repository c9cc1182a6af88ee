import { expect, test } from 'vitest';
import { compareDecoded } from './decode.ts';
import { largestDifference, within } from './difference.ts';

test('the largest difference, and none that cannot be trusted', () => {
  expect(largestDifference([1, 2, 3], [1, 2.5, 2.9])).toBe(0.5);
  expect(largestDifference([1, 2], [1])).toBe(Infinity);
  expect(largestDifference([1, 2, 3], [NaN, 2, 3])).toBe(Infinity);
  expect(largestDifference([1, 2, 3], [9, NaN, 3])).toBe(Infinity);
});

test('each part has its own tolerance, and a missing part disagrees', () => {
  const disagreement = within({ loss: 0.1, gradient: 0.01 });
  expect(disagreement({ loss: [1], gradient: [0] }, { loss: [1.05], gradient: [0.02] })).toBeCloseTo(2);
  expect(disagreement({ loss: [1], gradient: [0] }, { loss: [1] })).toBe(Infinity);
});

const decoded = (ids: number[], logprobs: number[]): { ids: number[]; logprobs: number[] } => ({ ids, logprobs });

test('decoded rows must choose the same tokens with the same log-probabilities', () => {
  const reference = decoded([1, 2, 3, 4], [-1, -1, -2, -2]);
  expect(compareDecoded(2, 2, reference, decoded([1, 2, 3, 4], [-1, -1.00005, -2, -2]))).toBeCloseTo(0.5);
  expect(compareDecoded(2, 2, reference, decoded([1, 2, 3, 4], [-1, -1, -2, -2.1]))).toBeGreaterThan(1);
  expect(compareDecoded(2, 2, reference, decoded([1, 2], [-1, -1]))).toBe(Infinity);
});

test('a near tie may be broken differently, once in a while, and ends the comparison of its row', () => {
  const reference = decoded([1, 2, 3, 4], [-1, -1, -2, -2]);
  expect(compareDecoded(2, 2, reference, decoded([7, 9, 3, 4], [-1.00005, -5, -2, -2]))).toBeCloseTo(0.5);
  expect(compareDecoded(2, 2, reference, decoded([7, 9, 3, 4], [-1.5, -5, -2, -2]))).toBeGreaterThan(1);
  expect(compareDecoded(2, 2, reference, decoded([7, 9, 8, 8], [-1, -5, -2, -5]))).toBe(Infinity);
});
