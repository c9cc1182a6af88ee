/**
 * Everything GUINav says, twice: compact words for small models and plain sentences for people and pretrained models. A
 * widget is named with the cell of its upper left corner: column, row. Reads the state, never changes it.
 */
import type { Reading } from '../game.ts';
import { refused } from '../refusal.ts';
import { widgetsOf, type Widget } from './layout.ts';
import { setsSomething, valueText, type GuiState, type GuiTask } from './task.ts';

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
/** A field goes by what may be put into it; what is in it is said apart. */
const placed = ({ role, label, column, row }: Widget): Reading => ({
  text: `${role === 'field' ? 'words' : label} ${column} ${row}`,
  full: `${role === 'field' ? 'a text field' : label} at column ${column}, row ${row}`,
});

export function goalReading(task: GuiTask): Reading {
  const { goal, screens } = task;
  const screen = screens[goal.screen]!;
  if (!setsSomething(task)) return { text: `open ${screen.name}`, full: `Open the page "${screen.name}".` };
  const value = valueText(screen, goal.value);
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
  const words = widgets.filter(({ role }) => role === 'link' || role === 'value' || role === 'field').map(placed);
  const notes = widgets.flatMap((w) => [
    ...(w.stored ? [{ text: `now ${w.label}`, full: `Stored: ${w.label}.` }] : []),
    ...(w.chosen
      ? [{ text: `chosen ${w.label}`, full: `${w.role === 'field' ? 'Typed' : 'Chosen'}: ${w.label}.` }]
      : []),
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
