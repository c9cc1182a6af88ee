/**
 * Everything GUINav says, twice: compact words for small models and plain sentences for people and pretrained models. A
 * widget is named with the cell of its upper left corner: column, row. Reads the state, never changes it.
 */
import type { Reading } from '../game.ts';
import { refused } from '../refusal.ts';
import { widgetsOf, type Widget } from './layout.ts';
import { valuesOf, type GuiState, type GuiTask } from './task.ts';

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
const placed = ({ label, column, row }: Widget): Reading => ({
  text: `${label} ${column} ${row}`,
  full: `${label} at column ${column}, row ${row}`,
});

export function goalReading({ goal, screens }: GuiTask): Reading {
  const screen = screens[goal.screen]!;
  if (goal.value === -1) return { text: `open ${screen.name}`, full: `Open the page "${screen.name}".` };
  const value = valuesOf(screen)[goal.value]!;
  return {
    text: `set ${screen.name} to ${value}`,
    full: `Set "${screen.name}" to "${value}" and save it.`,
  };
}

/** The present screen. Buttons at fixed places are left to the admissible actions. */
export function screenReading(task: GuiTask, state: GuiState): Reading {
  const widgets = widgetsOf(task, state);
  const { label } = task.screens[state.screen]!;
  const close = widgets.find((w) => w.role === 'close');
  if (close !== undefined) {
    const { text, full } = placed(close);
    return { text: `popup : ${text}`, full: `A pop-up covers the page. It has one button: ${full}.`, brief: 'popup' };
  }
  const shown = widgets.filter((w) => w.role === 'link' || w.role === 'value');
  const words = shown.map(placed);
  const notes = shown.flatMap((w) => [
    ...(w.stored ? [{ text: `now ${w.label}`, full: `Stored: ${w.label}.` }] : []),
    ...(w.chosen ? [{ text: `chosen ${w.label}`, full: `Chosen: ${w.label}.` }] : []),
  ]);
  // What is stored comes before what is chosen, whatever their order on the screen.
  notes.sort((a, b) => Number(b.text.startsWith('now')) - Number(a.text.startsWith('now')));
  return {
    text: [label, words.map((w) => w.text).join(' , '), ...notes.map((n) => n.text)].join(' : '),
    full: [`Page "${capital(label)}": ${words.map((w) => w.full).join('; ')}.`, ...notes.map((n) => n.full)].join(' '),
    brief: [label, ...notes.map((n) => n.text)].join(' : '),
  };
}

/** An impossible action leaves the agent where it is; the screen stays in view. */
export const refusalReading = (task: GuiTask, state: GuiState): Reading => refused(screenReading(task, state));
