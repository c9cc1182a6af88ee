/**
 * Everything MiniShop says, twice: compact words for small models and plain sentences for people and pretrained models.
 * Numbers are written digit by digit in the compact form. Reads the state, never changes it.
 */
import type { Reading } from '../game.ts';
import { refused } from '../refusal.ts';
import { digits, titleWords, type Product } from './catalogue.ts';
import { DEPARTMENTS, GOODS_WORDS } from './goods.ts';
import { chosenValues, pageCount, rowsOf, type Goal, type ShopState, type ShopTask, type Subpage } from './task.ts';
import { SYNONYMS } from './wording.ts';

/** What a search may be made of: words of goods and of tasks, and the template's own. */
export const QUERY_WORDS: ReadonlySet<string> = new Set([
  ...GOODS_WORDS,
  ...DEPARTMENTS.flatMap((d) => d.options.map((o) => o.name)),
  ...'find with over under words 0 1 2 3 4 5 6 7 8 9'.split(' '),
  ...SYNONYMS.values(),
]);

const VERDICTS = ['poor', 'weak', 'fair', 'good', 'great'] as const;
export const VERDICT_WORDS: readonly string[] = VERDICTS;

export const codeText = ({ code }: Product): string => code.replaceAll(' ', '');
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

export const goalReading = ({ goal }: ShopTask): Reading => wishReading(goal, goal.said ?? goal);

/** A goal with its noun and attributes in whichever words. */
export function wishReading(
  { options, ceiling, floor }: Goal,
  { attributes, noun }: Pick<Goal, 'attributes' | 'noun'>,
): Reading {
  const things = [...attributes, noun];
  const sentence = things.map((word) => word.replaceAll(' ', '')).join(' ');
  const article = /^[aeiou]/.test(sentence) ? 'an' : 'a';
  const least = floor === undefined ? '' : `, for at least $${floor}`;
  const most = ceiling === null ? '' : `${least === '' ? ', for' : ' and'} at most $${ceiling}`;
  return {
    text: [
      `find ${things.join(' ')} with ${options.join(' ')}`,
      ...(floor === undefined ? [] : [`over ${digits(floor)}`]),
      ...(ceiling === null ? [] : [`under ${digits(ceiling)}`]),
    ].join(' '),
    full: `Buy ${article} ${sentence}, ${options.join(' and ')}${least}${most}.`,
  };
}

/** What the present page shows. */
export function pageReading(task: ShopTask, state: ShopState): Reading {
  switch (state.page) {
    case 'search':
      return { text: 'search page', full: 'You are on the search page. The search box is empty.' };
    case 'results':
      return resultsReading(task, state);
    case 'item':
      return itemReading(task, state);
    case 'features':
    case 'description':
    case 'reviews':
      return subpageReading(productOf(task, state), state.page);
    case 'done': {
      const product = productOf(task, state);
      const { words, sentence } = titleOf(task, product);
      const chosen = chosenValues(product, state.chosen).filter((v) => v !== '');
      return {
        text: `bought ${[...words, ...chosen].join(' ')}`,
        full: `You have bought ${codeText(product)}: ${[sentence, ...chosen].join(', ')}, $${product.price}.`,
      };
    }
    default:
      return state.page satisfies never;
  }
}

const productOf = ({ catalogue }: ShopTask, { product }: ShopState): Product => catalogue.products[product]!;

function titleOf({ catalogue }: ShopTask, product: Product): { words: string[]; sentence: string } {
  const words = titleWords(product, catalogue.attributesInTitle);
  return { words, sentence: capital(words.join(' ')) };
}

/** A product the agent has opened is marked, as a browser marks a visited link. */
function resultsReading(task: ShopTask, state: ShopState): Reading {
  if (state.hits.length === 0) return { text: 'no match', full: 'The search found nothing.' };
  const page = `page ${state.pageNumber + 1} of ${pageCount(task, state)}`;
  const rows = rowsOf(task, state).map((number) => {
    const product = task.catalogue.products[number]!;
    const { words, sentence } = titleOf(task, product);
    const isSeen = state.opened.includes(number);
    return {
      text: [product.code, ...(isSeen ? ['seen'] : []), ...words, digits(product.price)].join(' '),
      full: `[${codeText(product)}] ${sentence}, $${product.price}${isSeen ? ' (seen)' : ''}.`,
    };
  });
  return {
    text: `${page} : ${rows.map((r) => r.text).join(' , ')}`,
    full: `${capital(page)}, ${state.hits.length} results in all: ${rows.map((r) => r.full).join(' ')}`,
    brief: page,
  };
}

function itemReading(task: ShopTask, state: ShopState): Reading {
  const product = productOf(task, state);
  const { words, sentence } = titleOf(task, product);
  const chosen = chosenValues(product, state.chosen).filter((v) => v !== '');
  const offers = product.options.map((values, k) => ({ name: product.department.options[k]!.name, values }));
  const title = [product.code, ...words, digits(product.price)].join(' ');
  return {
    text: [
      `${title} rated ${product.rating}`,
      ...offers.map(({ name, values }) => `${name} ${values.join(' ')}`),
      ...(chosen.length > 0 ? [`chosen ${chosen.join(' ')}`] : []),
    ].join(' : '),
    full:
      `[${codeText(product)}] ${sentence}, $${product.price}, rated ${product.rating} of 5. ` +
      `${offers.map(({ name, values }) => `${capital(name)}: ${values.join(', ')}.`).join(' ')} ` +
      `Chosen: ${chosen.join(', ') || 'nothing yet'}.`,
    brief: [title, ...(chosen.length > 0 ? [`chosen ${chosen.join(' ')}`] : [])].join(' : '),
  };
}

function subpageReading(product: Product, page: Subpage): Reading {
  const { text, full } = noteOf(product, page);
  return { text: `${product.code} ${page} ${text}`, full: `[${codeText(product)}] ${capital(page)}: ${full}` };
}

/** What a page about a product says. */
export function noteOf({ attributes, department, brand, rating }: Product, page: Subpage): Reading {
  switch (page) {
    case 'features':
      return { text: attributes.join(' '), full: `${capital(attributes.join(', '))}.` };
    case 'description':
      return {
        text: `${department.name} by ${brand}`,
        full: `${capital(department.name)}, made by ${capital(brand)}.`,
      };
    case 'reviews': {
      const verdict = VERDICTS[rating - 1]!;
      return { text: verdict, full: `Buyers call it ${verdict}.` };
    }
    default:
      return page satisfies never;
  }
}

/** An impossible action leaves the agent where it is; the page stays in view. */
export const refusalReading = (task: ShopTask, state: ShopState): Reading => refused(pageReading(task, state));
