/**
 * A state of the house as bytes and back. Layout: place, hand, lit; the sets open, clean, hot, cool; with two rooms the room
 * and the set of sliced things; the place of each thing (0 = none, else index + 1); then the belief: places seen. A set takes
 * two bytes, or three where the task has more than sixteen places or things.
 */
import { accepts, has, isOpen, isWholeHouse, type HouseState, type HouseTask } from './task.ts';

const setBytes = ({ places, things }: HouseTask): number => (Math.max(places.length, things.length) > 16 ? 3 : 2);

/** Bytes at the end that hold what the agent has seen. */
export const beliefBytes = setBytes;

export function packHouse(task: HouseTask, state: HouseState): Uint8Array {
  const { room, place, hand, lit, open, clean, hot, cool, sliced, at, seen } = state;
  const width = setBytes(task);
  const bytesOf = (set: number): number[] => Array.from({ length: width }, (_, i) => (set >>> (8 * i)) & 255);
  return Uint8Array.from([
    place + 1,
    hand + 1,
    Number(lit),
    ...[open, clean, hot, cool].flatMap(bytesOf),
    ...(isWholeHouse(task) ? [room, ...bytesOf(sliced)] : []),
    ...at.map((p) => p + 1),
    ...bytesOf(seen),
  ]);
}

export function unpackHouse(task: HouseTask, bytes: Uint8Array): HouseState | null {
  const { length: count } = task.things;
  const { length: places } = task.places;
  const width = setBytes(task);
  const isHouse = isWholeHouse(task);
  if (bytes.length !== 3 + 5 * width + count + (isHouse ? 1 + width : 0)) return null;

  let offset = 3;
  const byte = (): number => bytes[offset++]!;
  const set = (): number => Array.from({ length: width }, byte).reduceRight((sum, b) => (sum << 8) | b, 0);
  const place = bytes[0]! - 1;
  const state: HouseState = {
    place,
    hand: bytes[1]! - 1,
    lit: bytes[2] === 1,
    open: set(),
    clean: set(),
    hot: set(),
    cool: set(),
    room: isHouse ? byte() : 0,
    sliced: isHouse ? set() : 0,
    at: Array.from({ length: count }, () => byte() - 1),
    seen: set(),
  };
  const isSound =
    bytes[2]! <= 1 &&
    place < places &&
    state.room < task.rooms.length &&
    (place === -1 || isWhereOneStands(task, state, place)) &&
    state.hand < count &&
    (state.open | state.seen) >>> places === 0 &&
    (state.clean | state.hot | state.cool | state.sliced) >>> count === 0 &&
    state.at.every((p, i) => p < places && (p === -1) === (i === state.hand) && isPossible(task, state, i));
  return isSound ? state : null;
}

/** In the room one is in; and whoever stands before something open has seen what is there. */
const isWhereOneStands = (task: HouseTask, state: HouseState, place: number): boolean =>
  task.places[place]!.room === state.room && (!isOpen(task, state, place) || has(state.seen, place));

/** Only the agent moves things, never the lamp: each is where it was, in hand, or put down at a place that was seen. */
function isPossible(task: HouseTask, { at, hand, seen }: HouseState, thing: number): boolean {
  const { kind, startsAt } = task.things[thing]!;
  if (thing === hand) return kind !== null;
  const place = at[thing]!;
  return place === startsAt || (has(seen, place) && accepts(task, thing, place));
}
