/**
 * Fewest turns to the goal for a player who knows everything, by rule instead of search: a plan is a short list of stops,
 * and the best one is found by trying all of them (a few hundred at most). test/node/envs-house.test.ts checks exactness.
 */
import { accepts, add, has, isTreated, type HouseState, type HouseTask } from './task.ts';

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
    for (const route of routesTo(task, state, thing))
      for (const target of task.targets)
        for (const appliance of treated ? [-1] : task.appliances) {
          const stops = appliance === -1 ? [...route.stops, target] : [...route.stops, appliance, target];
          const acts = route.acts + (appliance === -1 ? 1 : 2);
          best = Math.min(best, turns(task, state, stops, add(route.mustOpen, target), acts));
        }
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

/** All sensible ways to hold the thing; a full hand is emptied at any one place on the way. */
function routesTo(task: HouseTask, state: HouseState, thing: number): Route[] {
  if (state.hand === thing) return [{ stops: [], mustOpen: 0, acts: 0 }];
  const source = state.at[thing]!;
  if (state.hand === -1) return [{ stops: [source], mustOpen: add(0, source), acts: 1 }];
  return task.places.flatMap((_, drop) =>
    accepts(task, state.hand, drop) ? [{ stops: [drop, source], mustOpen: add(add(0, drop), source), acts: 2 }] : [],
  );
}

function turns(task: HouseTask, state: HouseState, stops: readonly number[], mustOpen: number, acts: number): number {
  let count = acts;
  let place = state.place;
  for (const stop of stops) {
    if (stop !== place) count++;
    place = stop;
  }
  task.places.forEach((p, i) => {
    if (p.kind.openable && has(mustOpen, i) && !has(state.open, i)) count++;
  });
  return count;
}
