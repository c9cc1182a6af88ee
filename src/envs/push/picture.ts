/**
 * A GridPush room as pixels, one patch a cell. Like its words, its colours come in two sets, and rooms of the `ood` split
 * mix them in the same way. Reads a state, never changes it.
 */
import type { Picture } from '../../core/picture.ts';
import { Sheet, type Colour } from '../picture.ts';
import { BRICKS, CRATE, FIGURE, RING } from '../shapes.ts';
import type { PushState, PushTask, Symbols } from './task.ts';
import { SECOND, sights } from './text.ts';

interface Colours {
  readonly wall: readonly [brick: Colour, mortar: Colour];
  readonly floor: Colour;
  readonly target: Colour;
  readonly box: readonly [frame: Colour, planks: Colour];
  readonly placed: readonly [frame: Colour, planks: Colour];
  readonly me: readonly [body: Colour, head: Colour];
}

const FIRST_SET: Colours = {
  wall: ['slate', 'grey'],
  floor: 'pale',
  target: 'red',
  box: ['brown', 'tan'],
  placed: ['green', 'tan'],
  me: ['blue', 'black'],
};
const SECOND_SET: Colours = {
  wall: ['purple', 'navy'],
  floor: 'white',
  target: 'teal',
  box: ['orange', 'yellow'],
  placed: ['teal', 'yellow'],
  me: ['black', 'red'],
};

/** Walls, floor, goods and player, each in the set that its word is of. */
function coloursOf({ wall, floor, box, me }: Symbols): Colours {
  const setOf = (isSecond: boolean): Colours => (isSecond ? SECOND_SET : FIRST_SET);
  const goods = setOf(box === SECOND.box);
  return {
    wall: setOf(wall === SECOND.wall).wall,
    floor: setOf(floor === SECOND.floor).floor,
    target: goods.target,
    box: goods.box,
    placed: goods.placed,
    me: setOf(me === SECOND.me).me,
  };
}

const inks = ([first, second]: readonly [Colour, Colour]): Record<string, Colour> => ({ '#': first, o: second });

export function pushPicture({ room, symbols }: PushTask, state: PushState): Picture {
  const colours = coloursOf(symbols);
  const { size } = room;
  const sheet = new Sheet(size, size, colours.floor);
  for (const [cell, sight] of sights(room, state).entries()) {
    const at = [cell % size, Math.floor(cell / size)] as const;
    if (sight === 'wall') sheet.stamp(...at, BRICKS, inks(colours.wall));
    if (sight === 'target' || sight === 'meOnTarget') sheet.stamp(...at, RING, { '#': colours.target });
    if (sight === 'box' || sight === 'placed') sheet.stamp(...at, CRATE, inks(colours[sight]));
    if (sight === 'me' || sight === 'meOnTarget') sheet.stamp(...at, FIGURE, inks(colours.me));
  }
  return sheet.picture();
}
