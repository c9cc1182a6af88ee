import { expect, test } from 'vitest';
import { estimate } from './student.ts';

test('mean, deviation and t interval of a small sample', () => {
  // Textbook case: 1…5 has mean 3, sd √2.5, and t(4) = 2.776.
  const { n, mean, deviation, half } = estimate([1, 2, 3, 4, 5]);
  expect([n, mean]).toEqual([5, 3]);
  expect(deviation).toBeCloseTo(Math.sqrt(2.5), 12);
  expect(half).toBeCloseTo((2.776 * Math.sqrt(2.5)) / Math.sqrt(5), 12);
});

test('many values use the normal point; missing values are left out', () => {
  const values = Array.from({ length: 200 }, (_, i) => i % 2);
  expect(estimate(values).half).toBeCloseTo((1.96 * estimate(values).deviation) / Math.sqrt(200), 12);
  expect(estimate([1, Number.NaN, 3]).mean).toBe(2);
});

test('one value has no spread, none has no mean', () => {
  expect(estimate([4])).toEqual({ n: 1, mean: 4, deviation: Number.NaN, half: Number.NaN });
  expect(estimate([]).mean).toBeNaN();
});
