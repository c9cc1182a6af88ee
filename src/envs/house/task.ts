/**
 * What a MiniHouse task and the state of its room are made of. Indices point into the task's own lists; -1 means none.
 * Data only.
 */
import { SMALL_PLACES, type PlaceKind, type RoomKind, type ThingKind, type Treatment } from './affordances.ts';

/**
 * pick: put one there. clean, heat, cool: treat it first. slice: cut it first. two: both in the same place. look: hold it at a
 * lit lamp.
 */
export type TaskKind = 'pick' | 'look' | Treatment | 'slice' | 'two';

export interface Place {
  readonly kind: PlaceKind;
  /** "drawer 2". */
  readonly name: string;
  /** Index of the task's room it is in. */
  readonly room: number;
}

export interface Thing {
  /** Null for the lamp, which cannot be taken. */
  readonly kind: ThingKind | null;
  readonly name: string;
  readonly startsAt: number;
}

export interface HouseTask {
  readonly kind: TaskKind;
  /** One or two; the agent starts in the first. Places are listed room by room. */
  readonly rooms: readonly RoomKind[];
  /** Type names: "apple"; and of the place it has to go ("" for look). */
  readonly thing: string;
  readonly target: string;
  readonly places: readonly Place[];
  readonly things: readonly Thing[];

  // Derived from the above once, because every turn needs them.
  /** Things of the wanted type. */
  readonly wanted: readonly number[];
  /** Places of the target type. */
  readonly targets: readonly number[];
  /** Places where the treatment can be done; empty when none is needed. */
  readonly appliances: readonly number[];
  /** Index of the lamp, or -1. */
  readonly lamp: number;
  readonly knives: readonly number[];
}

/** Sets are bit masks over the task's lists. */
export interface HouseState {
  /** The room the agent is in; -1 as place means the middle of it. */
  readonly room: number;
  readonly place: number;
  readonly hand: number;
  /** Place of each thing; -1 while in hand. */
  readonly at: readonly number[];
  readonly open: number;
  readonly clean: number;
  readonly hot: number;
  readonly cool: number;
  readonly sliced: number;
  readonly lit: boolean;
  /** Places whose contents the agent has seen. Only the agent moves things, so what was seen stays known. */
  readonly seen: number;
}

export const has = (set: number, index: number): boolean => ((set >>> index) & 1) === 1;
export const add = (set: number, index: number): number => set | (1 << index);
export const remove = (set: number, index: number): number => set & ~(1 << index);

/** Nothing closed is in the way of the contents. */
export const isOpen = (task: HouseTask, state: HouseState, place: number): boolean =>
  !task.places[place]!.kind.openable || has(state.open, place);

/** Two rooms, where small places fill up and knives cut; a single room knows neither. */
export const isWholeHouse = ({ rooms }: HouseTask): boolean => rooms.length > 1;

/** So many things fit at a small place. */
const SMALL_HOLDS = 2;

/** Things at a place that count against its limit: all but the lamp. */
const countAt = (task: HouseTask, state: HouseState, place: number): number =>
  state.at.reduce((sum, p, i) => sum + Number(p === place && i !== task.lamp), 0);

/** How many more things fit; Infinity where there is no limit. */
export const spaceAt = (task: HouseTask, state: HouseState, place: number): number =>
  isWholeHouse(task) && SMALL_PLACES.has(task.places[place]!.kind.name)
    ? SMALL_HOLDS - countAt(task, state, place)
    : Infinity;

/** Treated as the task wants; true when no treatment is asked for. */
export function isTreated({ kind }: HouseTask, state: HouseState, thing: number): boolean {
  switch (kind) {
    case 'clean':
      return has(state.clean, thing);
    case 'heat':
      return has(state.hot, thing);
    case 'cool':
      return has(state.cool, thing);
    case 'slice':
      return has(state.sliced, thing);
    case 'pick':
    case 'look':
    case 'two':
      return true;
    default:
      return kind satisfies never;
  }
}

export const accepts = (task: HouseTask, thing: number, place: number): boolean =>
  task.things[thing]!.kind?.accepts.includes(task.places[place]!.kind.name) ?? false;
