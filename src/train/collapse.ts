/**
 * Has learning collapsed? Success fell to less than half of its best and stayed there for ten updates (environments.md §7).
 * Must not decide what follows.
 */
const STAYS = 10;

/**
 * `success` of the training batch after each update, in order. The best is the best mean of ten updates in a row, since
 * single batches jump. Index of the update with which a collapse was complete; -1 when there is none.
 */
export function collapsedAt(success: readonly number[]): number {
  let best = 0;
  let low = 0;
  for (let i = 0; i < success.length; i++) {
    if (i + 1 >= STAYS) best = Math.max(best, meanOf(success.slice(i + 1 - STAYS, i + 1)));
    low = success[i]! < best / 2 ? low + 1 : 0;
    if (low >= STAYS) return i;
  }
  return -1;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
