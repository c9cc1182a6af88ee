/**
 * The expert of MiniShop. It knows the task, what is on the present page and what it has read before; never what a page it
 * has not opened says. It searches for all it needs, opens the first product that may fit, reads the features where the
 * title keeps silent, chooses, buys; otherwise it turns the page once, then searches again. Its thought names the facts,
 * then the whole action, so that the action is a copy.
 */
import type { OracleMove } from '../env.ts';
import { digits, titleWords } from './catalogue.ts';
import {
  chosenValues,
  isAffordable,
  missingAttributes,
  missingOptions,
  pageCount,
  rowsOf,
  type ShopState,
  type ShopTask,
} from './task.ts';

const decide = (facts: string, action: string): OracleMove => ({ think: `${facts} ; ${action}`, action });

export function shopOracle(task: ShopTask, state: ShopState): OracleMove | null {
  const { page } = state;
  switch (page) {
    case 'search': {
      const { noun, attributes, options } = task.goal;
      return decide(
        translations(task).join(' ; ') || `need ${noun}`,
        `search ${[...attributes, noun, ...options].join(' ')}`,
      );
    }
    case 'results':
      return onResults(task, state);
    case 'item':
      return onItem(task, state);
    case 'features': {
      const fault = faultOf(task, state, state.product);
      return decide(fault ?? `has ${task.goal.attributes.join(' ')}`, 'click prev');
    }
    case 'description':
    case 'reviews':
      return decide('nothing here', 'click prev');
    case 'done':
      return null;
    default:
      return page satisfies never;
  }
}

/** What the instruction calls otherwise, or misspells: "cozy = warm". */
function translations({ goal }: ShopTask): string[] {
  if (!goal.said) return [];
  const said = [...goal.said.attributes, goal.said.noun];
  return [...goal.attributes, goal.noun].flatMap((word, i) => (said[i] === word ? [] : [`${said[i]!} = ${word}`]));
}

function onResults(task: ShopTask, state: ShopState): OracleMove {
  const { goal, catalogue } = task;
  const candidate = rowsOf(task, state).find((p) => faultOf(task, state, p) === null);
  if (candidate !== undefined) {
    const product = catalogue.products[candidate]!;
    const [, ...words] = titleWords(product, catalogue.attributesInTitle);
    const facts = [
      ...words,
      digits(product.price),
      ...(goal.floor === undefined ? [] : ['over', digits(goal.floor)]),
      ...(goal.ceiling === null ? [] : ['under', digits(goal.ceiling)]),
    ];
    return decide(facts.join(' '), `click ${product.code}`);
  }
  const hasMore = state.pageNumber === 0 && pageCount(task, state) > 1;
  return decide('no match', hasMore ? 'click next' : 'click back');
}

function onItem(task: ShopTask, state: ShopState): OracleMove {
  const { goal, catalogue } = task;
  const fault = faultOf(task, state, state.product);
  if (fault !== null) return decide(fault, 'click prev');
  if (!knowsAttributes(task, state, state.product))
    return decide(`need ${goal.attributes.join(' ')}`, 'click features');
  const chosen = chosenValues(catalogue.products[state.product]!, state.chosen);
  const missing = goal.options.find((value) => !chosen.includes(value));
  return missing === undefined ? decide('all chosen', 'click buy') : decide(`need ${missing}`, `click ${missing}`);
}

const knowsAttributes = ({ catalogue }: ShopTask, { read }: ShopState, product: number): boolean =>
  catalogue.attributesInTitle || read.includes(product);

/** The first thing known to speak against a product, in words; null when nothing does. */
function faultOf(task: ShopTask, state: ShopState, number: number): string | null {
  const { goal, catalogue } = task;
  const product = catalogue.products[number]!;
  if (product.noun !== goal.noun) return `no ${goal.noun}`;
  if (!isAffordable(goal, product)) {
    const isTooCheap = product.price < (goal.floor ?? 0);
    return `${digits(product.price)} ${isTooCheap ? `under ${digits(goal.floor ?? 0)}` : `over ${digits(goal.ceiling ?? 0)}`}`;
  }
  if (knowsAttributes(task, state, number)) {
    const [attribute] = missingAttributes(goal, product);
    if (attribute !== undefined) return `no ${attribute}`;
  }
  if (state.opened.includes(number)) {
    const [value] = missingOptions(goal, product);
    if (value !== undefined) return `no ${value}`;
  }
  return null;
}
