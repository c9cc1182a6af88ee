import { describe, expect, test } from 'vitest';
import { collapsedAt } from './collapse.ts';

const steady = (value: number, n: number): number[] => Array.from({ length: n }, () => value);

describe('collapse', () => {
  test('is complete after ten updates below half of the best', () => {
    expect(collapsedAt([...steady(0.6, 20), ...steady(0.2, 10)])).toBe(29);
    expect(collapsedAt([...steady(0.6, 20), ...steady(0.2, 9)])).toBe(-1);
  });

  test('a dip that recovers, and a slow slide to half, are none', () => {
    expect(collapsedAt([...steady(0.6, 20), ...steady(0.1, 9), 0.4, ...steady(0.1, 9)])).toBe(-1);
    expect(collapsedAt([...steady(0.6, 20), ...steady(0.31, 50)])).toBe(-1);
  });

  test('one lucky batch is no best', () => {
    expect(collapsedAt([...steady(0.3, 10), 1, ...steady(0.2, 30)])).toBe(-1);
  });

  test('nothing, and never any success', () => {
    expect(collapsedAt([])).toBe(-1);
    expect(collapsedAt(steady(0, 100))).toBe(-1);
  });
});
