/**
 * The rules of MiniShop: what can be clicked or searched, where it leads, when the visit is over. Pages and buttons follow
 * WebShop in shape (README.md lists the differences). Words come from text.ts.
 */
import type { Rng } from '../../core/rng.ts';
import type { Move, Outcome, Reading } from '../game.ts';
import { MOST_PAGES } from './catalogue.ts';
import { WORD_NUMBERS } from './goods.ts';
import { scoreOf } from './score.ts';
import { rank } from '../search-index.ts';
import { pageCount, rowsOf, SUBPAGES, type ShopState, type ShopTask, type Subpage } from './task.ts';
import { pageReading, QUERY_WORDS } from './text.ts';

export type ShopMove = Move &
  (
    | { readonly kind: 'search'; readonly query: readonly number[] }
    | { readonly kind: 'open'; readonly product: number }
    | { readonly kind: 'turn'; readonly by: 1 | -1 }
    | { readonly kind: 'choose'; readonly option: number; readonly value: number }
    | { readonly kind: 'show'; readonly subpage: Subpage }
    | { readonly kind: 'prev' | 'back' | 'buy' }
  );

/** How the list of actions shows the open grammar; itself a search, for a word that no product has. */
export const SEARCH_TEMPLATE = 'search words';
export const MOST_QUERY_WORDS = 8;

const AT_DOOR = { page: 'search', query: [], hits: [], pageNumber: 0, product: -1, chosen: [] } as const;

export const startShop = (): ShopState => ({ ...AT_DOOR, opened: [], read: [] });

const BACK: ShopMove = { kind: 'back', text: 'click back' };
const PREV: ShopMove = { kind: 'prev', text: 'click prev' };
const BUY: ShopMove = { kind: 'buy', text: 'click buy' };
const NEXT_PAGE: ShopMove = { kind: 'turn', by: 1, text: 'click next' };
const PREV_PAGE: ShopMove = { kind: 'turn', by: -1, text: 'click prev' };
const SHOW: readonly ShopMove[] = SUBPAGES.map((subpage) => ({ kind: 'show', subpage, text: `click ${subpage}` }));
const SEARCH: ShopMove = { kind: 'search', query: [], text: SEARCH_TEMPLATE };

/** Everything that can be clicked; on the search page the template stands for all searches. */
export function shopMoves(task: ShopTask, state: ShopState): ShopMove[] {
  const { page, product, pageNumber } = state;
  const { products } = task.catalogue;
  switch (page) {
    case 'search':
      return [SEARCH];
    case 'results':
      return [
        ...rowsOf(task, state).map((p): ShopMove => ({ kind: 'open', product: p, text: `click ${products[p]!.code}` })),
        ...(pageNumber + 1 < pageCount(task, state) ? [NEXT_PAGE] : []),
        ...(pageNumber > 0 ? [PREV_PAGE] : []),
        BACK,
      ];
    case 'item':
      return [
        ...products[product]!.options.flatMap((values, option) =>
          values.map((v, value): ShopMove => ({ kind: 'choose', option, value, text: `click ${v}` })),
        ),
        BUY,
        ...SHOW,
        PREV,
        BACK,
      ];
    case 'features':
    case 'description':
    case 'reviews':
      return [PREV, BACK];
    case 'done':
      return [];
    default:
      return page satisfies never;
  }
}

/** "search" and 1 to 8 words that can describe goods or a task, on the search page. */
export function readSearch(_task: ShopTask, { page }: ShopState, action: string): ShopMove | null {
  if (page !== 'search' || !action.startsWith('search ')) return null;
  const words = action.split(' ', MOST_QUERY_WORDS + 2).slice(1);
  if (words.length > MOST_QUERY_WORDS || !words.every((w) => QUERY_WORDS.has(w))) return null;
  return { kind: 'search', query: queryOf(words), text: action };
}

/** Goods words as distinct ascending numbers; words that describe no product find nothing and fall away. */
export function queryOf(words: readonly string[]): number[] {
  const numbers = new Set(words.flatMap((w) => WORD_NUMBERS.get(w) ?? []));
  return [...numbers].sort((a, b) => a - b);
}

/** A few words of the instruction, at least one, in drawn order; misspelt ones are none. */
export function fillInSearch({ goal }: ShopTask, action: string, rng: Rng): string {
  if (action !== SEARCH_TEMPLATE) return action;
  const { noun, attributes } = goal.said ?? goal;
  const words = rng.shuffled([noun, ...attributes, ...goal.options].filter((w) => !w.includes(' ')));
  return `search ${words.slice(0, 1 + rng.below(words.length)).join(' ')}`;
}

/** Same state object back <=> nothing changed (a value that was chosen already). */
export function actInShop(task: ShopTask, state: ShopState, move: ShopMove): { state: ShopState; reading: Reading } {
  const next = afterMove(task, state, move);
  return { state: next, reading: pageReading(task, next) };
}

/** The state a move leads to, without the words. */
export function afterMove(task: ShopTask, state: ShopState, move: ShopMove): ShopState {
  switch (move.kind) {
    case 'search':
      return { ...state, page: 'results', query: move.query, hits: hitsOf(task, move.query) };
    case 'turn':
      return { ...state, pageNumber: state.pageNumber + move.by };
    case 'open': {
      const { product } = move;
      const chosen = task.catalogue.products[product]!.options.map(() => -1);
      return { ...state, page: 'item', product, chosen, opened: including(state.opened, product) };
    }
    case 'choose':
      if (state.chosen[move.option] === move.value) return state;
      return { ...state, chosen: state.chosen.with(move.option, move.value) };
    case 'show': {
      const read = move.subpage === 'features' ? including(state.read, state.product) : state.read;
      return { ...state, page: move.subpage, read };
    }
    case 'prev':
      return state.page === 'item'
        ? { ...state, page: 'results', product: -1, chosen: [] }
        : { ...state, page: 'item' };
    case 'back':
      return { ...state, ...AT_DOOR };
    case 'buy':
      return { ...state, page: 'done' };
    default:
      return move satisfies never;
  }
}

export const hitsOf = ({ catalogue }: ShopTask, query: readonly number[]): number[] =>
  rank(catalogue.index, query, MOST_PAGES * catalogue.perPage);

const including = (set: readonly number[], item: number): readonly number[] =>
  set.includes(item) ? set : [...set, item].sort((a, b) => a - b);

/** Only a purchase has a score; any purchase ends the visit. */
export function shopOutcome({ goal, catalogue }: ShopTask, { page, product, chosen }: ShopState): Outcome {
  if (page !== 'done') return { won: false, dead: false, score: 0 };
  const { score } = scoreOf(goal, catalogue.products[product]!, chosen);
  return { won: score === 1, dead: score !== 1, score };
}
