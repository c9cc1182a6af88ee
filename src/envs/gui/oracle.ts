/**
 * The expert of GUINav. It knows how such apps are usually sorted and what the agent has seen, never what a page it has not
 * opened holds: it looks where the page should be, then on the nearest page not seen yet, and goes straight to what it has
 * seen. Its thought names the facts, then the whole action, so that the action is a copy.
 */
import type { OracleMove } from '../env.ts';
import { cellOf } from './layout.ts';
import { routeTo } from './route.ts';
import { hasControls, hasField, hasSeen, valueText, type GuiState, type GuiTask } from './task.ts';

const decide = (facts: string, action: string): OracleMove => ({ think: `${facts} ; ${action}`, action });

export function guiOracle(task: GuiTask, state: GuiState): OracleMove {
  const move = namedMove(task, state);
  if (!task.byCell) return move;
  // What to click on is thought by name and then with its cell, as the words of the page have it: seeing comes before acting.
  const click = cellOf(task, state, move.action);
  return decide(`${move.think.replace(' ; click ', ' ; ')} ${click.replace('click ', '')}`, click);
}

function namedMove(task: GuiTask, state: GuiState): OracleMove {
  const { goal, screens } = task;
  const screen = screens[goal.screen]!;
  if (state.covered) return decide('popup', 'close popup');
  if (state.screen === goal.screen && hasControls(task, goal.screen)) {
    const value = valueText(screen, goal.value);
    if (state.draft === goal.value) return decide(`${value} chosen`, 'save');
    return decide(`need ${value}`, `${hasField(screen) ? 'type' : 'choose'} ${value}`);
  }
  const isLink = screens[state.screen]!.links.some((link) => link.to === goal.screen);
  if (isLink) {
    const facts = screen.label === screen.name ? `${screen.name} here` : `${screen.name} is ${screen.label}`;
    return decide(facts, `click ${screen.label}`);
  }
  if (hasSeen(state, screen.parent)) return walk(task, state, screen.parent, `${screen.name} seen`);
  const place = nextPlace(task, state);
  const isUsual = place === task.usualParent[goal.screen];
  const facts = isUsual ? `${screen.name} in ${screens[place]!.name}` : `no ${screen.name} here`;
  return walk(task, state, place, facts);
}

/** The page with links to look at next: the usual one first, then the nearest unseen one, in reading order of the links. */
function nextPlace(task: GuiTask, state: GuiState): number {
  const { goal, usualParent } = task;
  const usual = usualParent[goal.screen]!;
  if (!hasSeen(state, usual)) return usual;
  const unseen = pagesInReadingOrder(task).filter((page) => !hasSeen(state, page));
  const stepsTo = (page: number): number => routeTo(task, state.screen, page, () => 1).pages.length;
  return unseen.reduce((best, page) => (stepsTo(page) < stepsTo(best) ? page : best));
}

/** Pages with links, each before those below it. */
function pagesInReadingOrder({ screens }: GuiTask): number[] {
  const below = (page: number): number[] => [
    page,
    ...screens[page]!.links.flatMap(({ to }) => (to !== -1 && screens[to]!.values === null ? below(to) : [])),
  ];
  return below(0);
}

function walk(task: GuiTask, state: GuiState, to: number, facts: string): OracleMove {
  const { pages, isOverHome } = routeTo(task, state.screen, to, () => 1);
  const [next] = pages;
  if (isOverHome) return decide(facts, 'home');
  if (next === task.screens[state.screen]!.parent) return decide(facts, 'back');
  return decide(facts, `click ${task.screens[next!]!.label}`);
}
