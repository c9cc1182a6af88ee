/**
 * How well a purchase meets the goal: WebShop's formula, type * (matched attributes + matched options + [price within the
 * ceiling]) / (attributes + options + 1), with exact words where the original compares fuzzily. Knows no pages.
 * The type factor: a title of ours holds one noun, so the original's title score is 1 for the same noun and 0 for another,
 * and its chain of rules comes down to just that.
 */
import type { Product } from './catalogue.ts';
import { chosenValues, isAffordable, missingAttributes, type Goal } from './task.ts';

export interface ScoreParts {
  /** 0..1 each, and the whole. */
  readonly type: number;
  readonly attributes: number;
  readonly options: number;
  readonly price: number;
  readonly score: number;
}

export function scoreOf(goal: Goal, product: Product, chosen: readonly number[]): ScoreParts {
  const type = Number(product.noun === goal.noun);
  const attributes = goal.attributes.length - missingAttributes(goal, product).length;
  const values = chosenValues(product, chosen);
  const options = goal.options.filter((value) => values.includes(value)).length;
  const price = Number(isAffordable(goal, product));
  const asked = goal.attributes.length + goal.options.length + 1;
  return {
    type,
    attributes: attributes / goal.attributes.length,
    options: options / goal.options.length,
    price,
    score: (type * (attributes + options + price)) / asked,
  };
}
