/** What is special about MiniHouse: its rules, its expert's honesty, its withheld combinations. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { FULL_ROOMS, PLACES, ROOMS, SLICEABLE, SMALL_PLACES, THINGS } from '../../src/envs/house/affordances.ts';
import { actInHouse, houseMoves, houseOutcome, startHouse } from '../../src/envs/house/core.ts';
import { drawHouse, isWithheld } from '../../src/envs/house/gen.ts';
import { houseOracle } from '../../src/envs/house/oracle.ts';
import { houseDistance } from '../../src/envs/house/planner.ts';
import type { HouseScene } from '../../src/envs/house/scene.ts';
import { add, has, isTreated, spaceAt, type HouseState, type HouseTask } from '../../src/envs/house/task.ts';
import { LEXICON } from '../../src/envs/lexicon.ts';
import { HOUSE } from '../../src/envs/house/spec.ts';
import { packHouse, unpackHouse } from '../../src/envs/house/state-bytes.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { drawTask } from '../../src/envs/split.ts';
import { Tokenizer } from '../../src/model/tokenizer.ts';
import { codecOf, SEPARATORS } from '../../src/rollout/codec.ts';
import { buildPrompt } from '../../src/rollout/prompt.ts';
import { MAX_PROMPT } from '../../src/train/fresh-policy.ts';
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
    const task = draw(i % 5, rng);
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
    const task = draw(i % 5, rng);
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
    const task = draw(i % 5, rng);
    const states: HouseState[] = [];
    wander(task, rng, 40, (s) => states.push(s));
    let state = rng.pick(states);
    let turns = 0;
    for (; !houseOutcome(task, state).won && turns < 80; turns++) {
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
  expect(longest).toBeLessThanOrEqual(50);
});

test('only look, inventory and examine leave the room as it was', () => {
  const rng = new Rng(4, 'effective');
  for (let i = 0; i < 60; i++) {
    const task = draw(i % 5, rng);
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

test('full rooms hold all that the small ones have, up to twenty places', () => {
  for (const room of Object.keys(ROOMS) as (keyof typeof ROOMS)[]) {
    for (const [name, count] of Object.entries(ROOMS[room]))
      expect(FULL_ROOMS[room][name]).toBeGreaterThanOrEqual(count);
    const total = Object.values(FULL_ROOMS[room]).reduce((a, b) => a + b, 0);
    expect([total >= 16, total <= 20], room).toEqual([true, true]);
  }
  const rng = new Rng(8, 'full');
  for (let i = 0; i < 50; i++) {
    const { rooms, places, things, kind } = draw(3, rng);
    expect(places.length).toBe(Object.values(FULL_ROOMS[rooms[0]!]).reduce((a, b) => a + b, 0));
    expect(things.filter((t) => t.kind !== null).length).toBe(kind === 'two' ? 18 : 17);
  }
});

describe('a whole house (level 4)', () => {
  const move = (task: HouseTask, state: HouseState, text: string): HouseState =>
    actInHouse(
      task,
      state,
      houseMoves(task, state).find((m) => m.text === text)!,
    ).state;

  test('has two rooms; only the present one is in reach, and the other is one turn away', () => {
    const rng = new Rng(9, 'rooms');
    let crossings = 0;
    for (let i = 0; i < 60; i++) {
      const task = draw(4, rng);
      expect([task.rooms.length, new Set(task.rooms).size, task.places.length]).toEqual([2, 2, 20]);
      wander(task, rng, 40, (state) => {
        const goable = houseMoves(task, state).filter((m) => m.verb === 'go');
        expect(goable.every((m) => task.places[m.place]!.room === state.room && m.place !== state.place)).toBe(true);
        const other = 1 - state.room;
        const crossed = move(task, state, `go to ${task.rooms[other]!}`);
        expect([crossed.room, crossed.place, crossed.at]).toEqual([other, -1, state.at]);
        crossings++;
      });
    }
    expect(crossings).toBeGreaterThan(1000);
  });

  test('a bath with a lounge is kept for ood, and both are met beside other rooms', () => {
    const met = new Map<string, Set<string>>();
    for (const split of ['train', 'val', 'test', 'ood'] as const)
      for (let seed = 0; seed < 80; seed++) {
        const { rooms } = drawTask(HOUSE, refOf('house', 4, seed, split));
        const pair = rooms.toSorted().join(' ');
        met.set(split, (met.get(split) ?? new Set()).add(pair));
      }
    for (const [split, pairs] of met) {
      expect(pairs.has('bath lounge'), split).toBe(split === 'ood');
      expect(pairs.size, split).toBeGreaterThanOrEqual(5);
    }
  });

  test('things start in unusual places, which they never do at lower levels', () => {
    const rng = new Rng(10, 'prior');
    let unusual = 0;
    for (let i = 0; i < 600; i++) {
      const task = draw(4, rng);
      const { startsAt, kind } = task.things[task.wanted[0]!]!;
      if (!kind!.usual.includes(task.places[startsAt]!.kind.name)) unusual++;
      for (const t of task.things) if (t.kind) expect(t.kind.accepts).toContain(task.places[t.startsAt]!.kind.name);
    }
    // Nearly a third, because most places that take a thing are usual ones.
    expect(unusual / 600).toBeGreaterThan(0.2);
  });

  test('small places hold two, and some tasks start with every target full', () => {
    const rng = new Rng(11, 'space');
    let blocked = 0;
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      const task = draw(4, rng);
      const start = startHouse(task);
      if (task.targets.length > 0 && task.targets.every((t) => spaceAt(task, start, t) === 0)) blocked++;
      wander(task, rng, 25, (state) => {
        task.places.forEach((p, i) => {
          const count = state.at.filter((at, t) => at === i && t !== task.lamp).length;
          expect(spaceAt(task, state, i)).toBe(SMALL_PLACES.has(p.kind.name) ? 2 - count : Infinity);
          expect(spaceAt(task, state, i)).toBeGreaterThanOrEqual(0);
        });
        const { place, hand } = state;
        if (hand === -1 || place === -1 || spaceAt(task, state, place) > 0) return;
        refused++;
        expect(houseMoves(task, state).some((m) => m.verb === 'move')).toBe(false);
      });
    }
    expect(blocked).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(20);
  });

  test('slicing takes a knife in hand and the thing beside it, once, and shows', () => {
    const rng = new Rng(12, 'slice');
    let task = draw(4, rng);
    while (task.kind !== 'slice') task = draw(4, rng);
    const [thing] = task.wanted as [number];
    const [knife] = task.knives as [number];
    expect(SLICEABLE.has(task.thing)).toBe(true);
    const start = startHouse(task);
    const place = start.at[thing]!;
    const name = task.things[thing]!.name;
    const beside: HouseState = { ...start, place, room: task.places[place]!.room, open: 1 << place };
    const slicing = `slice ${name} with ${task.things[knife]!.name}`;
    const can = (state: HouseState): boolean => houseMoves(task, state).some((m) => m.text === slicing);
    expect(can(beside)).toBe(false);
    const armed = { ...beside, hand: knife, at: beside.at.with(knife, -1) };
    expect(can(armed)).toBe(true);
    expect(can({ ...armed, open: 0 })).toBe(!task.places[place]!.kind.openable);
    const sliced = move(task, armed, slicing);
    expect([isTreated(task, armed, thing), isTreated(task, sliced, thing), can(sliced)]).toEqual([false, true, false]);
    const look = houseMoves(task, sliced).find((m) => m.verb === 'look')!;
    expect(actInHouse(task, sliced, look).reading.text).toContain(`${name} sliced`);
    expect(houseOutcome(task, sliced).score).toBe(0.5);
  });
});

test('the longest prompts of the large levels fit, also with crowded places', () => {
  const codec = codecOf(Tokenizer.fromWords([...new Set([...SEPARATORS, ...LEXICON])], 1024));
  for (const level of [3, 4]) {
    let longest = 0;
    for (let seed = 0; seed < 250; seed++) {
      const env = makeEnv('house');
      const rng = new Rng(seed, 'length');
      let obs = env.reset(refOf('house', level, seed));
      const past: { action: string; caused: string }[] = [];
      // Walks about and opens everything: every crowd is met with an empty hand, which lists most actions.
      for (let turn = 0; turn < 49; turn++) {
        const view = { task: obs.task, observation: obs.text, admissible: obs.admissible, past: past.slice(-2) };
        longest = Math.max(longest, buildPrompt(codec, view, Infinity).length);
        const choices = obs.admissible.filter((a) => /^(?:go|open)/.test(a));
        const opening = choices.find((a) => a.startsWith('open'));
        const action = opening ?? rng.pick(choices);
        obs = env.step(action).obs;
        past.push({ action, caused: obs.text });
      }
    }
    expect(longest).toBeLessThanOrEqual(MAX_PROMPT);
    expect(longest).toBeGreaterThan(level === 3 ? 170 : 100);
  }
});

test('a saved episode with the lamp in hand is none', () => {
  const rng = new Rng(11, 'lamp');
  let lamps = 0;
  for (let i = 0; i < 40; i++) {
    const task = draw(i % 5, rng);
    if (task.lamp === -1) continue;
    const start = startHouse(task);
    const held = (thing: number): HouseState => ({
      ...start,
      hand: thing,
      at: start.at.map((place, t) => (t === thing ? -1 : place)),
    });
    const other = task.things.findIndex((_, t) => t !== task.lamp);
    expect(unpackHouse(task, packHouse(task, held(other)))).toEqual(held(other));
    expect(unpackHouse(task, packHouse(task, held(task.lamp)))).toBeNull();
    lamps++;
  }
  expect(lamps).toBeGreaterThan(4);
});

test('a saved episode that stands before an open place and has not seen what is there is none', () => {
  const rng = new Rng(12, 'unseen');
  for (let i = 0; i < 40; i++) {
    const task = draw(i % 5, rng);
    const before = (place: number, seen: number): HouseState => {
      const start = startHouse(task);
      return { ...start, place, room: task.places[place]!.room, seen: start.seen | seen };
    };
    task.places.forEach(({ kind }, place) => {
      const seen = before(place, add(0, place));
      const unseen = before(place, 0);
      expect(unpackHouse(task, packHouse(task, seen))).toEqual(seen);
      expect(unpackHouse(task, packHouse(task, unseen))).toEqual(kind.openable ? unseen : null);
    });
  }
});
