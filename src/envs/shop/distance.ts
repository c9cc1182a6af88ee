/**
 * Fewest turns to the right purchase for a player who knows the whole catalogue, by rule: from any page the ways are few.
 * Exact because every task has a search that puts a winner on its first page (gen.ts draws no others).
 */
import { scoreOf } from './score.ts';
import type { ShopState, ShopTask } from './task.ts';

export function shopDistance(task: ShopTask, state: ShopState): number | null {
  const { page, product, chosen } = state;
  const { goal, catalogue } = task;
  switch (page) {
    case 'search':
      return fromSearch(task);
    case 'results':
      return fromResults(task, state);
    case 'item':
    case 'features':
    case 'description':
    case 'reviews': {
      const upwards = page === 'item' ? 0 : 1;
      const { options } = catalogue.products[product]!;
      const wrong = goal.options.filter((value, k) => options[k]![chosen[k]!] !== value).length;
      // Leaving the product never pays while it will do; otherwise "back" does from any of its pages.
      if (task.winners.has(product)) return upwards + wrong + 1;
      return Math.min(upwards + 1 + fromResults(task, state), 1 + fromSearch(task));
    }
    case 'done':
      return scoreOf(goal, catalogue.products[product]!, chosen).score === 1 ? 0 : null;
    default:
      return page satisfies never;
  }
}

/** Search, open, choose every option, buy. */
const fromSearch = ({ goal }: ShopTask): number => goal.options.length + 3;

/** Turn pages to the nearest winner, open, choose, buy; or search again. */
function fromResults(task: ShopTask, { hits, pageNumber }: ShopState): number {
  const { perPage } = task.catalogue;
  let best = 1 + fromSearch(task);
  hits.forEach((hit, i) => {
    if (!task.winners.has(hit)) return;
    const turned = Math.abs(Math.floor(i / perPage) - pageNumber);
    best = Math.min(best, turned + task.goal.options.length + 2);
  });
  return best;
}
