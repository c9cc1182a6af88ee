/**
 * Draws GridPush tasks: a random walk carves the room, targets are placed, the solver says how far every position is, and one
 * inside the level's band becomes the start. The symbols a room is written in follow from its layout, so the same layout can
 * never be in two splits under two disguises.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { positionOf, solveRoom } from './solver.ts';
import { beside, DIRECTIONS, LEVELS, type PushState, type PushTask, type Room, type Symbols } from './task.ts';
import { mixedSymbols, PLAIN, roomText, SECOND } from './text.ts';

/** Share of layouts written in mixed symbols (the `ood` split) and in the second set, in percent. */
const MIXED = 15;
const SECOND_SET = 15;

export function drawPush(level: number, rng: Rng): PushTask | null {
  const { size, boxes, band, open, allowsStraight } = LEVELS[level]!;
  const walls = carve(size, open[0] + rng.below(open[1] - open[0] + 1), rng);
  const floor = walls.flatMap((isWall, cell) => (isWall ? [] : [cell]));
  const targets = rng
    .shuffled(floor)
    .slice(0, boxes)
    .sort((a, b) => a - b);
  const room: Room = { size, walls, targets };
  const { moves, solvable } = solveRoom(room);
  // The length first: there are more far positions than near ones.
  const length = band[0] + rng.below(band[1] - band[0] + 1);
  const starts = solvable.filter((n) => moves[n] === length && isUnplaced(room, positionOf(room, n)));
  if (starts.length === 0) return null;
  const start = positionOf(room, rng.pick(starts));
  if (!allowsStraight && isStraight(room, start)) return null;
  return { room, start, moves, symbols: symbolsOf(layoutKey(room, start)) };
}

/** No box starts at home, so every one of them has to be pushed. */
const isUnplaced = ({ targets }: Room, { boxes }: PushState): boolean => boxes.every((b) => !targets.includes(b));

/** A walk inside the outer wall that turns now and then, until `count` cells are open: they are all connected. */
function carve(size: number, count: number, rng: Rng): boolean[] {
  const walls = Array.from({ length: size * size }, () => true);
  const isInside = (cell: number): boolean =>
    cell >= size && cell < size * (size - 1) && cell % size > 0 && cell % size < size - 1;
  let cell = (1 + rng.below(size - 2)) * size + 1 + rng.below(size - 2);
  let direction = rng.pick(DIRECTIONS);
  walls[cell] = false;
  for (let left = count - 1; left > 0;) {
    if (rng.chance(0.35)) direction = rng.pick(DIRECTIONS);
    const next = beside(size, cell, direction);
    if (!isInside(next)) {
      direction = rng.pick(DIRECTIONS);
      continue;
    }
    cell = next;
    if (walls[cell]) left--;
    walls[cell] = false;
  }
  return walls;
}

/** One box only: whether pushes in a single direction, after a walk around it, bring it home. */
export function isStraight({ size, walls, targets }: Room, { player, boxes: [box] }: PushState): boolean {
  const reachable = new Set([player]);
  for (const cell of reachable)
    for (const direction of DIRECTIONS) {
      const next = beside(size, cell, direction);
      if (!walls[next] && next !== box) reachable.add(next);
    }
  return DIRECTIONS.some((direction) => {
    let cell = box!;
    while (!walls[cell] && cell !== targets[0]) cell = beside(size, cell, direction);
    return cell === targets[0] && reachable.has(2 * box! - beside(size, box!, direction));
  });
}

/** The layout in plain symbols, whatever symbols it is shown in. */
const layoutKey = (room: Room, start: PushState): string => roomText(room, start, PLAIN);

export const pushKey = ({ room, start }: PushTask): string => layoutKey(room, start);

function symbolsOf(layout: string): Symbols {
  const share = hashText(`symbols ${layout}`) % 100;
  if (share < MIXED) return mixedSymbols(hashText(`mix ${layout}`));
  return share < MIXED + SECOND_SET ? SECOND : PLAIN;
}

/** Rooms in mixed symbols: every word is known from training, never together. */
export const isShifted = ({ symbols }: PushTask): boolean => symbols !== PLAIN && symbols !== SECOND;
