import { expect, test } from 'vitest';
import { TooSlow } from './contest.ts';
import { Budget, spreadOf } from './spread.ts';

test('median, least and most', () => {
  expect(spreadOf([5, 1, 9])).toEqual({ median: 5, min: 1, max: 9 });
  expect(spreadOf([4, 1, 2, 100])).toEqual({ median: 3, min: 1, max: 100 });
});

test('work that keeps pace is stopped as soon as it cannot finish in time', async () => {
  let now = 0;
  const budget = new Budget(100, () => now);
  const steps: number[] = [];
  const work = budget.spend((pace) => {
    for (let done = 1; done <= 20; done++) {
      now += done < 3 ? 4 : 30;
      steps.push(done);
      pace.step(done, 20);
    }
    return Promise.resolve();
  });
  await expect(work).rejects.toThrow(TooSlow);
  // 2 steps in 8 ms would make 80 ms in all; 3 in 38 ms would make 253.
  expect(steps).toEqual([1, 2, 3]);
  expect(budget.left).toBe(62);
});

test('what is left is what was not spent, and never less than nothing', async () => {
  let now = 0;
  const budget = new Budget(100, () => now);
  const spend = (ms: number): Promise<void> =>
    budget.spend(() => {
      now += ms;
      return Promise.resolve();
    });
  await spend(30);
  expect(budget.left).toBe(70);
  await spend(500);
  expect(budget.left).toBe(0);
});
