/**
 * Where everything is on a screen: an 8 x 8 grid of cells, so that a 64 x 64 picture has one 8 x 8 patch per cell. Row 0 is
 * the title, rows 1 to 6 hold content in two columns of slots, row 7 the buttons. Texts, drawings and pictures all read
 * positions here, nowhere else.
 */
import { hasControls, hasField, valuesOf, valueText, type GuiState, type GuiTask, type Screen } from './task.ts';
import { TYPE_TEMPLATE } from './typing.ts';

export const GRID = 8;
export const SLOTS = 12;

export interface Box {
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

export interface Widget extends Box {
  readonly role: 'title' | 'link' | 'value' | 'stored' | 'field' | 'back' | 'home' | 'save' | 'popup' | 'close';
  readonly label: string;
  /** The action that works it; "" for what cannot be worked or is switched off or covered. */
  readonly action: string;
  /** Values and texts only: stored now; chosen instead. */
  readonly stored: boolean;
  readonly chosen: boolean;
}

const slotBox = (slot: number): Box => ({ column: 4 * (slot % 2), row: 1 + Math.floor(slot / 2), width: 4, height: 1 });
const button = (column: number): Box => ({ column, row: GRID - 1, width: 2, height: 1 });
const line = (row: number): Box => ({ column: 0, row, width: GRID, height: 1 });
export const POPUP_BOX: Box = { column: 1, row: 2, width: 6, height: 4 };
export const CLOSE_BOX: Box = { column: 3, row: 4, width: 2, height: 1 };

const PLAIN = { stored: false, chosen: false };

/** Everything on the present screen, in reading order, a pop-up last. */
export const widgetsOf = (task: GuiTask, state: GuiState): Widget[] =>
  task.byCell
    ? namedWidgets(task, state).map((w) => (w.action === '' ? w : { ...w, action: clickOn(w) }))
    : namedWidgets(task, state);

/** A click on a widget's upper left cell, which no pop-up button shares. */
const clickOn = ({ column, row }: Box): string => `click ${column} ${row}`;

export const isCellClick = (action: string): boolean => /^click [0-7] [0-7]$/.test(action);

/** What a click on a cell does, by name; "" where nothing works. */
export function nameInCell(task: GuiTask, state: GuiState, click: string): string {
  const [, column, row] = click.split(' ').map(Number) as [number, number, number];
  const covers = (w: Box): boolean =>
    column >= w.column && column < w.column + w.width && row >= w.row && row < w.row + w.height;
  return namedWidgets(task, state).find((w) => w.action !== '' && covers(w))?.action ?? '';
}

/** The click on a cell that does what this name says; "" where nothing does. */
export function cellOf(task: GuiTask, state: GuiState, name: string): string {
  const widget = namedWidgets(task, state).find((w) => w.action !== '' && w.action === name);
  return widget ? clickOn(widget) : '';
}

function namedWidgets(task: GuiTask, state: GuiState): Widget[] {
  const screen = task.screens[state.screen]!;
  const live = (action: string, isOn = true): string => (isOn && !state.covered ? action : '');
  const widgets: Widget[] = [
    { role: 'title', label: screen.label, ...line(0), action: '', ...PLAIN },
    ...screen.links.map(({ slot, label }): Widget => {
      return { role: 'link', label, ...slotBox(slot), action: live(`click ${label}`), ...PLAIN };
    }),
  ];
  if (screen.values !== null) {
    const isSettable = hasControls(task, state.screen);
    valuesOf(screen).forEach((label, i) => {
      const [stored, chosen] = [i === screen.stored, i === state.draft];
      if (isSettable || stored)
        widgets.push({
          role: 'value',
          label,
          ...slotBox(2 * i),
          action: live(`choose ${label}`, isSettable),
          stored,
          chosen,
        });
    });
    if (hasField(screen)) widgets.push(...fieldOf(screen, state, live(TYPE_TEMPLATE)));
    if (isSettable)
      widgets.push({ role: 'save', label: 'save', ...button(6), action: live('save', state.draft !== -1), ...PLAIN });
  }
  if (state.screen !== 0)
    widgets.push(
      { role: 'back', label: 'back', ...button(0), action: live('back'), ...PLAIN },
      { role: 'home', label: 'home', ...button(3), action: live('home'), ...PLAIN },
    );
  if (state.covered)
    widgets.push(
      { role: 'popup', label: 'popup', ...POPUP_BOX, action: '', ...PLAIN },
      { role: 'close', label: 'close', ...CLOSE_BOX, action: 'close popup', ...PLAIN },
    );
  return widgets;
}

/** The text that is stored, and below it the field for another. */
const fieldOf = (screen: Screen, { draft }: GuiState, action: string): Widget[] => [
  { role: 'stored', label: valueText(screen, screen.stored), ...line(1), action: '', stored: true, chosen: false },
  { role: 'field', label: valueText(screen, draft), ...line(3), action, stored: false, chosen: draft !== -1 },
];
