/** The rules of GridPush: walking, pushing, what a turn is paid, the expert, a state's bytes. Words come from text.ts. */
import type { OracleMove } from '../env.ts';
import type { Move, Outcome, Reading } from '../game.ts';
import { moved, movesToGo, UNSOLVABLE } from './solver.ts';
import { beside, boxesHome, DIRECTIONS, type Direction, type PushState, type PushTask } from './task.ts';
import { roomReading } from './text.ts';

export type PushMove = Move & Direction;

/** Each direction is always admissible; against a wall or a stuck box it changes nothing. */
export const pushMoves = (): readonly PushMove[] => DIRECTIONS;

export function afterMove({ room }: PushTask, state: PushState, direction: Direction): PushState {
  const { size, walls } = room;
  const { player, boxes } = state;
  const ahead = beside(size, player, direction);
  if (walls[ahead]) return state;
  if (!boxes.includes(ahead)) return { player: ahead, boxes };
  const beyond = beside(size, ahead, direction);
  if (walls[beyond] || boxes.includes(beyond)) return state;
  return { player: ahead, boxes: moved(boxes, ahead, beyond) };
}

export function actInRoom(task: PushTask, state: PushState, move: PushMove): { state: PushState; reading: Reading } {
  const next = afterMove(task, state, move);
  return { state: next, reading: roomReading(task, next) };
}

/** Never dead: as in the original, who pushes a box into a corner plays on until the turns run out. */
export function pushOutcome({ room }: PushTask, state: PushState): Outcome {
  const home = boxesHome(room, state);
  return { won: home === state.boxes.length, dead: false, score: home / state.boxes.length };
}

const TURN_COST = 0.1;
const BOX_HOME = 1;

/** The original's: -0.1 a turn, +1 a box that comes home, -1 one that leaves it, +10 at the end. */
export function pushReward(task: PushTask, before: PushState, after: PushState, success: number): number {
  const gained = boxesHome(task.room, after) - boxesHome(task.room, before);
  return (pushOutcome(task, after).won ? success : 0) + BOX_HOME * gained - TURN_COST;
}

/** Null where the position cannot be solved any more. */
export function pushDistance(task: PushTask, state: PushState): number | null {
  const moves = movesToGo(task, state);
  return moves === UNSOLVABLE ? null : moves;
}

/** Thinks the next three moves of a shortest solution; among equals the first direction in the list. */
export function pushOracle(task: PushTask, state: PushState): OracleMove | null {
  if (movesToGo(task, state) === UNSOLVABLE) return null;
  const path: string[] = [];
  for (let at = state; path.length < 3 && movesToGo(task, at) > 0;) {
    const from = at;
    const direction = DIRECTIONS.find((d) => movesToGo(task, afterMove(task, from, d)) === movesToGo(task, from) - 1)!;
    path.push(direction.text);
    at = afterMove(task, from, direction);
  }
  return { think: `path ${path.join(' ')} ; ${path[0]!}`, action: path[0]! };
}

export const packPush = (_task: PushTask, { player, boxes }: PushState): Uint8Array => Uint8Array.of(player, ...boxes);

export function unpackPush({ room: { walls, targets } }: PushTask, bytes: Uint8Array): PushState | null {
  const [player, ...boxes] = bytes;
  if (player === undefined || boxes.length !== targets.length) return null;
  const isFree = (cell: number): boolean => walls[cell] === false;
  const isSound = isFree(player) && boxes.every((b, i) => isFree(b) && b !== player && (i === 0 || boxes[i - 1]! < b));
  return isSound ? { player, boxes } : null;
}
