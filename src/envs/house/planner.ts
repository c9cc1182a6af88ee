/**
 * Fewest turns to the goal for a player who knows everything, by rule instead of search: a plan is a short list of stops,
 * and the best one is found by trying all of them (a few hundred at most). test/node/envs-house.test.ts checks exactness.
 */
import { accepts, add, has, isTreated, spaceAt, type HouseState, type HouseTask } from './task.ts';

/** A way to get hold of a thing: where to go, what must be open there, how many turns besides walking and opening. */
interface Route {
  readonly stops: readonly number[];
  readonly mustOpen: number;
  readonly acts: number;
}

export function houseDistance(task: HouseTask, state: HouseState): number {
  switch (task.kind) {
    case 'two':
      return distanceOfTwo(task, state);
    case 'look':
      return distanceOfLook(task, state);
    case 'slice':
      return distanceOfSlice(task, state);
    case 'pick':
    case 'clean':
    case 'heat':
    case 'cool':
      return distanceOfOne(task, state);
    default:
      return task.kind satisfies never;
  }
}

function distanceOfOne(task: HouseTask, state: HouseState): number {
  let best = Infinity;
  for (const thing of task.wanted) {
    const treated = isTreated(task, state, thing);
    if (treated && task.targets.includes(state.at[thing]!)) return 0;
    for (const target of task.targets)
      for (const appliance of treated ? [NO_APPLIANCE] : task.appliances)
        best = Math.min(best, turnsToBring(task, state, thing, appliance, target));
  }
  return best;
}

const NO_APPLIANCE = -1;

/** Turns until the thing lies on the target and has been through the appliance; Infinity when there is no way. */
function turnsToBring(task: HouseTask, state: HouseState, thing: number, appliance: number, target: number): number {
  const finish = appliance === NO_APPLIANCE ? [target] : [appliance, target];
  const acts = finish.length;
  const isFull = spaceAt(task, state, target) <= 0 && state.at[thing] !== target;
  let best = Infinity;
  for (const route of isFull ? routesPast(task, state, thing, target) : routesTo(task, state, thing)) {
    // What is put down in the last free space of the target stands in the way, unless the thing itself leaves it.
    const isFilled = state.hand !== -1 && state.hand !== thing && route.stops[0] === target;
    if (isFilled && spaceAt(task, state, target) === 1 && state.at[thing] !== target) continue;
    const mustOpen = add(route.mustOpen, target);
    best = Math.min(best, turns(task, state, [...route.stops, ...finish], mustOpen, route.acts + acts));
    // A thing in hand may be treated before it is put down.
    if (isFull && state.hand === thing && appliance !== NO_APPLIANCE)
      best = Math.min(best, turns(task, state, [appliance, ...route.stops, target], mustOpen, route.acts + acts));
  }
  return best;
}

function distanceOfTwo(task: HouseTask, state: HouseState): number {
  let best = Infinity;
  for (const target of task.targets) {
    const missing = task.wanted.filter((t) => state.at[t] !== target);
    const there = task.wanted.length - missing.length;
    if (there >= 2) return 0;
    for (const first of missing)
      for (const route of routesTo(task, state, first)) {
        const mustOpen = add(route.mustOpen, target);
        const delivered = [...route.stops, target];
        if (there === 1) {
          best = Math.min(best, turns(task, state, delivered, mustOpen, route.acts + 1));
          continue;
        }
        // A held thing is always the first of the two: putting it down elsewhere first cannot save a turn.
        for (const second of missing)
          if (second !== first && second !== state.hand) {
            const source = state.at[second]!;
            const stops = [...delivered, source, target];
            best = Math.min(best, turns(task, state, stops, add(mustOpen, source), route.acts + 3));
          }
      }
  }
  return best;
}

function distanceOfLook(task: HouseTask, state: HouseState): number {
  const light = state.at[task.lamp]!;
  let best = Infinity;
  for (const thing of task.wanted)
    for (const route of routesTo(task, state, thing)) {
      const acts = route.acts + (state.lit ? 0 : 1);
      best = Math.min(best, turns(task, state, [...route.stops, light], route.mustOpen, acts));
    }
  return best;
}

/** Slicing takes the knife in hand and the thing out of it, so that both may have to be put down on the way. */
function distanceOfSlice(task: HouseTask, state: HouseState): number {
  const [thing] = task.wanted as [number];
  if (has(state.sliced, thing)) return distanceOfOne(task, state);
  let best = Infinity;
  const plan = (stops: readonly number[], acts: number): void => {
    best = Math.min(best, turns(task, state, stops, setOf(stops), acts));
  };
  for (const knife of task.knives) {
    /**
     * The thing lies at `at`, the knife is in hand and about to go there: slice, put the knife down, carry the thing over.
     * `filled`: places that hold one thing more by then.
     */
    const slice = (before: readonly number[], at: number, acts: number, filled: readonly number[]): void => {
      if (task.targets.includes(at)) plan([...before, at], acts + 1);
      else
        for (const drop of spotsFor(task, state, knife, filled))
          for (const target of task.targets) plan([...before, at, drop, at, target], acts + 4);
    };
    /** Both lie somewhere, the hand is empty; the thing may be brought to a target or to the knife first. */
    const fetch = (
      before: readonly number[],
      at: number,
      knifeAt: number,
      acts: number,
      filled: readonly number[],
    ): void => {
      slice([...before, knifeAt], at, acts + 1, filled);
      const beside = state.hand === knife ? [...filled, knifeAt] : filled;
      for (const other of [...task.targets, knifeAt])
        if (other !== at && hasRoomFor(task, state, thing, other, beside))
          slice([...before, at, other, knifeAt], other, acts + 3, [...filled, other]);
    };
    const at = state.at[thing]!;
    const knifeAt = state.at[knife]!;
    if (state.hand === thing) for (const spot of spotsFor(task, state, thing)) slice([spot, knifeAt], spot, 2, [spot]);
    else if (state.hand === knife) {
      slice([], at, 0, []);
      for (const spot of spotsFor(task, state, knife)) fetch([spot], at, spot, 1, []);
    } else if (state.hand === -1) fetch([], at, knifeAt, 0, []);
    else for (const spot of spotsFor(task, state, state.hand)) fetch([spot], at, knifeAt, 1, [spot]);
  }
  return best;
}

/** All sensible ways to hold the thing; a full hand is emptied at any one place on the way. */
function routesTo(task: HouseTask, state: HouseState, thing: number): Route[] {
  if (state.hand === thing) return [{ stops: [], mustOpen: 0, acts: 0 }];
  const source = state.at[thing]!;
  if (state.hand === -1) return [{ stops: [source], mustOpen: add(0, source), acts: 1 }];
  return spotsFor(task, state, state.hand).map((drop) => {
    const stops = [drop, source];
    return { stops, mustOpen: setOf(stops), acts: 2 };
  });
}

/** Ways to hold the thing with one thing less at a full place. What is held goes down first, what is in the way after it. */
function routesPast(task: HouseTask, state: HouseState, thing: number, full: number): Route[] {
  const routes: Route[] = [];
  const source = state.at[thing]!;
  const push = (stops: readonly number[], acts: number): void => {
    routes.push({ stops, mustOpen: setOf(stops), acts });
  };
  const aside = new Set(
    task.things.flatMap((t, i) => (t.kind !== null && state.at[i] === full ? spotsFor(task, state, i) : [])),
  );
  aside.delete(full);
  const held = state.hand === -1 ? [-1] : spotsFor(task, state, state.hand);
  for (const drop of held)
    for (const spot of aside) {
      if (spot === drop && spaceAt(task, state, spot) < 2) continue;
      if (state.hand === thing) push([drop, full, spot, drop], 4);
      else if (drop === -1) push([full, spot, source], 3);
      else push([drop, full, spot, source], 4);
    }
  return routes;
}

const NONE: readonly number[] = [];

/** `filled` lists places that hold one thing more by then. */
const hasRoomFor = (task: HouseTask, state: HouseState, thing: number, place: number, filled = NONE): boolean =>
  accepts(task, thing, place) &&
  (state.at[thing] === place || spaceAt(task, state, place) > filled.filter((p) => p === place).length);

/** Where a thing can be put down. */
const spotsFor = (task: HouseTask, state: HouseState, thing: number, filled = NONE): number[] =>
  task.places.flatMap((_, p) => (hasRoomFor(task, state, thing, p, filled) ? [p] : []));

const setOf = (places: readonly number[]): number => places.reduce(add, 0);

function turns(task: HouseTask, state: HouseState, stops: readonly number[], mustOpen: number, acts: number): number {
  let count = acts;
  let { place, room } = state;
  for (const stop of stops) {
    if (stop === place) continue;
    const there = task.places[stop]!.room;
    count += there === room ? 1 : 2;
    place = stop;
    room = there;
  }
  task.places.forEach((p, i) => {
    if (p.kind.openable && has(mustOpen, i) && !has(state.open, i)) count++;
  });
  return count;
}
