/** What is special about MiniHouse: its rules, its expert's honesty, its withheld combinations. */
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { PLACES, ROOMS, THINGS } from '../../src/envs/house/affordances.ts';
import { actInHouse, houseMoves, houseOutcome, startHouse } from '../../src/envs/house/core.ts';
import { drawHouse, isWithheld } from '../../src/envs/house/gen.ts';
import { houseOracle } from '../../src/envs/house/oracle.ts';
import { houseDistance } from '../../src/envs/house/planner.ts';
import type { HouseScene } from '../../src/envs/house/scene.ts';
import { has, type HouseState, type HouseTask } from '../../src/envs/house/task.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { refOf } from './envs-play.ts';

function draw(level: number, rng: Rng): HouseTask {
  for (;;) {
    const task = drawHouse(level, rng);
    if (task !== null) return task;
  }
}

/** Random play, far from any sensible path; ends early when the task happens to be solved. */
function wander(task: HouseTask, rng: Rng, turns: number, visit: (state: HouseState) => void): void {
  let state = startHouse(task);
  for (let turn = 0; turn < turns && !houseOutcome(task, state).won; turn++) {
    visit(state);
    state = actInHouse(task, state, rng.pick(houseMoves(task, state))).state;
  }
}

test('the distance is exact wherever random play leads', () => {
  const rng = new Rng(1, 'wander');
  for (let i = 0; i < 240; i++) {
    const task = draw(i % 3, rng);
    wander(task, rng, 60, (state) => {
      const after = houseMoves(task, state).map((m) => houseDistance(task, actInHouse(task, state, m).state));
      expect(Math.min(...after)).toBe(houseDistance(task, state) - 1);
    });
  }
});

test('the oracle never uses what is hidden: moving unseen things about does not change what it says', () => {
  const rng = new Rng(2, 'belief');
  let moved = 0;
  for (let i = 0; i < 300; i++) {
    const task = draw(i % 3, rng);
    wander(task, rng, 25, (state) => {
      const unseen = task.places.flatMap((_, p) => (has(state.seen, p) ? [] : [p]));
      const at = state.at.map((p) => (p !== -1 && !has(state.seen, p) ? rng.pick(unseen) : p));
      if (at.some((p, t) => p !== state.at[t])) moved++;
      expect(houseOracle(task, { ...state, at })).toEqual(houseOracle(task, state));
    });
  }
  expect(moved).toBeGreaterThan(1000);
});

test('from any state of random play the oracle still reaches the goal', () => {
  const rng = new Rng(3, 'recover');
  let longest = 0;
  for (let i = 0; i < 300; i++) {
    const task = draw(i % 3, rng);
    const states: HouseState[] = [];
    wander(task, rng, 40, (s) => states.push(s));
    let state = rng.pick(states);
    let turns = 0;
    for (; !houseOutcome(task, state).won && turns < 60; turns++) {
      const { action } = houseOracle(task, state);
      state = actInHouse(
        task,
        state,
        houseMoves(task, state).find((m) => m.text === action)!,
      ).state;
    }
    expect(houseOutcome(task, state).won).toBe(true);
    longest = Math.max(longest, turns);
  }
  expect(longest).toBeLessThanOrEqual(30);
});

test('only look, inventory and examine leave the room as it was', () => {
  const rng = new Rng(4, 'effective');
  for (let i = 0; i < 60; i++) {
    const task = draw(i % 3, rng);
    wander(task, rng, 40, (state) => {
      for (const move of houseMoves(task, state))
        expect(actInHouse(task, state, move).state === state).toBe(
          ['look', 'inventory', 'examine'].includes(move.verb),
        );
    });
  }
});

test('heating undoes cooling and the other way round; clean stays', () => {
  const rng = new Rng(5, 'treat');
  let task = draw(2, rng);
  while (task.kind !== 'heat' || !task.places.some((p) => p.kind.name === 'fridge')) task = draw(2, rng);
  const thing = task.wanted[0]!;
  const place = (name: string): number => task.places.findIndex((p) => p.kind.name === name);
  const held = { ...startHouse(task), hand: thing, at: startHouse(task).at.with(thing, -1), clean: 1 << thing };
  const treat = (state: HouseState, verb: 'heat' | 'cool', at: string): HouseState =>
    actInHouse(task, { ...state, place: place(at) }, { verb, thing, place: place(at), text: '' }).state;
  const cooled = treat(treat(held, 'heat', 'microwave'), 'cool', 'fridge');
  expect([has(cooled.hot, thing), has(cooled.cool, thing), has(cooled.clean, thing)]).toEqual([false, true, true]);
  const heated = treat(cooled, 'heat', 'microwave');
  expect([has(heated.hot, thing), has(heated.cool, thing), has(heated.clean, thing)]).toEqual([true, false, true]);
});

test('withheld triples appear in ood only, and every kind, thing and place is still trained on', () => {
  const rng = new Rng(6, 'triples');
  const seen = { kinds: new Set<string>(), things: new Set<string>(), targets: new Set<string>() };
  let withheld = 0;
  for (let i = 0; i < 6000; i++) {
    const task = draw(2, rng);
    if (isWithheld(task)) {
      withheld++;
      continue;
    }
    seen.kinds.add(task.kind);
    seen.things.add(task.thing);
    if (task.target !== '') seen.targets.add(task.target);
  }
  expect(withheld / 6000).toBeGreaterThan(0.1);
  expect(withheld / 6000).toBeLessThan(0.25);
  expect([seen.kinds.size, seen.things.size]).toEqual([6, THINGS.length]);
  expect(PLACES.map((p) => p.name).filter((n) => !seen.targets.has(n))).toEqual([]);
});

test('the tables are sound: 34 things, 22 kinds of places, each thing at home in each of its rooms', () => {
  expect([THINGS.length, PLACES.length]).toEqual([34, 22]);
  const names = new Set(PLACES.map((p): string => p.name));
  for (const { name, rooms, usual, accepts } of THINGS) {
    expect(
      accepts.filter((p) => !names.has(p)),
      name,
    ).toEqual([]);
    expect(new Set(accepts).size, name).toBe(accepts.length);
    for (const room of rooms) expect(usual.filter((p) => ROOMS[room][p] !== undefined).length, name).toBeGreaterThan(1);
  }
});

test('the scene flags what the agent sees and has seen', () => {
  const env = makeEnv('house');
  const rng = new Rng(7, 'scene');
  const scene = (): HouseScene => env.scene() as HouseScene;
  for (let seed = 0; seed < 40; seed++) {
    const { admissible } = env.reset(refOf('house', 1, seed));
    expect(scene().agentAt).toBeNull();
    expect(scene().places.map((p) => `go to ${p.name}`)).toEqual(admissible.filter((a) => a.startsWith('go to ')));
    expect(
      scene()
        .places.flatMap((p) => p.things)
        .some((t) => t.visible || t.known),
    ).toBe(false);
    for (let move = env.oracle(rng); move !== null; move = env.oracle(rng)) {
      const { obs } = env.step(move.action);
      const here = scene().places.find((p) => p.here)!;
      expect(here.name).toBe(scene().agentAt);
      expect(here.things.every((t) => t.visible === here.open)).toBe(true);
      expect(
        scene()
          .places.filter((p) => !p.here)
          .flatMap((p) => p.things)
          .some((t) => t.visible),
      ).toBe(false);
      if (env.oracle(rng) !== null)
        expect(scene().hand !== null).toBe(obs.admissible.some((a) => a.startsWith('examine ')));
      if (move.action.startsWith('take ')) expect(scene().hand?.wanted).toBe(true);
    }
  }
});
