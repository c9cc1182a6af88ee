/**
 * The rules of GUINav: what can be clicked, where it leads, when the session is over; and a state's bytes. Words come from
 * text.ts, positions from layout.ts.
 */
import type { Rng } from '../../core/rng.ts';
import type { Move, Outcome, Reading } from '../game.ts';
import { GRID, isCellClick, nameInCell } from './layout.ts';
import { hasControls, hasField, setsSomething, valuesOf, valueText, type GuiState, type GuiTask } from './task.ts';
import { screenReading } from './text.ts';
import { drawText, TEXT_KINDS, textNumber, TYPE_TEMPLATE } from './typing.ts';

export type GuiMove = Move &
  (
    | { readonly kind: 'open'; readonly to: number }
    | { readonly kind: 'choose'; readonly value: number }
    | { readonly kind: 'advert' | 'save' | 'close' | 'miss' }
  );

const CLOSE: GuiMove = { kind: 'close', text: 'close popup' };
const SAVE: GuiMove = { kind: 'save', text: 'save' };
const TYPE: GuiMove = { kind: 'miss', text: TYPE_TEMPLATE, template: true };
const HOME: GuiMove = { kind: 'open', to: 0, text: 'home' };

export const startGui = (): GuiState => ({
  screen: 0,
  draft: -1,
  covered: false,
  shown: 0,
  saved: false,
  visited: 1,
});

/** How the list of actions shows clicks on cells. */
export const CELL_TEMPLATE = 'click number number';
const CLICK: GuiMove = { kind: 'miss', text: CELL_TEMPLATE, template: true };

/** What the agent can do: by name, or where clicks name cells, one template for all of them. */
export const guiMoves = (task: GuiTask, state: GuiState): GuiMove[] =>
  task.byCell ? [CLICK] : namedMoves(task, state);

/** The move that an action means now: by name, or by what lies in the cell. A click on a cell without anything that works is a
 * miss; null for what is no action here. */
export function moveOf(task: GuiTask, state: GuiState, action: string): GuiMove | null {
  if (!task.byCell) {
    const moves = namedMoves(task, state);
    return moves.find((m) => m.text === action && !m.template) ?? (moves.includes(TYPE) ? readTyped(action) : null);
  }
  if (!isCellClick(action)) return null;
  const name = nameInCell(task, state, action);
  const named = namedMoves(task, state).find((m) => m.text === name);
  return named ? { ...named, text: action } : { kind: 'miss', text: action };
}

/** "type" and a text of the closed set, letter for letter. */
function readTyped(action: string): GuiMove | null {
  const value = action.startsWith('type ') ? textNumber(action.slice('type '.length)) : null;
  return value === null ? null : { kind: 'choose', value, text: action };
}

/** Puts a drawn cell or text in place of a template: of texts, where one is wanted, that one every second time. */
export function fillInTemplate({ goal, screens }: GuiTask, action: string, rng: Rng): string {
  if (action === CELL_TEMPLATE) return `click ${rng.below(GRID)} ${rng.below(GRID)}`;
  if (action !== TYPE_TEMPLATE) return action;
  const screen = screens[goal.screen]!;
  const isWanted = hasField(screen) && rng.chance(0.5);
  return `type ${isWanted ? valueText(screen, goal.value) : drawText(rng.pick(TEXT_KINDS), rng)}`;
}

/** Links or values in reading order, then the buttons. Under a pop-up there is nothing but closing it. */
function namedMoves(task: GuiTask, state: GuiState): GuiMove[] {
  if (state.covered) return [CLOSE];
  const screen = task.screens[state.screen]!;
  const moves = screen.links.map(({ label, to }): GuiMove => {
    const text = `click ${label}`;
    return to === -1 ? { kind: 'advert', text } : { kind: 'open', to, text };
  });
  if (hasControls(task, state.screen)) {
    valuesOf(screen).forEach((label, value) => moves.push({ kind: 'choose', value, text: `choose ${label}` }));
    if (hasField(screen)) moves.push(TYPE);
    if (state.draft !== -1) moves.push(SAVE);
  }
  if (state.screen !== 0) moves.push({ kind: 'open', to: screen.parent, text: 'back' }, HOME);
  return moves;
}

/** Same state object back <=> nothing changed (a value that was chosen already). */
export function actInGui(task: GuiTask, state: GuiState, move: GuiMove): { state: GuiState; reading: Reading } {
  const next = afterMove(task, state, move);
  return { state: next, reading: screenReading(task, next) };
}

/** The state a move leads to, without the words. */
export function afterMove(task: GuiTask, state: GuiState, move: GuiMove): GuiState {
  switch (move.kind) {
    case 'open':
      return arrive(task, state, move.to);
    case 'advert':
      return { ...state, covered: true };
    case 'close':
      return { ...state, covered: false };
    case 'choose': {
      // Choosing what is stored takes the choice back.
      const draft = move.value === task.screens[state.screen]!.stored ? -1 : move.value;
      return draft === state.draft ? state : { ...state, draft };
    }
    case 'save':
      return { ...state, saved: true };
    case 'miss':
      return state;
    default:
      return move satisfies never;
  }
}

/** Leaving a page forgets what was chosen there. A first visit may be greeted by a pop-up. */
function arrive(task: GuiTask, state: GuiState, screen: number): GuiState {
  const greeting = task.popups.indexOf(screen);
  const covered = greeting !== -1 && ((state.shown >>> greeting) & 1) === 0;
  return {
    ...state,
    screen,
    draft: -1,
    covered,
    shown: covered ? state.shown | (1 << greeting) : state.shown,
    visited: task.screens[screen]!.values === null ? state.visited | (1 << screen) : state.visited,
  };
}

/** Saving ends the session, rightly or wrongly; where a page is to be opened, being there does. */
export function guiOutcome({ goal }: GuiTask, { screen, draft, saved }: GuiState): Outcome {
  const isThere = screen === goal.screen;
  const won = goal.value === -1 ? isThere : saved && isThere && draft === goal.value;
  return { won, dead: saved && !won, score: Number(won) };
}

/** screen, draft + 1 (its lowest byte), covered, shown, saved; where something is set, the higher two bytes of draft + 1; then
 * the belief: visited u32. */
export const BELIEF_BYTES = 4;
const worldBytes = (task: GuiTask): number => (setsSomething(task) ? 7 : 5);

export function packGui(task: GuiTask, state: GuiState): Uint8Array {
  const { screen, draft, covered, shown, saved, visited } = state;
  const world = worldBytes(task);
  const bytes = new Uint8Array(world + BELIEF_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([screen, (draft + 1) & 255, Number(covered), shown, Number(saved)]);
  if (setsSomething(task)) view.setUint16(5, (draft + 1) >>> 8, true);
  view.setUint32(world, visited, true);
  return bytes;
}

export function unpackGui(task: GuiTask, bytes: Uint8Array): GuiState | null {
  const world = worldBytes(task);
  if (bytes.length !== world + BELIEF_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const visited = view.getUint32(world, true);
  const [number, low, covered, shown, saved] = bytes as Uint8Array & [number, number, number, number, number];
  const draft = low + (setsSomething(task) ? view.getUint16(5, true) << 8 : 0) - 1;
  const screen = task.screens[number];
  if (screen === undefined || covered > 1 || saved > 1 || shown >>> task.popups.length !== 0) return null;
  const state: GuiState = {
    screen: number,
    draft,
    covered: covered === 1,
    shown,
    saved: saved === 1,
    visited,
  };
  const pages = task.screens.filter((s) => s.values === null).length;
  const isKnown = screen.values !== null || ((visited >>> number) & 1) === 1;
  const canBeChosen =
    draft === -1 || (hasControls(task, number) && valueText(screen, draft) !== '' && draft !== screen.stored);
  const isSound = visited % 2 === 1 && visited >>> pages === 0 && isKnown && canBeChosen;
  return isSound && !(state.saved && draft === -1) ? state : null;
}
