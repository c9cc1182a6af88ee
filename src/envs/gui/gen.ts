/**
 * Draws GUINav tasks: an app from a theme, some of its pages moved, renamed and dressed with advertisements and pop-ups, then
 * what is to be opened or set. Keeps only tasks that the expert, who knows no more than the agent, does within the turns.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { ADS, OTHER_NAMES, PHONE, SEEN, UNSEEN, type Leaf, type Section, type Theme } from './apps.ts';
import { afterMove, guiOutcome, moveOf, startGui } from './core.ts';
import { SLOTS } from './layout.ts';
import { guiOracle } from './oracle.ts';
import { hasField, valuesOf, valueText, type GuiTask, type Link, type Screen } from './task.ts';
import { goalReading } from './text.ts';
import { drawText, textNumber, type TextKind } from './typing.ts';

interface LevelKnobs {
  readonly turnLimit: number;
  readonly sets: boolean;
  /** Pairs of leaf pages that change places. */
  readonly swaps: number;
  readonly popups: number;
  /** Chance that a page which may go by another name does. */
  readonly renamed: number;
  /** Every page with links has an advertisement among them. */
  readonly hasAdverts: boolean;
  /** Clicks name a cell, not a label: what is where has to be seen. */
  readonly byCell: boolean;
}

const PLAIN = { swaps: 0, popups: 0, renamed: 0, hasAdverts: false, byCell: false };

export const LEVELS: readonly LevelKnobs[] = [
  { ...PLAIN, turnLimit: 6, sets: false },
  { ...PLAIN, turnLimit: 8, sets: true },
  { ...PLAIN, turnLimit: 12, sets: true, swaps: 6, popups: 2 },
  { ...PLAIN, turnLimit: 15, sets: true, swaps: 6, popups: 2, renamed: 0.5, hasAdverts: true },
  { ...PLAIN, turnLimit: 6, sets: false, byCell: true },
];
/** The level at which apps of all themes occur. */
const MANY_APPS = 3;
/** One app in so many is of the theme kept for `ood`. */
const UNSEEN_SHARE = 8;
/** Share of goals kept for `ood` where there is one app only, in percent. */
const WITHHELD = 15;

export function drawGui(level: number, rng: Rng): GuiTask | null {
  const knobs = LEVELS[level]!;
  const isUnseen = level === MANY_APPS && rng.below(UNSEEN_SHARE) === 0;
  const theme = level !== MANY_APPS ? PHONE : isUnseen ? UNSEEN : rng.pick(SEEN);
  const { names, usualParent, leaves, pageCount } = OUTLINES.get(theme)!;

  const parents = [...usualParent];
  for (let n = 0; n < knobs.swaps; n++) {
    const [a, b] = [pageCount + rng.below(leaves.length), pageCount + rng.below(leaves.length)];
    [parents[a], parents[b]] = [parents[b]!, parents[a]!];
  }
  const labels = knobs.renamed === 0 ? names : names.map((name) => drawLabel(name, knobs.renamed, rng));
  const links = drawLinks(parents, pageCount, labels, knobs.hasAdverts, rng);
  const screens = names.map((name, number): Screen => {
    const leaf = leaves[number - pageCount];
    const page: Screen = {
      name,
      label: labels[number]!,
      parent: parents[number]!,
      links: links[number] ?? [],
      values: leaf === undefined ? null : knobs.sets && leaf.text ? leaf.text : leaf.values,
      stored: 0,
    };
    return leaf === undefined ? page : { ...page, stored: drawValue(page, rng) };
  });

  // A page to be opened is at least two clicks away; a leaf page to be set has another value now.
  const first = knobs.sets ? pageCount : 1 + theme.areas.length;
  const screen = first + rng.below(screens.length - first);
  const task: GuiTask = {
    level,
    byCell: knobs.byCell,
    isUnseen,
    screens,
    goal: { screen, value: knobs.sets ? drawOther(screens[screen]!, rng) : -1 },
    popups: knobs.popups === 0 ? [] : rng.shuffled(range(1, pageCount)).slice(0, knobs.popups),
    usualParent,
  };
  return expertWins(task, knobs.turnLimit) ? task : null;
}

const drawValue = (page: Screen, rng: Rng): number =>
  hasField(page) ? textNumber(drawText(page.values as TextKind, rng))! : rng.below(valuesOf(page).length);

/** A value other than the stored one. */
function drawOther(page: Screen, rng: Rng): number {
  if (!hasField(page)) return rng.pick(valuesOf(page).flatMap((_, i) => (i === page.stored ? [] : [i])));
  for (;;) {
    const value = drawValue(page, rng);
    if (value !== page.stored) return value;
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

const drawLabel = (name: string, renamed: number, rng: Rng): string => {
  const other = OTHER_NAMES[name];
  return other !== undefined && rng.chance(renamed) ? other : name;
};

interface Outline {
  readonly names: readonly string[];
  readonly usualParent: readonly number[];
  readonly leaves: readonly Leaf[];
  readonly pageCount: number;
}

/** A theme as numbered pages: home, areas, groups, then leaf pages. */
function outline({ areas }: Theme): Outline {
  const names = ['home', ...areas.map((a) => a.name)];
  const usualParent = [-1, ...areas.map(() => 0)];
  const sections: { section: Section; number: number }[] = areas.map((section, i) => ({ section, number: i + 1 }));
  areas.forEach(({ groups }, i) => {
    for (const group of groups) {
      sections.push({ section: group, number: names.length });
      names.push(group.name);
      usualParent.push(i + 1);
    }
  });
  const pageCount = names.length;
  const leaves: Leaf[] = [];
  for (const { section, number } of sections)
    for (const leaf of section.leaves) {
      leaves.push(leaf);
      names.push(leaf.name);
      usualParent.push(number);
    }
  return { names, usualParent, leaves, pageCount };
}

const OUTLINES: ReadonlyMap<Theme, Outline> = new Map([...SEEN, UNSEEN].map((theme) => [theme, outline(theme)]));

/** For every page with links: the pages below it, and advertisements, at slots that start anywhere in one drawn order. */
function drawLinks(
  parents: readonly number[],
  pageCount: number,
  labels: readonly string[],
  hasAdverts: boolean,
  rng: Rng,
): Link[][] {
  const below: { label: string; to: number }[][] = range(0, pageCount).map(() => []);
  for (let to = 1; to < parents.length; to++) below[parents[to]!]!.push({ label: labels[to]!, to });
  const slots = rng.shuffled(range(0, SLOTS));
  return below.map((pages) => {
    if (hasAdverts) pages.push({ label: rng.pick(ADS), to: -1 });
    const start = rng.below(SLOTS);
    return pages
      .map(({ label, to }, i): Link => ({ slot: slots[(start + i) % SLOTS]!, label, to }))
      .sort((a, b) => a.slot - b.slot);
  });
}

function expertWins(task: GuiTask, turnLimit: number): boolean {
  let state = startGui();
  for (let turn = 0; turn < turnLimit; turn++) {
    state = afterMove(task, state, moveOf(task, state, guiOracle(task, state).action)!);
    if (guiOutcome(task, state).won) return true;
  }
  return false;
}

/** Goal, pages with the places of their links, what is stored, where pop-ups wait. */
export function guiKey(task: GuiTask): string {
  const pages = task.screens
    .filter((s) => s.values === null)
    .map((s) => `${s.label} : ${s.links.map((l) => `${l.label} ${l.slot}`).join(' ')}`);
  const stored = task.screens.map((s) => (hasField(s) ? ` ${valueText(s, s.stored)} ` : s.stored)).join('');
  return `${goalReading(task).text} | ${pages.join(' , ')} | ${stored} | ${task.popups.join(' ')}`;
}

/** Goals, or where there are many apps a whole theme, that no training, validation or test task uses. */
export const isWithheld = (task: GuiTask): boolean =>
  task.level === MANY_APPS ? task.isUnseen : hashText(goalReading(task).text) % 100 < WITHHELD;
