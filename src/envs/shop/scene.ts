/** What a drawing of a visit to MiniShop needs, as plain JSON. Types and the one function that fills them; no drawing here. */
import { titleWords } from './catalogue.ts';
import { GOODS_WORDS } from './goods.ts';
import { scoreOf, type ScoreParts } from './score.ts';
import { chosenValues, pageCount, rowsOf, type Goal, type Page, type ShopState, type ShopTask } from './task.ts';
import { codeText, noteOf } from './text.ts';

export interface SceneProduct {
  /** "073", "bacor". */
  readonly code: string;
  /** "pemora soft light shirt". */
  readonly title: string;
  /** Dollars. */
  readonly price: number;
  /** The agent has opened its page before. */
  readonly known: boolean;
  /** Can be bought as the goal asks. Hidden from the agent. */
  readonly suits: boolean;
}

export interface ShopScene {
  readonly kind: 'shop';
  readonly goal: Goal;
  readonly page: Page;
  /** Goods words of the last search, in a fixed order; empty on the search page. */
  readonly query: readonly string[];
  /** From 1; 0 of 0 without results. Kept while a product of the page is open. */
  readonly pageNumber: number;
  readonly pageCount: number;
  readonly resultCount: number;
  /** The listed products; empty except on the results page. */
  readonly rows: readonly SceneProduct[];
  readonly product: SceneProduct | null;
  /** Stars, 1 to 5; 0 without a product. */
  readonly rating: number;
  readonly options: readonly {
    readonly name: string;
    readonly values: readonly { readonly name: string; readonly chosen: boolean; readonly wanted: boolean }[];
  }[];
  /** What a features, description or reviews page says; "" elsewhere. */
  readonly note: string;
  /** How well the purchase meets the goal; null before it. */
  readonly bought: ScoreParts | null;
}

export function shopScene(task: ShopTask, state: ShopState): ShopScene {
  const { goal, catalogue } = task;
  const { page, query, hits, pageNumber, chosen } = state;
  const sceneProduct = (number: number): SceneProduct => {
    const product = catalogue.products[number]!;
    return {
      code: codeText(product),
      title: titleWords(product, catalogue.attributesInTitle).join(' '),
      price: product.price,
      known: state.opened.includes(number),
      suits: task.winners.has(number),
    };
  };
  const product = catalogue.products[state.product];
  const values = product ? chosenValues(product, chosen) : [];
  const isNote = page === 'features' || page === 'description' || page === 'reviews';
  const pages = pageCount(task, state);
  return {
    kind: 'shop',
    goal,
    page,
    query: query.map((word) => GOODS_WORDS[word]!),
    pageNumber: pages === 0 ? 0 : pageNumber + 1,
    pageCount: pages,
    resultCount: hits.length,
    rows: page === 'results' ? rowsOf(task, state).map(sceneProduct) : [],
    product: product ? sceneProduct(state.product) : null,
    rating: product?.rating ?? 0,
    options: (product?.options ?? []).map((offered, k) => ({
      name: product!.department.options[k]!.name,
      values: offered.map((name) => ({ name, chosen: values[k] === name, wanted: goal.options[k] === name })),
    })),
    note: isNote && product ? noteOf(product, page).full : '',
    bought: page === 'done' && product ? scoreOf(goal, product, chosen) : null,
  };
}
