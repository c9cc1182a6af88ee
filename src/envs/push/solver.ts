/**
 * Solves a room once and for all: breadth-first search backwards from every solved position, by pulling boxes, gives the
 * fewest moves from every position. What the search does not reach cannot be solved (a box in a corner). Rooms are small:
 * at most a few thousand positions.
 */
import { beside, DIRECTIONS, type PushState, type PushTask, type Room } from './task.ts';

export const UNSOLVABLE = 255;

/** A number for every position of player and boxes; boxes ascending. */
export function numberOf({ size }: Room, { player, boxes }: PushState): number {
  let number = player;
  for (const box of boxes) number = number * size * size + box;
  return number;
}

/** The position with this number. */
export function positionOf({ size, targets }: Room, number: number): PushState {
  const boxes: number[] = [];
  let rest = number;
  for (let i = 0; i < targets.length; i++) {
    boxes.unshift(rest % (size * size));
    rest = Math.floor(rest / (size * size));
  }
  return { player: rest, boxes };
}

export interface Solution {
  /** Fewest moves by position number. */
  readonly moves: Uint8Array;
  /** Numbers of all positions that can be solved, nearest first. */
  readonly solvable: readonly number[];
}

export function solveRoom(room: Room): Solution {
  const { size, walls, targets } = room;
  const moves = new Uint8Array((size * size) ** (1 + targets.length)).fill(UNSOLVABLE);
  const solvable: number[] = [];
  const reach = (position: PushState, distance: number): void => {
    const number = numberOf(room, position);
    if (moves[number] !== UNSOLVABLE) return;
    moves[number] = distance;
    solvable.push(number);
  };
  walls.forEach((isWall, player) => {
    if (!isWall && !targets.includes(player)) reach({ player, boxes: targets }, 0);
  });
  // The list grows while it is read: that is the queue.
  for (const number of solvable) {
    const { player, boxes } = positionOf(room, number);
    const distance = moves[number]! + 1;
    for (const direction of DIRECTIONS) {
      const ahead = beside(size, player, direction);
      const behind = 2 * player - ahead;
      if (walls[behind] || boxes.includes(behind)) continue;
      reach({ player: behind, boxes }, distance);
      if (boxes.includes(ahead)) reach({ player: behind, boxes: moved(boxes, ahead, player) }, distance);
    }
  }
  return { moves, solvable };
}

/** UNSOLVABLE where no solution is left. */
export const movesToGo = ({ room, moves }: PushTask, state: PushState): number => moves[numberOf(room, state)]!;

/** The boxes with one of them elsewhere, ascending again. */
export const moved = (boxes: readonly number[], from: number, to: number): number[] =>
  boxes.map((b) => (b === from ? to : b)).sort((a, b) => a - b);
