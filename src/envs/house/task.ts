/**
 * What a MiniHouse task and the state of its room are made of. Indices point into the task's own lists; -1 means none.
 * Data only.
 */
import type { PlaceKind, RoomKind, ThingKind, Treatment } from './affordances.ts';

/** pick: put one there. clean, heat, cool: treat it first. two: both in the same place. look: hold it at a lit lamp. */
export type TaskKind = 'pick' | 'look' | Treatment | 'two';

export interface Place {
  readonly kind: PlaceKind;
  /** "drawer 2". */
  readonly name: string;
}

export interface Thing {
  /** Null for the lamp, which cannot be taken. */
  readonly kind: ThingKind | null;
  readonly name: string;
  readonly startsAt: number;
}

export interface HouseTask {
  readonly kind: TaskKind;
  readonly room: RoomKind;
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
}

/** Sets are bit masks over the task's lists. */
export interface HouseState {
  readonly place: number;
  readonly hand: number;
  /** Place of each thing; -1 while in hand. */
  readonly at: readonly number[];
  readonly open: number;
  readonly clean: number;
  readonly hot: number;
  readonly cool: number;
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

/** Treated as the task wants; true when no treatment is asked for. */
export function isTreated({ kind }: HouseTask, state: HouseState, thing: number): boolean {
  switch (kind) {
    case 'clean':
      return has(state.clean, thing);
    case 'heat':
      return has(state.hot, thing);
    case 'cool':
      return has(state.cool, thing);
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
