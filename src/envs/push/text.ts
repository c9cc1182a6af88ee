/** Everything GridPush says, and the words its cells are written in. Reads a state, never changes it. */
import type { Reading } from '../game.ts';
import type { PushState, PushTask, Room, Sight, Symbols } from './task.ts';

export const PLAIN: Symbols = {
  wall: '#',
  floor: '.',
  target: 'goal',
  box: 'box',
  placed: 'done',
  me: 'me',
  meOnTarget: 'here',
};
export const SECOND: Symbols = {
  wall: '%',
  floor: '_',
  target: 'spot',
  box: 'crate',
  placed: 'set',
  me: 'you',
  meOnTarget: 'there',
};

/** Walls, floor, goods and player each from either set, but not all from one: bits 0 to 3 of a number from 1 to 14. */
export function mixedSymbols(draw: number): Symbols {
  const mask = 1 + (draw % 14);
  const from = (bit: number): Symbols => ((mask >> bit) & 1 ? SECOND : PLAIN);
  const { wall } = from(0);
  const { floor } = from(1);
  const { target, box, placed } = from(2);
  const { me, meOnTarget } = from(3);
  return { wall, floor, target, box, placed, me, meOnTarget };
}

/** What every cell shows, in row-major order. */
export function sights({ walls, targets }: Room, { player, boxes }: PushState): Sight[] {
  const seen = walls.map((isWall): Sight => (isWall ? 'wall' : 'floor'));
  for (const target of targets) seen[target] = 'target';
  for (const box of boxes) seen[box] = seen[box] === 'target' ? 'placed' : 'box';
  seen[player] = seen[player] === 'target' ? 'meOnTarget' : 'me';
  return seen;
}

/** Cells joined by `between`, rows by `below`. */
function written(seen: readonly Sight[], size: number, symbols: Symbols, between: string, below: string): string {
  let text = '';
  for (let i = 0; i < seen.length; i++) {
    if (i > 0) text += i % size === 0 ? below : between;
    text += symbols[seen[i]!];
  }
  return text;
}

/** The compact text alone, which is also the key of a position. */
export const roomText = (room: Room, state: PushState, symbols: Symbols): string =>
  written(sights(room, state), room.size, symbols, ' ', ' / ');

const SENTENCE: Symbols = {
  wall: 'wall',
  floor: 'floor',
  target: 'goal',
  box: 'box',
  placed: 'box on its goal',
  me: 'you',
  meOnTarget: 'you on a goal',
};

export function roomReading({ room, symbols }: PushTask, state: PushState): Reading {
  const seen = sights(room, state);
  return {
    text: written(seen, room.size, symbols, ' ', ' / '),
    full: `The room, row by row: ${written(seen, room.size, SENTENCE, ', ', '; ')}.`,
  };
}

export function goalReading({ room: { targets } }: PushTask): Reading {
  return targets.length === 1
    ? { text: 'push box to goal', full: 'Push the box onto its goal. Boxes can be pushed, never pulled.' }
    : { text: 'push two box to goal', full: 'Push both boxes onto the goals. Boxes can be pushed, never pulled.' };
}

export function refusalReading(task: PushTask, state: PushState): Reading {
  const { text, full } = roomReading(task, state);
  return { text: `nothing happens : ${text}`, full: `Nothing happens. ${full}` };
}
