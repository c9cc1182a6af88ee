/** A lake as pixels, one patch a cell. Reads a position, never changes it. */
import type { Picture } from '../../core/picture.ts';
import { Sheet } from '../picture.ts';
import { FIGURE, FLAG, HOLE } from '../shapes.ts';
import type { Cells } from './lake-grid.ts';

export function lakePicture(size: number, cells: Cells, agent: number): Picture {
  const sheet = new Sheet(size, size, 'ice');
  for (const [cell, kind] of cells.entries()) {
    const at = [cell % size, Math.floor(cell / size)] as const;
    if (kind === 'hole') sheet.stamp(...at, HOLE, { '#': 'blue', o: 'navy' });
    if (kind === 'goal') sheet.stamp(...at, FLAG, { '#': 'green', o: 'black' });
    if (cell === agent) sheet.stamp(...at, FIGURE, { '#': 'red', o: 'black' });
  }
  return sheet.picture();
}
