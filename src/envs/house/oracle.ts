/**
 * The expert of MiniHouse. It knows what the agent has seen and what a sensible person expects, never what is hidden: it
 * searches the usual places in listing order, always the next one after where it stands, because that order can be followed
 * without remembering where one has been. Its thought names the facts, then the whole action, so that the action is a copy.
 */
import type { OracleMove } from '../env.ts';
import { LAMP, TREATMENTS } from './affordances.ts';
import { isUsual } from './gen.ts';
import { accepts, has, isOpen, isTreated, type HouseState, type HouseTask } from './task.ts';

const decide = (facts: string, action: string): OracleMove => ({ think: `${facts} ; ${action}`, action });

export function houseOracle(task: HouseTask, state: HouseState): OracleMove {
  const { hand } = state;
  if (hand !== -1) return task.wanted.includes(hand) ? carry(task, state, hand) : putAway(task, state, hand);

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
  const { name } = task.things[thing]!;
  const place = task.places[state.at[thing]!]!;
  const isHere = state.at[thing] === state.place;
  const facts = isHere ? `see ${name}` : `${name} ${place.kind.preposition} ${place.name}`;
  return reach(task, state, state.at[thing]!, facts, `take ${name} from ${place.name}`);
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
    return decide(`hold ${name} need lamp`, `go to ${task.places[light]!.name}`);
  }
  const treatment = kind === 'clean' || kind === 'heat' || kind === 'cool' ? kind : null;
  if (treatment !== null && !isTreated(task, state, thing)) {
    const appliance = task.appliances.find((p) => p === state.place) ?? task.appliances[0]!;
    const place = task.places[appliance]!.name;
    const facts = `hold ${name} need ${TREATMENTS[treatment].result}`;
    return decide(facts, appliance === state.place ? `${treatment} ${name} with ${place}` : `go to ${place}`);
  }
  const target =
    kind === 'two' ? fullestTarget(task, state) : (task.targets.find((p) => p === state.place) ?? task.targets[0]!);
  const facts = treatment === null ? `hold ${name}` : `${name} ${TREATMENTS[treatment].result}`;
  return reach(task, state, target, facts, `move ${name} to ${task.places[target]!.name}`);
}

/** The hand is full of something useless: put it down here if it may lie here, else at the next place that takes it. */
function putAway(task: HouseTask, state: HouseState, thing: number): OracleMove {
  const { name } = task.things[thing]!;
  const spots = task.places.flatMap((_, p) => (accepts(task, thing, p) ? [p] : []));
  const spot = spots.find((p) => p === state.place) ?? nextAfter(state.place, spots);
  return reach(task, state, spot, `${name} wrong`, `move ${name} to ${task.places[spot]!.name}`);
}

/** Walk to the place, open it if it is closed, then act. */
function reach(task: HouseTask, state: HouseState, place: number, facts: string, action: string): OracleMove {
  const { name } = task.places[place]!;
  if (place !== state.place) return decide(facts, `go to ${name}`);
  if (!isOpen(task, state, place)) return decide(`${name} closed`, `open ${name}`);
  return decide(facts, action);
}

/**
 * The next usual place whose inside has not been seen. Target places are left out: nothing wanted starts there. One place
 * always remains, because whatever was put elsewhere has been seen there.
 */
function search(task: HouseTask, state: HouseState, typeName: string, isSecond: boolean): OracleMove {
  const unseen = task.places.flatMap((p, i) =>
    isUsual(typeName, p) && !task.targets.includes(i) && !has(state.seen, i) ? [i] : [],
  );
  if (unseen.includes(state.place)) {
    const { name } = task.places[state.place]!;
    return decide(`${name} closed`, `open ${name}`);
  }
  const facts = isSecond ? `one more ${typeName}` : state.place === -1 ? `find ${typeName}` : `no ${typeName} here`;
  return decide(facts, `go to ${task.places[nextAfter(state.place, unseen)]!.name}`);
}

const nextAfter = (place: number, candidates: readonly number[]): number =>
  candidates.find((c) => c > place) ?? candidates[0]!;

/** The target place known to hold most wanted things; among equals the present one, then the first in the list. */
function fullestTarget(task: HouseTask, state: HouseState): number {
  const worth = (p: number): number =>
    (has(state.seen, p) ? 2 * task.wanted.filter((t) => state.at[t] === p).length : 0) + (p === state.place ? 1 : 0);
  return task.targets.reduce((best, p) => (worth(p) > worth(best) ? p : best));
}
