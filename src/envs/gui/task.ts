/** What a GUINav task and the state of a session are made of. Data and plain questions only. */
import { VALUES, type ValueKind } from './apps.ts';
import { numberedText, type TextKind } from './typing.ts';

/** A link on a page, at a slot of the content grid (layout.ts). */
export interface Link {
  readonly slot: number;
  readonly label: string;
  /** Number of the page it leads to; -1 for an advertisement, which opens a pop-up. */
  readonly to: number;
}

export interface Screen {
  /** What tasks call it. */
  readonly name: string;
  /** What the app calls it. */
  readonly label: string;
  /** -1 for the home page. */
  readonly parent: number;
  /** In reading order; empty on leaf pages. */
  readonly links: readonly Link[];
  /** Leaf pages only: what can be chosen or typed there, and the position, or the number of the text, that is stored. */
  readonly values: ValueKind | TextKind | null;
  readonly stored: number;
}

export interface Goal {
  /** Number of the page. */
  readonly screen: number;
  /** Position of the value to be saved there, or the number of the text; -1: opening the page is all. */
  readonly value: number;
}

export interface GuiTask {
  readonly level: number;
  /** Clicks name a cell, not a label. */
  readonly byCell: boolean;
  readonly isUnseen: boolean;
  /** Page 0 is home; pages with links come before leaf pages. */
  readonly screens: readonly Screen[];
  readonly goal: Goal;
  /** Pages that greet their first visit with a pop-up; at most 8. */
  readonly popups: readonly number[];
  /** By page number: where an experienced user expects the page, as the number of the page with the link to it. */
  readonly usualParent: readonly number[];
}

export interface GuiState {
  readonly screen: number;
  /** Position of the value chosen on the present page, or the number of the text typed; -1 when nothing but the stored one is. */
  readonly draft: number;
  /** A pop-up covers the page. */
  readonly covered: boolean;
  /** Bit set over task.popups: those that have shown. */
  readonly shown: number;
  readonly saved: boolean;
  /** Bit set over pages with links: those the agent has seen. Knowledge, not world. */
  readonly visited: number;
}

/** What can be chosen on a page; nothing where it is typed. */
export const valuesOf = ({ values }: Screen): readonly string[] =>
  values !== null && values in VALUES ? VALUES[values as ValueKind] : [];

export const hasField = (screen: Screen): boolean => screen.values !== null && valuesOf(screen).length === 0;

/** A value of a page in words. */
export const valueText = (screen: Screen, value: number): string =>
  (hasField(screen) ? numberedText(value) : valuesOf(screen)[value]) ?? '';

export const setsSomething = ({ goal }: GuiTask): boolean => goal.value !== -1;

/** Controls are shown only where the task is to set something: opening pages needs none. */
export const hasControls = (task: GuiTask, screen: number): boolean =>
  setsSomething(task) && task.screens[screen]!.values !== null;

export const hasSeen = ({ visited }: GuiState, screen: number): boolean => ((visited >>> screen) & 1) === 1;
