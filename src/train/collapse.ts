/**
 * Has learning collapsed? Success fell to less than half of its best and stayed there for ten updates (environments.md §7).
 * Must not decide what follows.
 */
const STAYS = 10;

/** What is remembered of the updates before. Plain data. */
export interface SuccessMemory {
  /** Success of the last updates, ten at most. */
  readonly last: readonly number[];
  /** Best mean of ten updates in a row, since single batches jump. */
  readonly best: number;
  /** Updates in a row below half of it. */
  readonly low: number;
}

export const FRESH_SUCCESS: SuccessMemory = { last: [], best: 0, low: 0 };

/** One update more, with this success of its training batch. Collapsed: from the tenth low update until one is not low. */
export function watchSuccess(
  before: SuccessMemory,
  success: number,
): { readonly memory: SuccessMemory; readonly isCollapsed: boolean } {
  const last = [...before.last, success].slice(-STAYS);
  const best = last.length < STAYS ? before.best : Math.max(before.best, meanOf(last));
  const low = success < best / 2 ? before.low + 1 : 0;
  return { memory: { last, best, low }, isCollapsed: low >= STAYS };
}

/**
 * `success` of the training batch after each update, in order. Index of the update with which a collapse was complete; -1
 * when there is none.
 */
export function collapsedAt(success: readonly number[]): number {
  let memory = FRESH_SUCCESS;
  for (let i = 0; i < success.length; i++) {
    const seen = watchSuccess(memory, success[i]!);
    if (seen.isCollapsed) return i;
    memory = seen.memory;
  }
  return -1;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
