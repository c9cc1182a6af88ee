/**
 * The expert of MiniHouse. It knows what the agent has seen and what a sensible person expects, never what is hidden: it
 * searches the usual places in listing order, always the next one after where it stands, because that order can be followed
 * without remembering where one has been. Its thought names the facts, then the whole action, so that the action is a copy.
 */
import type { OracleMove } from '../env.ts';
import { KNIFE, LAMP, LAMP_PLACES, THING_BY_NAME, TREATMENTS } from './affordances.ts';
import {
  accepts,
  has,
  isOpen,
  isTreated,
  isWholeHouse,
  spaceAt,
  type HouseState,
  type HouseTask,
  type Place,
} from './task.ts';

const decide = (facts: string, action: string): OracleMove => ({ think: `${facts} ; ${action}`, action });

export function houseOracle(task: HouseTask, state: HouseState): OracleMove {
  const { hand } = state;
  if (task.kind === 'slice' && !has(state.sliced, task.wanted[0]!)) return slice(task, state, task.wanted[0]!);
  if (hand !== -1) return task.wanted.includes(hand) ? carry(task, state, hand) : putAway(task, state, hand, 'wrong');

  const goal = task.kind === 'two' ? fullestTarget(task, state) : -1;
  const known = task.wanted.filter((t) => has(state.seen, state.at[t]!) && state.at[t] !== goal);
  const thing =
    known.find((t) => state.at[t] === state.place) ??
    known.find((t) => task.kind !== 'pick' && isTreated(task, state, t)) ??
    known[0];
  if (thing === undefined) {
    const isSecond = goal !== -1 && has(state.seen, goal) && task.wanted.some((t) => state.at[t] === goal);
    return search(task, state, task.thing, isSecond);
  }
  const { targets } = task;
  const isCrowded = targets.length > 0 && targets.every((t) => isKnownFull(task, state, t) && state.at[thing] !== t);
  if (isCrowded) return makeRoom(task, state);
  return fetch(task, state, thing);
}

/** Goes to where the thing is known to be and takes it. */
function fetch(task: HouseTask, state: HouseState, thing: number): OracleMove {
  const { name } = task.things[thing]!;
  const place = task.places[state.at[thing]!]!;
  const isHere = state.at[thing] === state.place;
  const facts = isHere ? `see ${name}` : `${name} ${place.kind.preposition} ${place.name}`;
  return reach(task, state, state.at[thing]!, facts, `take ${name} from ${place.name}`);
}

const isKnownFull = (task: HouseTask, state: HouseState, place: number): boolean =>
  has(state.seen, place) && spaceAt(task, state, place) <= 0;

/** Every target is full: take something out of the first. */
function makeRoom(task: HouseTask, state: HouseState): OracleMove {
  const target = task.targets.find((p) => p === state.place) ?? task.targets[0]!;
  const inTheWay = task.things.findIndex((t, i) => t.kind !== null && state.at[i] === target);
  const { name } = task.places[target]!;
  return reach(task, state, target, `${name} full`, `take ${task.things[inTheWay]!.name} from ${name}`);
}

/** The thing is whole: get a knife, go to the thing, slice it. What else is in hand goes down first. */
function slice(task: HouseTask, state: HouseState, thing: number): OracleMove {
  const { hand } = state;
  const knife = task.knives.find((k) => k === hand) ?? task.knives.find((k) => has(state.seen, state.at[k]!));
  if (hand !== -1 && hand !== knife) return putAway(task, state, hand, hand === thing ? 'wait' : 'wrong');
  if (knife === undefined) return search(task, state, KNIFE, false);
  if (hand === -1) return fetch(task, state, knife);
  const place = state.at[thing]!;
  if (!has(state.seen, place)) return search(task, state, task.thing, false);
  const { name } = task.things[thing]!;
  return reach(task, state, place, `${name} need sliced`, `slice ${name} with ${task.things[knife]!.name}`);
}

/** A wanted thing is in hand: treat it if needed, then bring it where it has to go. */
function carry(task: HouseTask, state: HouseState, thing: number): OracleMove {
  const { name } = task.things[thing]!;
  const { kind } = task;
  if (kind === 'look') {
    const light = state.at[task.lamp]!;
    if (!has(state.seen, light)) return search(task, state, LAMP, false);
    const lamp = task.things[task.lamp]!.name;
    if (light === state.place) return decide(`see ${lamp}`, `use ${lamp}`);
    return walk(task, state, light, `hold ${name} need lamp`);
  }
  const treatment = kind === 'clean' || kind === 'heat' || kind === 'cool' ? kind : null;
  if (treatment !== null && !isTreated(task, state, thing)) {
    const appliance = task.appliances.find((p) => p === state.place) ?? task.appliances[0]!;
    const place = task.places[appliance]!.name;
    const facts = `hold ${name} need ${TREATMENTS[treatment].result}`;
    if (appliance !== state.place) return walk(task, state, appliance, facts);
    return decide(facts, `${treatment} ${name} with ${place}`);
  }
  const targets = task.targets.filter((p) => !isKnownFull(task, state, p));
  // Making room in a full place takes the hand that holds the thing.
  if (targets.length === 0 && task.targets.length > 0) return putAway(task, state, thing, 'wait');
  const target = kind === 'two' ? fullestTarget(task, state) : (targets.find((p) => p === state.place) ?? targets[0]!);
  const facts = treatment === null ? `hold ${name}` : `${name} ${TREATMENTS[treatment].result}`;
  return reach(task, state, target, facts, `move ${name} to ${task.places[target]!.name}`);
}

/** What is in hand has to go: put it down here if it may lie here, else at the next place that takes it. */
function putAway(task: HouseTask, state: HouseState, thing: number, why: 'wrong' | 'wait'): OracleMove {
  const { name } = task.things[thing]!;
  const spots = task.places.flatMap((_, p) => (accepts(task, thing, p) && !isKnownFull(task, state, p) ? [p] : []));
  // A target that can fill up is kept free.
  const free = spots.filter((p) => !task.targets.includes(p) || spaceAt(task, state, p) === Infinity);
  const spot = free.find((p) => p === state.place) ?? nextAfter(task, state, free);
  return reach(task, state, spot, `${name} ${why}`, `move ${name} to ${task.places[spot]!.name}`);
}

/** Walk to the place, open it if it is closed, then act. */
function reach(task: HouseTask, state: HouseState, place: number, facts: string, action: string): OracleMove {
  const { name } = task.places[place]!;
  if (place !== state.place) return walk(task, state, place, facts);
  if (!isOpen(task, state, place)) return decide(`${name} closed`, `open ${name}`);
  return decide(facts, action);
}

/** One step of the way: to the place, or to the room it is in. */
function walk(task: HouseTask, state: HouseState, place: number, facts: string): OracleMove {
  const { name, room } = task.places[place]!;
  if (room === state.room) return decide(facts, `go to ${name}`);
  return decide(`${facts} ; ${name}`, `go to ${task.rooms[room]!}`);
}

/**
 * The next usual place whose inside has not been seen. Target places are left out: nothing wanted starts there. One place
 * always remains, because whatever was put elsewhere has been seen there.
 */
function search(task: HouseTask, state: HouseState, typeName: string, isSecond: boolean): OracleMove {
  const unseen = task.places.flatMap((p, i) =>
    isLikely(task, typeName, p) && !(typeName === task.thing && task.targets.includes(i)) && !has(state.seen, i)
      ? [i]
      : [],
  );
  if (unseen.includes(state.place)) {
    const { name } = task.places[state.place]!;
    return decide(`${name} closed`, `open ${name}`);
  }
  const facts = isSecond ? `one more ${typeName}` : state.place === -1 ? `find ${typeName}` : `no ${typeName} here`;
  return walk(task, state, nextAfter(task, state, unseen), facts);
}

/** Whether a searcher looks there: at the usual places of a room; in a whole house wherever the thing may lie. */
function isLikely(task: HouseTask, typeName: string, { kind: { name } }: Place): boolean {
  if (typeName === LAMP) return LAMP_PLACES.includes(name);
  const { usual, accepts: all } = THING_BY_NAME.get(typeName)!;
  return (isWholeHouse(task) ? all : usual).includes(name);
}

/** In listing order, round and round; from the middle of a room, its first place comes next. */
function nextAfter(task: HouseTask, { place, room }: HouseState, candidates: readonly number[]): number {
  const from = place === -1 ? task.places.findIndex((p) => p.room === room) : place + 1;
  return candidates.find((c) => c >= from) ?? candidates[0]!;
}

/** The target place known to hold most wanted things; among equals the present one, then the first in the list. */
function fullestTarget(task: HouseTask, state: HouseState): number {
  const worth = (p: number): number =>
    (has(state.seen, p) ? 2 * task.wanted.filter((t) => state.at[t] === p).length : 0) + (p === state.place ? 1 : 0);
  return task.targets.reduce((best, p) => (worth(p) > worth(best) ? p : best));
}
