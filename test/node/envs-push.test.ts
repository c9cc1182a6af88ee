/** What is special about GridPush and the lake: their rules, dead ends, symbols, slips and what turns are paid. */
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { demonstrate } from '../../src/envs/demonstration.ts';
import type { Transition } from '../../src/envs/env.ts';
import { afterMove, pushDistance, pushOutcome } from '../../src/envs/push/core.ts';
import { drawPush, isShifted, isStraight } from '../../src/envs/push/gen.ts';
import { moved, solveRoom, UNSOLVABLE } from '../../src/envs/push/solver.ts';
import { beside, boxesHome, DIRECTIONS, LEVELS, type PushState, type PushTask } from '../../src/envs/push/task.ts';
import { PLAIN, SECOND } from '../../src/envs/push/text.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { playThrough, refOf } from './envs-play.ts';

function draw(level: number, rng: Rng): PushTask {
  for (;;) {
    const task = drawPush(level, rng);
    if (task !== null) return task;
  }
}

/** Forward breadth-first search, independent of the solver's backward one. Null when nothing is left to try. */
function movesForward(task: PushTask, from: PushState): number | null {
  const name = ({ player, boxes }: PushState): string => [player, ...boxes].join();
  const seen = new Set([name(from)]);
  for (let ring = [from], moves = 0; ring.length > 0; moves++) {
    if (ring.some((state) => pushOutcome(task, state).won)) return moves;
    const next: PushState[] = [];
    for (const state of ring)
      for (const direction of DIRECTIONS) {
        const after = afterMove(task, state, direction);
        if (seen.has(name(after))) continue;
        seen.add(name(after));
        next.push(after);
      }
    ring = next;
  }
  return null;
}

test('the distance is that of a forward search, dead ends included', () => {
  const rng = new Rng(1, 'forward');
  let dead = 0;
  for (let i = 0; i < 60; i++) {
    const task = draw(i % 4, rng);
    let state = task.start;
    for (let turn = 0; turn < 6; turn++) {
      expect(pushDistance(task, state)).toBe(movesForward(task, state));
      if (pushDistance(task, state) === null) dead++;
      // Four random steps, so that boxes move.
      for (let n = 0; n < 4; n++) state = afterMove(task, state, rng.pick(DIRECTIONS));
    }
  }
  expect(dead).toBeGreaterThan(20);
});

test('starts are inside the band, no box is home, and level 2 cannot be solved in a straight line', () => {
  const rng = new Rng(2, 'band');
  for (let i = 0; i < 200; i++) {
    const level = i % 4;
    const task = draw(level, rng);
    const [from, to] = LEVELS[level]!.band;
    const moves = pushDistance(task, task.start)!;
    expect(moves >= from && moves <= to).toBe(true);
    expect(boxesHome(task.room, task.start)).toBe(0);
    if (level === 2) expect(isStraight(task.room, task.start)).toBe(false);
  }
});

test('a box is pushed, never pulled, and only where there is room', () => {
  const rng = new Rng(3, 'rules');
  for (let i = 0; i < 200; i++) {
    const task = draw(i % 4, rng);
    const { size, walls } = task.room;
    let state = task.start;
    for (let turn = 0; turn < 20; turn++) {
      const direction = rng.pick(DIRECTIONS);
      const ahead = beside(size, state.player, direction);
      const beyond = beside(size, ahead, direction);
      const after = afterMove(task, state, direction);
      const isBlocked =
        walls[ahead] || (state.boxes.includes(ahead) && (walls[beyond] || state.boxes.includes(beyond)));
      if (isBlocked) expect(after).toBe(state);
      else {
        expect(after.player).toBe(ahead);
        expect(after.boxes).toEqual(state.boxes.includes(ahead) ? moved(state.boxes, ahead, beyond) : state.boxes);
      }
      state = after;
    }
  }
});

test('a box in a corner that is no target cannot be solved', () => {
  const walls = Array.from({ length: 25 }, (_, c) => c < 5 || c >= 20 || c % 5 === 0 || c % 5 === 4);
  const room = { size: 5, walls, targets: [18] };
  const { moves } = solveRoom(room);
  expect(moves[7 * 25 + 6]).toBe(UNSOLVABLE);
  // Box in the middle, player left of it: right, up, right, down.
  expect(moves[11 * 25 + 12]).toBe(4);
});

test('turns are paid as in the original', () => {
  for (let seed = 0; seed < 60; seed++) {
    const rng = new Rng(seed, 'pay');
    const transitions = playThrough(makeEnv('push'), refOf('push', seed % 4, seed), (obs, env) =>
      rng.chance(0.2) ? 'sideways' : (env.oracle(rng)?.action ?? rng.pick(obs.admissible)),
    );
    const boxes = seed % 4 === 3 ? 2 : 1;
    const total = transitions.reduce((sum, t: Transition) => sum + t.reward, 0);
    const { won, score } = transitions.at(-1)!.info;
    expect(total).toBeCloseTo((won ? 10 : 0) + score * boxes - 0.1 * transitions.length, 9);
  }
});

test('a lost position is played on, its distance is null, and a demonstration stops there', () => {
  const env = makeEnv('push');
  let lost = 0;
  for (let seed = 0; seed < 100; seed++) {
    const rng = new Rng(seed, 'lost');
    env.reset(refOf('push', 1, seed));
    let wasLost = false;
    for (let turn = 0; turn < 14 && env.distance() !== 0; turn++) {
      if (wasLost) expect(env.distance()).toBeNull();
      wasLost = env.distance() === null;
      if (wasLost) expect(env.oracle(rng)).toBeNull();
      const { terminated, info } = env.step(rng.pick(['up', 'down', 'left', 'right']));
      expect(terminated).toBe(info.won);
    }
    if (wasLost) lost++;
  }
  expect(lost).toBeGreaterThan(10);
  const knobs = { noise: 0.5, recovery: 0, verbosity: 0, loopiness: 0 };
  const demos = Array.from({ length: 60 }, (_, s) => demonstrate(refOf('push', 1, s), knobs, new Rng(s, 'demo')));
  expect(demos.some((d) => !d.won && d.steps.length < 15)).toBe(true);
});

test('ood rooms mix both sets of symbols; every word of theirs is known from training', () => {
  const rng = new Rng(4, 'symbols');
  const trained = new Set<string>();
  let mixed = 0;
  for (let i = 0; i < 400; i++) {
    const { symbols, ...task } = draw(i % 3, rng);
    const words = Object.values(symbols);
    if (!isShifted({ symbols, ...task })) {
      expect([PLAIN, SECOND]).toContain(symbols);
      for (const word of words) trained.add(word);
      continue;
    }
    mixed++;
    for (const set of [PLAIN, SECOND]) expect(words).not.toEqual(Object.values(set));
    for (const word of words) expect([...Object.values(PLAIN), ...Object.values(SECOND)]).toContain(word);
  }
  expect(trained.size).toBe(14);
  expect(Math.abs(mixed / 400 - 0.15)).toBeLessThan(0.075);
});

test('on slippery ice copies of a task slip alike, and about two steps in three go aside', () => {
  let aside = 0;
  let steps = 0;
  for (let seed = 0; seed < 150; seed++) {
    const ref = refOf('lake', 2, seed);
    const always = (): Transition[] => playThrough(makeEnv('lake'), ref, (_, _env, turn) => (turn % 2 ? 'up' : 'left'));
    const transitions = always();
    expect(always()).toEqual(transitions);
    const env = makeEnv('lake');
    env.reset(ref);
    let cell = (env.scene() as { agent: number }).agent;
    transitions.forEach((_, turn) => {
      env.step(turn % 2 ? 'up' : 'left');
      const next = (env.scene() as { agent: number }).agent;
      const meant = cell + (turn % 2 ? -4 : -1);
      // At a shore a slip may look like a step as meant.
      if (cell % 4 > 0 && cell % 4 < 3 && cell >= 4 && cell < 12) {
        steps++;
        if (next !== meant) aside++;
      }
      cell = next;
    });
  }
  expect(steps).toBeGreaterThan(100);
  expect(Math.abs(aside / steps - 2 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / steps));
});
