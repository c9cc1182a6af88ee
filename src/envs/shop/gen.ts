/**
 * Draws MiniShop tasks: a catalogue, a product of it, what to ask for. Keeps only tasks that are solvable in two senses: some
 * search has a winner on its first page, and the expert, who knows no more than the agent, buys a winner within the turns.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { catalogueOf, KNOBS } from './catalogue.ts';
import { afterMove, hitsOf, queryOf, readSearch, shopMoves, shopOutcome, startShop } from './core.ts';
import { shopOracle } from './oracle.ts';
import { isAffordable, suits, type Goal, type ShopTask } from './task.ts';
import { wishReading } from './text.ts';
import { reworded } from './wording.ts';

export const TURN_LIMIT = 15;
const MOST_ASKED_ATTRIBUTES = 2;
/** Share of (attribute, noun) pairs kept for `ood`, in percent. */
const WITHHELD = 15;
/** Ceilings are multiples of ten with two digits; WebShop draws two of the next four above the price. */
const MOST_CEILING = 90;

/** From this level on the instruction uses other words and may name a lowest price; from the second on it is misspelt too. */
const REWORDED = 3;
const MISSPELT = 4;

export function drawShop(level: number, rng: Rng): ShopTask | null {
  const catalogue = catalogueOf(level, rng.below(KNOBS[level]!.catalogues));
  const product = rng.pick(catalogue.products);
  const { noun, department } = product;
  const most = Math.min(MOST_ASKED_ATTRIBUTES, product.attributes.length);
  const mixed = rng.shuffled(product.attributes);
  const asked = new Set(mixed.slice(0, level < REWORDED ? 1 + rng.below(most) : most));
  const attributes = department.attributes.filter((a) => asked.has(a));
  if (attributes.some((a) => isWithheldPair(a, noun)) !== catalogue.heldOut) return null;
  const wish: Goal = {
    noun,
    attributes,
    options: product.options.map((values) => rng.pick(values)),
    ceiling: null,
  };
  // The cheapest of those that would do sets the ceiling, so that it often rules others out.
  const alike = catalogue.byNoun.get(noun)!.filter((number) => suits(wish, catalogue.products[number]!));
  const priceOf = (number: number): number => catalogue.products[number]!.price;
  const cheapest = alike.reduce((best, number) => (priceOf(number) < priceOf(best) ? number : best));
  const goal: Goal =
    level < REWORDED
      ? { ...wish, ceiling: drawCeiling(priceOf(cheapest), rng) }
      : {
          ...wish,
          ceiling: drawCeiling(product.price, rng),
          ...drawFloor(product.price, rng),
          said: reworded(wish, level >= MISSPELT, rng),
        };
  const winners = new Set(alike.filter((number) => isAffordable(goal, catalogue.products[number]!)));
  const task: ShopTask = { goal, catalogue, winners };
  const { brand } = level < REWORDED ? catalogue.products[cheapest]! : product;
  return isFindable(task, brand) && expertWins(task) ? task : null;
}

/** In every second task one of the two multiples of ten up to the price; none below ten. */
function drawFloor(price: number, rng: Rng): Pick<Goal, 'floor'> {
  const floor = 10 * (Math.floor(price / 10) - rng.below(2));
  return rng.chance(0.5) && floor > 0 ? { floor } : {};
}

/** The larger of two drawn from the next multiples of ten above the price; null (no clause) where fewer than two exist. */
function drawCeiling(price: number, rng: Rng): number | null {
  const next = 10 * (Math.floor(price / 10) + 1);
  const choices = [0, 1, 2, 3].map((k) => next + 10 * k).filter((c) => c <= MOST_CEILING);
  return choices.length < 2 ? null : Math.max(...rng.shuffled(choices).slice(0, 2));
}

/** Asking for the drawn product by brand and all shows a winner on the first page: what shopDistance relies on. */
function isFindable(task: ShopTask, brand: string): boolean {
  const { noun, attributes, options } = task.goal;
  const hits = hitsOf(task, queryOf([brand, noun, ...attributes, ...options]));
  return hits.slice(0, task.catalogue.perPage).some((hit) => task.winners.has(hit));
}

function expertWins(task: ShopTask): boolean {
  let state = startShop();
  for (let turn = 0; turn < TURN_LIMIT; turn++) {
    const { action } = shopOracle(task, state)!;
    const move = shopMoves(task, state).find((m) => m.text === action) ?? readSearch(task, state, action)!;
    state = afterMove(task, state, move);
    if (state.page === 'done') return shopOutcome(task, state).won;
  }
  return false;
}

/** The goal in the shop's words, whatever the catalogue and the wording: the same wish is never in two splits. */
export const shopKey = ({ goal }: ShopTask): string => wishReading(goal, goal).text;

/** Set in a held-out catalogue, which means asking for a withheld pair too: drawShop makes no task with only one of the two. */
export const isWithheld = ({ catalogue }: ShopTask): boolean => catalogue.heldOut;

export const isWithheldPair = (attribute: string, noun: string): boolean =>
  hashText(`${attribute} ${noun}`) % 100 < WITHHELD;
