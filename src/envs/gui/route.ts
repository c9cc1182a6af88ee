/**
 * Ways through an app: the fewest actions from the present screen to a page, and to the goal, by rule. The pages form a tree
 * and two buttons lead upwards, so there are only two ways to compare: step by step, or over the home page.
 */
import { setsSomething, type GuiState, type GuiTask } from './task.ts';

export interface Route {
  /** Pages entered, in order. */
  readonly pages: readonly number[];
  readonly isOverHome: boolean;
}

/** Pages from just below the home page to `screen`; empty for the home page. */
export function pathTo({ screens }: GuiTask, screen: number): number[] {
  const path: number[] = [];
  for (let at = screen; at !== 0; at = screens[at]!.parent) path.unshift(at);
  return path;
}

/** The shorter way, as `cost` counts it per page entered; step by step when both are the same. */
export function routeTo(task: GuiTask, from: number, to: number, cost: (page: number) => number): Route {
  const [up, down] = [pathTo(task, from), pathTo(task, to)];
  let shared = 0;
  while (shared < up.length && shared < down.length && up[shared] === down[shared]) shared++;
  const climb = up.slice(shared).map((page) => task.screens[page]!.parent);
  const stepwise = [...climb.reverse(), ...down.slice(shared)];
  const overHome = [0, ...down];
  const costOf = (pages: readonly number[]): number => pages.reduce((sum, page) => sum + cost(page), 0);
  return from !== 0 && costOf(overHome) < costOf(stepwise)
    ? { pages: overHome, isOverHome: true }
    : { pages: stepwise, isOverHome: false };
}

/** Fewest actions to the goal for a user who knows the app and its pop-ups; null after a wrong save. */
export function guiDistance(task: GuiTask, state: GuiState): number | null {
  const { goal, popups } = task;
  const { screen, draft, covered, shown, saved } = state;
  if (saved) return screen === goal.screen && draft === goal.value ? 0 : null;
  const isGreeted = (page: number): boolean => {
    const greeting = popups.indexOf(page);
    return greeting !== -1 && ((shown >>> greeting) & 1) === 0;
  };
  const cost = (page: number): number => (isGreeted(page) ? 2 : 1);
  const walk = routeTo(task, screen, goal.screen, cost).pages.reduce((sum, page) => sum + cost(page), Number(covered));
  if (!setsSomething(task)) return walk;
  const isChosen = screen === goal.screen && draft === goal.value;
  // Choose or type, unless that is done; save.
  return walk + Number(!isChosen) + 1;
}
