/**
 * The present screen of GUINav as 64 x 64 pixels: the layout's 8 x 8 cells, one patch each, with labels in small letters, two to a
 * patch. A label that is too long for its widget is cut; of a text, each word has two patches. Reads a state, never changes it.
 */
import { PATCH_SIDE, type Picture } from '../../core/picture.ts';
import { Sheet, type Colour } from '../picture.ts';
import { CROSS } from '../shapes.ts';
import { GRID, widgetsOf, type Widget } from './layout.ts';
import type { GuiState, GuiTask } from './task.ts';

interface Look {
  readonly ground: Colour;
  readonly ink: Colour;
}

const LOOKS: Readonly<Record<Widget['role'], Look>> = {
  title: { ground: 'navy', ink: 'white' },
  link: { ground: 'white', ink: 'blue' },
  value: { ground: 'pale', ink: 'black' },
  stored: { ground: 'tan', ink: 'black' },
  field: { ground: 'pale', ink: 'black' },
  back: { ground: 'grey', ink: 'white' },
  home: { ground: 'grey', ink: 'white' },
  save: { ground: 'grey', ink: 'white' },
  popup: { ground: 'yellow', ink: 'black' },
  close: { ground: 'red', ink: 'white' },
};

/** Stored values are tan, a chosen one orange; a button that can be pressed to save is green. */
function lookOf({ role, action, stored, chosen }: Widget): Look {
  if (chosen) return { ground: 'orange', ink: 'black' };
  if (stored) return { ground: 'tan', ink: 'black' };
  if (role === 'save' && action !== '') return { ground: 'green', ink: 'white' };
  return LOOKS[role];
}

export function guiPicture(task: GuiTask, state: GuiState): Picture {
  const sheet = new Sheet(GRID, GRID, 'slate');
  for (const widget of widgetsOf(task, state)) {
    const { role, label, column, row, width, height } = widget;
    // As in words, a pop-up leaves nothing of the page to be seen.
    if (state.covered && role !== 'popup' && role !== 'close') continue;
    const { ground, ink } = lookOf(widget);
    const [x, y] = [column * PATCH_SIDE, row * PATCH_SIDE];
    // A line below each widget and one beside it keep it apart from the next.
    sheet.fill(x, y, width * PATCH_SIDE - 1, height * PATCH_SIDE - 1, ground);
    if (role === 'close') sheet.stamp(column, row, CROSS, { '#': ink });
    else if (role === 'stored' || role === 'field') writeText(sheet, x, y + 1, label, ink);
    else sheet.write(x, y + 1, width * PATCH_SIDE, label, ink);
  }
  return sheet.picture();
}

/** Four letters of each word, in places of their own: texts of four words fit, and no two of them look alike. */
function writeText(sheet: Sheet, x: number, y: number, text: string, ink: Colour): void {
  for (const [i, word] of text.split(' ').entries()) sheet.write(x + 2 * i * PATCH_SIDE, y, 2 * PATCH_SIDE, word, ink);
}
