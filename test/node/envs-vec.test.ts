/** The batch: rows are independent, masked when done, and in the promised order. */
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import type { Transition } from '../../src/envs/env.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { VecEnv } from '../../src/envs/vec.ts';
import { mixedChoice, playThrough, refOf } from './envs-play.ts';

test('copies of tasks play exactly as they would alone, whatever the order of the batch', () => {
  const tasks = Array.from({ length: 6 }, (_, seed) => refOf('house', 1, seed));
  const copies = 3;
  const stream = (seed: number, copy: number): Rng => new Rng(seed, `copy ${copy}`);
  const alone = new Map(
    tasks.flatMap((task) =>
      Array.from({ length: copies }, (_, copy) => {
        const choose = mixedChoice(stream(task.seed, copy));
        return [`${task.seed}/${copy}`, playThrough(makeEnv('house'), task, choose)] as const;
      }),
    ),
  );
  for (const order of [tasks, tasks.toReversed(), new Rng(9, 'order').shuffled(tasks)]) {
    const vec = new VecEnv('house');
    // A batch before this one must leave no trace.
    vec.reset(tasks.slice(0, 2), 2);
    vec.step(['look', 'look', '', 'inventory']);
    let obs = vec.reset(order, copies);
    expect(vec.rowCount).toBe(order.length * copies);
    const choosers = order.flatMap((t) => Array.from({ length: copies }, (_, c) => mixedChoice(stream(t.seed, c))));
    const played: Transition[][] = choosers.map(() => []);
    while (vec.activeRows.length > 0) {
      const active = new Set(vec.activeRows);
      const actions = choosers.map((choose, row) => (active.has(row) ? choose(obs[row]!, vec.env(row)) : 'ignored'));
      const transitions = vec.step(actions);
      transitions.forEach((t, row) => {
        expect(t !== null).toBe(active.has(row));
        if (t !== null) played[row]!.push(t);
      });
      obs = obs.map((o, row) => transitions[row]?.obs ?? o);
    }
    order.forEach((task, group) => {
      for (let copy = 0; copy < copies; copy++)
        expect(played[group * copies + copy]).toEqual(alone.get(`${task.seed}/${copy}`));
    });
  }
});

test('wrong counts and rows are refused', () => {
  const vec = new VecEnv('lake');
  expect(() => vec.reset([refOf('lake', 0, 0)], 0)).toThrow(/above 0/);
  vec.reset([refOf('lake', 0, 0)], 2);
  expect(() => vec.step(['up'])).toThrow(/1 actions for 2 rows/);
  expect(() => vec.env(2)).toThrow(/no row 2/);
  expect(() => new VecEnv('pond')).toThrow(/pond/);
});
