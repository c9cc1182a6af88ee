import { expect, test } from 'vitest';
import { fastest, type Time } from './race.ts';

/** A clock by which candidate i takes ms[i] a run, and what it was asked. */
function clock(ms: readonly number[], noise: (call: number) => number = () => 1) {
  const asked: { index: number; repeats: number }[] = [];
  const time: Time = (index, repeats) => {
    asked.push({ index, repeats });
    return Promise.resolve(ms[index]! * repeats * noise(asked.length));
  };
  return { asked, time };
}

test('the fastest wins', async () => {
  expect(await fastest(4, clock([3, 2, 1, 2.5]).time)).toBe(2);
});

test('a lead of less than 5 % does not unseat the first', async () => {
  expect(await fastest(3, clock([1, 0.96, 1.2]).time)).toBe(0);
  expect(await fastest(3, clock([1, 0.94, 1.2]).time)).toBe(1);
});

test('among challengers the fastest wins, by any lead', async () => {
  expect(await fastest(3, clock([1, 0.9, 0.89]).time)).toBe(2);
});

test('one slow sample in each round changes nothing', async () => {
  // Every third call is disturbed; the smallest sample of three counts, and 4 candidates make the disturbance wander.
  const disturbed = (call: number): number => (call % 3 === 0 ? 2.5 : 1);
  expect(await fastest(4, clock([3, 2, 1.5, 2.5], disturbed).time)).toBe(2);
});

test('fast ones are repeated until a sample takes 4 ms, slow ones are not', async () => {
  const { asked, time } = clock([0.1, 0.2, 5]);
  await fastest(3, time);
  const most = (index: number): number =>
    Math.max(...asked.filter((one) => one.index === index).map(({ repeats }) => repeats));
  expect([most(0), most(1), most(2)]).toEqual([40, 20, 1]);
});

test('a clock that reads 0 asks for a bounded number of repeats', async () => {
  const stopped = clock([0, 0]);
  expect(await fastest(2, stopped.time)).toBe(0);
  expect(Math.max(...stopped.asked.map(({ repeats }) => repeats))).toBe(256);
});

test('the hopeless are looked at twice and no more, the first among them', async () => {
  const { asked, time } = clock([10, 1, 5, 2]);
  expect(await fastest(4, time)).toBe(1);
  const times = (index: number): number => asked.filter((one) => one.index === index).length;
  expect([times(0), times(1), times(2), times(3)]).toEqual([2, 5, 2, 5]);
});
