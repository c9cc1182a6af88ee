/**
 * What a drawing of a MiniHouse room needs, as plain JSON. Types and the one function that fills them; no drawing here.
 * Shows hidden things too, each flagged: a page may draw them faintly, an agent never sees this.
 */
import { LAMP, type RoomKind } from './affordances.ts';
import { has, isOpen, isWholeHouse, spaceAt, type HouseState, type HouseTask } from './task.ts';

export interface SceneThing {
  /** "apple 1". */
  readonly name: string;
  /** "apple". */
  readonly type: string;
  readonly clean: boolean;
  readonly temperature: 'plain' | 'hot' | 'cool';
  /** Only in a whole house. */
  readonly sliced?: boolean;
  /** Only lamps: whether it is switched on. */
  readonly lit: boolean;
  readonly isLamp: boolean;
  /** Of the type the task asks for. */
  readonly wanted: boolean;
  /** The agent sees it now: it is in hand, or lies here and nothing is closed over it. */
  readonly visible: boolean;
  /** The agent has seen where it is (now or earlier in the episode). */
  readonly known: boolean;
}

export interface ScenePlace {
  /** "drawer 2". */
  readonly name: string;
  /** "drawer". */
  readonly type: string;
  readonly openable: boolean;
  /** True for places that cannot be closed. */
  readonly open: boolean;
  /** The agent stands here. */
  readonly here: boolean;
  /** Of the type the task wants something moved to. */
  readonly target: boolean;
  /** The agent has seen inside at least once. */
  readonly known: boolean;
  /** Only in a whole house: the room it is in, and whether nothing more fits. */
  readonly room?: RoomKind;
  readonly full?: boolean;
  /** All contents, hidden ones included and flagged. */
  readonly things: readonly SceneThing[];
}

export interface HouseScene {
  readonly kind: 'house';
  /** The room the agent is in. */
  readonly room: RoomKind;
  /** In listing order, room by room. */
  readonly places: readonly ScenePlace[];
  /** Name of the place the agent stands at; null = middle of its room. */
  readonly agentAt: string | null;
  readonly hand: SceneThing | null;
  /** Where the lamp stands, if the room has one (it is among that place's things too). */
  readonly lamp: { readonly place: string; readonly lit: boolean; readonly known: boolean } | null;
}

export function houseScene(task: HouseTask, state: HouseState): HouseScene {
  const isHouse = isWholeHouse(task);
  const isKnown = (place: number): boolean => has(state.seen, place);
  const sceneThing = (thing: number): SceneThing => {
    const { name, kind } = task.things[thing]!;
    const place = state.at[thing]!;
    return {
      name,
      type: kind?.name ?? LAMP,
      clean: has(state.clean, thing),
      temperature: has(state.hot, thing) ? 'hot' : has(state.cool, thing) ? 'cool' : 'plain',
      ...(isHouse && { sliced: has(state.sliced, thing) }),
      isLamp: kind === null,
      lit: kind === null && state.lit,
      wanted: task.wanted.includes(thing),
      visible: place === -1 || (place === state.place && isOpen(task, state, place)),
      known: place === -1 || isKnown(place),
    };
  };
  const indices = task.things.map((_, i) => i);
  const lampPlace = task.lamp === -1 ? -1 : state.at[task.lamp]!;
  return {
    kind: 'house',
    room: task.rooms[state.room]!,
    places: task.places.map(({ name, kind, room }, p) => ({
      name,
      type: kind.name,
      openable: kind.openable,
      open: isOpen(task, state, p),
      here: p === state.place,
      target: task.targets.includes(p),
      known: isKnown(p),
      ...(isHouse && { room: task.rooms[room]!, full: spaceAt(task, state, p) <= 0 }),
      things: indices.filter((i) => state.at[i] === p).map(sceneThing),
    })),
    agentAt: state.place === -1 ? null : task.places[state.place]!.name,
    hand: state.hand === -1 ? null : sceneThing(state.hand),
    lamp: lampPlace === -1 ? null : { place: task.places[lampPlace]!.name, lit: state.lit, known: isKnown(lampPlace) },
  };
}
