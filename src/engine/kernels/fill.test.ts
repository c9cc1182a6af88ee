import { expect, test } from 'vitest';
import { zero } from './fill.ts';

test('zero writes every element, and its grid covers odd lengths and lengths past 65,535 workgroups', () => {
  const out = new Float64Array(5).fill(3);
  zero.run({ L: 5 }, [out]);
  expect([...out]).toEqual([0, 0, 0, 0, 0]);
  expect(zero.workgroups({ L: 5 })).toEqual([1, 1, 1]);
  const [x, y] = zero.workgroups({ L: 4 * 64 * 70_000 });
  expect(x).toBe(65535);
  expect(x * y * 64 * 4).toBeGreaterThanOrEqual(4 * 64 * 70_000);
});
