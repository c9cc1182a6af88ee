/**
 * The rules of MiniHouse: what may be done, what it changes, when the task is solved. Words come from text.ts. Rules follow the original household games in shape (docs/ENVIRONMENTS.md lists the differences).
 */
import type { Move, Outcome, Reading } from '../game.ts';
import { KNIFE, SLICEABLE, TREATMENTS, type Treatment } from './affordances.ts';
import {
  accepts,
  add,
  has,
  isOpen,
  isTreated,
  isWholeHouse,
  remove,
  spaceAt,
  type HouseState,
  type HouseTask,
} from './task.ts';
import * as say from './text.ts';

export interface HouseMove extends Move {
  readonly verb:
    | 'go'
    | 'enter'
    | 'open'
    | 'close'
    | 'take'
    | 'move'
    | Treatment
    | 'slice'
    | 'use'
    | 'examine'
    | 'look'
    | 'inventory';
  /** Index of the thing or the place acted on, where the verb has one; `enter` has the room's as its place. */
  readonly thing: number;
  readonly place: number;
}

export function startHouse(task: HouseTask): HouseState {
  const at = task.things.map((t) => t.startsAt);
  return { room: 0, place: -1, hand: -1, at, open: 0, clean: 0, hot: 0, cool: 0, sliced: 0, lit: false, seen: 0 };
}

/** Every admissible action: go, open or close, take, move, treat, slice, use, examine, look, inventory. */
export function houseMoves(task: HouseTask, state: HouseState): HouseMove[] {
  const moves: HouseMove[] = [];
  const push = (verb: HouseMove['verb'], text: string, thing = -1, place = -1): void => {
    moves.push({ verb, text, thing, place });
  };
  const { place, hand } = state;
  task.places.forEach((p, i) => {
    if (p.room === state.room && i !== place) push('go', `go to ${p.name}`, -1, i);
  });
  task.rooms.forEach((room, i) => {
    if (i !== state.room) push('enter', `go to ${room}`, -1, i);
  });
  if (place !== -1) {
    const here = task.places[place]!;
    const isVisible = isOpen(task, state, place);
    if (here.kind.openable)
      push(isVisible ? 'close' : 'open', `${isVisible ? 'close' : 'open'} ${here.name}`, -1, place);
    if (hand === -1 && isVisible)
      task.things.forEach((t, i) => {
        if (state.at[i] === place && t.kind !== null) push('take', `take ${t.name} from ${here.name}`, i, place);
      });
    if (hand !== -1) {
      const held = task.things[hand]!;
      if (isVisible && accepts(task, hand, place) && spaceAt(task, state, place) > 0)
        push('move', `move ${held.name} to ${here.name}`, hand, place);
      for (const treatment of held.kind!.treatments)
        if (TREATMENTS[treatment].at === here.kind.name && !has(state[TREATMENTS[treatment].result], hand))
          push(treatment, `${treatment} ${held.name} with ${here.name}`, hand, place);
      if (isVisible && isWholeHouse(task) && held.kind!.name === KNIFE)
        task.things.forEach((t, i) => {
          if (state.at[i] === place && isSliceable(task, state, i))
            push('slice', `slice ${t.name} with ${held.name}`, i, place);
        });
    }
    if (task.lamp !== -1 && state.at[task.lamp] === place)
      push('use', `use ${task.things[task.lamp]!.name}`, task.lamp, place);
  }
  if (hand !== -1) push('examine', `examine ${task.things[hand]!.name}`, hand);
  push('look', 'look');
  push('inventory', 'inventory');
  return moves;
}

const isSliceable = (task: HouseTask, state: HouseState, thing: number): boolean =>
  SLICEABLE.has(task.things[thing]!.kind?.name ?? '') && !has(state.sliced, thing);

/** Same state object back <=> nothing changed (look, inventory, examine). */
export function actInHouse(
  task: HouseTask,
  state: HouseState,
  move: HouseMove,
): { state: HouseState; reading: Reading } {
  const { verb, thing, place } = move;
  switch (verb) {
    case 'go': {
      const next = witness(task, { ...state, place });
      return { state: next, reading: say.hereReading(task, next) };
    }
    case 'enter': {
      const next = { ...state, room: place, place: -1 };
      return { state: next, reading: say.hereReading(task, next) };
    }
    case 'open': {
      const next = witness(task, { ...state, open: add(state.open, place) });
      return { state: next, reading: say.hereReading(task, next) };
    }
    case 'close':
      return {
        state: { ...state, open: remove(state.open, place) },
        reading: say.closedReading(task.places[place]!.name),
      };
    case 'take':
      return {
        state: { ...state, hand: thing, at: state.at.with(thing, -1) },
        reading: say.takenReading(task.things[thing]!.name, task.places[place]!.name),
      };
    case 'move':
      return {
        state: { ...state, hand: -1, at: state.at.with(thing, place) },
        reading: say.movedReading(task, task.things[thing]!.name, place),
      };
    case 'clean':
    case 'heat':
    case 'cool':
      return {
        state: treat(state, verb, thing),
        reading: say.treatedReading(task.things[thing]!.name, verb, TREATMENTS[verb].result, task.places[place]!.name),
      };
    case 'slice':
      return {
        state: { ...state, sliced: add(state.sliced, thing) },
        reading: say.slicedReading(task.things[thing]!.name, task.things[state.hand]!.name),
      };
    case 'use':
      return {
        state: { ...state, lit: !state.lit },
        reading: say.lampReading(task.things[thing]!.name, !state.lit),
      };
    case 'examine':
      return { state, reading: say.thingReading(task, state, thing) };
    case 'look':
      return { state, reading: say.hereReading(task, state) };
    case 'inventory':
      return { state, reading: say.handReading(task, state) };
    default:
      return verb satisfies never;
  }
}

/** Remembers the contents of the place the agent stands at, when they can be seen. */
function witness(task: HouseTask, state: HouseState): HouseState {
  return isOpen(task, state, state.place) ? { ...state, seen: add(state.seen, state.place) } : state;
}

/** Heating takes the cold away and the other way round; clean stays clean. */
function treat(state: HouseState, treatment: Treatment, thing: number): HouseState {
  switch (treatment) {
    case 'clean':
      return { ...state, clean: add(state.clean, thing) };
    case 'heat':
      return { ...state, hot: add(state.hot, thing), cool: remove(state.cool, thing) };
    case 'cool':
      return { ...state, cool: add(state.cool, thing), hot: remove(state.hot, thing) };
    default:
      return treatment satisfies never;
  }
}

/** Score: the larger share of the goal's conditions that one thing (or, for two, one place) meets. */
export function houseOutcome(task: HouseTask, state: HouseState): Outcome {
  const score = houseScore(task, state);
  return { won: score === 1, dead: false, score };
}

function houseScore(task: HouseTask, state: HouseState): number {
  const isAtTarget = (thing: number): boolean => task.targets.includes(state.at[thing]!);
  switch (task.kind) {
    case 'pick':
      return task.wanted.some(isAtTarget) ? 1 : 0;
    case 'two':
      return Math.max(...task.targets.map((r) => Math.min(2, task.wanted.filter((t) => state.at[t] === r).length) / 2));
    case 'look': {
      const isHeld = task.wanted.includes(state.hand);
      const isAtLight = state.lit && state.place === state.at[task.lamp];
      return (Number(isHeld) + Number(isAtLight)) / 2;
    }
    case 'clean':
    case 'heat':
    case 'cool':
    case 'slice':
      return Math.max(...task.wanted.map((t) => (Number(isTreated(task, state, t)) + Number(isAtTarget(t))) / 2));
    default:
      return task.kind satisfies never;
  }
}
