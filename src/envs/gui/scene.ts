/** What a drawing of a GUINav session needs, as plain JSON: the exact layout, cell by cell. No drawing here. */
import { cellOf, GRID, widgetsOf, type Widget } from './layout.ts';
import { pathTo, routeTo } from './route.ts';
import { hasField, hasSeen, valueText, type GuiState, type GuiTask } from './task.ts';
import { goalReading } from './text.ts';
import { TYPE_TEMPLATE } from './typing.ts';

export interface SceneWidget extends Widget {
  /** The next step of a shortest way to the goal. Hidden from the agent. */
  readonly wanted: boolean;
}

export interface GuiScene {
  readonly kind: 'gui';
  /** Cells per side; every widget says which of them it covers. */
  readonly grid: number;
  /** The task as a sentence. */
  readonly goal: string;
  /** Labels of the pages from home to the present one. */
  readonly path: readonly string[];
  /** In reading order, a pop-up and its button last. */
  readonly widgets: readonly SceneWidget[];
  /** Labels of pages that will greet their first visit with a pop-up. Hidden from the agent. */
  readonly waiting: readonly string[];
  readonly saved: 'nothing' | 'right' | 'wrong';
  /** Pages with links: whether the agent has seen them. */
  readonly pages: readonly { readonly label: string; readonly known: boolean }[];
}

export function guiScene(task: GuiTask, state: GuiState): GuiScene {
  const { screens, goal, popups } = task;
  const labelOf = (page: number): string => screens[page]!.label;
  const name = wantedAction(task, state);
  const wanted = task.byCell ? cellOf(task, state, name) : name;
  const isRight = state.screen === goal.screen && state.draft === goal.value;
  return {
    kind: 'gui',
    grid: GRID,
    goal: goalReading(task).full,
    path: ['home', ...pathTo(task, state.screen).map(labelOf)],
    widgets: widgetsOf(task, state).map((w) => ({ ...w, wanted: w.action !== '' && w.action === wanted })),
    waiting: popups.filter((_, i) => ((state.shown >>> i) & 1) === 0).map(labelOf),
    saved: !state.saved ? 'nothing' : isRight ? 'right' : 'wrong',
    pages: screens.flatMap((s, i) => (s.values === null ? [{ label: s.label, known: hasSeen(state, i) }] : [])),
  };
}

function wantedAction(task: GuiTask, state: GuiState): string {
  const { goal, screens } = task;
  if (state.saved) return '';
  if (state.covered) return 'close popup';
  if (state.screen !== goal.screen) {
    const { pages, isOverHome } = routeTo(task, state.screen, goal.screen, () => 1);
    const next = pages[0]!;
    if (isOverHome) return 'home';
    return next === screens[state.screen]!.parent ? 'back' : `click ${screens[next]!.label}`;
  }
  if (state.draft === goal.value) return 'save';
  const screen = screens[goal.screen]!;
  return hasField(screen) ? TYPE_TEMPLATE : `choose ${valueText(screen, goal.value)}`;
}
