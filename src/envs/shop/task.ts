/** What a MiniShop task and the state of a visit are made of, and when a product suits the task. Data and plain questions only. */
import type { Catalogue, Product } from './catalogue.ts';

/** What is to be bought. Winning means all of it. */
export interface Goal {
  readonly noun: string;
  /** One or two. */
  readonly attributes: readonly string[];
  /** One value per kind of option. */
  readonly options: readonly string[];
  /** Whole dollars, or null when any price will do. */
  readonly ceiling: number | null;
  /** Whole dollars; absent where nothing is too cheap. */
  readonly floor?: number;
  /** How the instruction puts attributes and noun, where it does not use the shop's words; slips letter by letter. */
  readonly said?: { readonly noun: string; readonly attributes: readonly string[] };
}

export interface ShopTask {
  readonly goal: Goal;
  readonly catalogue: Catalogue;
  /** Product numbers that can be bought as the goal asks; never empty. Derived from the above, because every turn needs it. */
  readonly winners: ReadonlySet<number>;
}

export const SUBPAGES = ['features', 'description', 'reviews'] as const;
export type Subpage = (typeof SUBPAGES)[number];
export type Page = 'search' | 'results' | 'item' | Subpage | 'done';

/** Numbers point into the catalogue's products; -1 means none. */
export interface ShopState {
  readonly page: Page;
  /** Numbers of distinct GOODS_WORDS, ascending: two queries of the same goods words are the same search. */
  readonly query: readonly number[];
  /** What search found, best first; follows from the query. */
  readonly hits: readonly number[];
  /** From 0. */
  readonly pageNumber: number;
  readonly product: number;
  /** Position of the chosen value in the product's offer, by kind of option; empty without a product. */
  readonly chosen: readonly number[];

  // What the agent has learnt; products do not change, so it stays true. Ascending.
  /** Products whose own page it has seen. */
  readonly opened: readonly number[];
  /** Of those, the ones whose features it has read. */
  readonly read: readonly number[];
}

export const pageCount = ({ catalogue }: ShopTask, { hits }: ShopState): number =>
  Math.ceil(hits.length / catalogue.perPage);

/** Products listed on the present results page. */
export const rowsOf = ({ catalogue }: ShopTask, { hits, pageNumber }: ShopState): readonly number[] =>
  hits.slice(pageNumber * catalogue.perPage, (pageNumber + 1) * catalogue.perPage);

/** Neither too dear nor too cheap. */
export const isAffordable = ({ ceiling, floor = 0 }: Goal, { price }: Product): boolean =>
  price >= floor && (ceiling === null || price <= ceiling);
export const missingAttributes = ({ attributes }: Goal, product: Product): string[] =>
  attributes.filter((a) => !product.attributes.includes(a));
export const missingOptions = ({ options }: Goal, product: Product): string[] =>
  options.filter((value, k) => !(product.options[k] ?? []).includes(value));

export const suits = (goal: Goal, product: Product): boolean =>
  goal.noun === product.noun &&
  isAffordable(goal, product) &&
  missingAttributes(goal, product).length === 0 &&
  missingOptions(goal, product).length === 0;

/** Chosen values in words; "" where nothing is chosen. */
export const chosenValues = ({ options }: Product, chosen: readonly number[]): string[] =>
  chosen.map((value, k) => options[k]![value] ?? '');
