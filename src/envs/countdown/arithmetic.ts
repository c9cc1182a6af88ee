/**
 * Whole-number sums worked out from left to right, as on a pocket calculator: 3 + 5 * 9 is 72. One order of working needs no
 * brackets, and every beginning of a sum has a value. Knows no turns and no words.
 */

export type Sign = '+' | '-' | '*' | '/';

/** Null where a division leaves a remainder. */
export function work(left: number, sign: Sign, right: number): number | null {
  switch (sign) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right !== 0 && left % right === 0 ? left / right : null;
    default:
      return sign satisfies never;
  }
}

/** A first number, then signs with numbers. */
export interface Sum {
  readonly first: number;
  readonly rest: readonly (readonly [Sign, number])[];
}

/** The results after each number, the first included; null where a division does not come out even. */
export function partials({ first, rest }: Sum): number[] | null {
  const results = [first];
  for (const [sign, number] of rest) {
    const next = work(results.at(-1)!, sign, number);
    if (next === null) return null;
    results.push(next);
  }
  return results;
}

/** A partial result that a person would write down. */
export const isHandy = (result: number): boolean => result >= 1 && result <= 999;

/** How a sum can go on from `value` so that all `left` numbers are used and `target` comes out. Visits each way once, in order. */
export function* waysOn(
  value: number,
  left: readonly number[],
  target: number,
  signs: readonly Sign[],
): Generator<Sum['rest']> {
  if (left.length === 0) {
    if (value === target) yield [];
    return;
  }
  for (let i = 0; i < left.length; i++) {
    // Equal numbers lead to the same sums.
    if (left.indexOf(left[i]!) !== i) continue;
    const others = left.filter((_, j) => j !== i);
    for (const sign of signs) {
      const next = work(value, sign, left[i]!);
      if (next === null) continue;
      for (const rest of waysOn(next, others, target, signs)) yield [[sign, left[i]!], ...rest];
    }
  }
}

interface Count {
  readonly target: number;
  readonly signs: readonly Sign[];
  /** Stops counting here. */
  readonly most: number;
  /** Partial results that may occur. */
  readonly allows: (result: number) => boolean;
}

/**
 * How many ways there are to go on from `value` with all of `left` (ascending) whose bits are not in `used`. The same ways as
 * waysOn, without writing them down: drawing and distances need no more.
 */
export function countWays(value: number, left: readonly number[], used: number, count: Count): number {
  const { target, signs, most, allows } = count;
  if (used === (1 << left.length) - 1) return value === target ? 1 : 0;
  let found = 0;
  for (let i = 0; i < left.length && found < most; i++) {
    if ((used >> i) & 1) continue;
    // Equal numbers lead to the same sums.
    if (i > 0 && left[i] === left[i - 1] && !((used >> (i - 1)) & 1)) continue;
    for (const sign of signs) {
      const next = work(value, sign, left[i]!);
      if (next !== null && allows(next)) found += countWays(next, left, used | (1 << i), count);
    }
  }
  return found;
}

/** How many sums of all the numbers (ascending) give the target. */
export function countSums(numbers: readonly number[], count: Count): number {
  let found = 0;
  for (let i = 0; i < numbers.length && found < count.most; i++)
    if (i === 0 || numbers[i] !== numbers[i - 1]) found += countWays(numbers[i]!, numbers, 1 << i, count);
  return found;
}

/** The first of these whose partial results are all handy, else the first; null when there are none. */
export function handiest(first: number, ways: Iterable<Sum['rest']>): Sum['rest'] | null {
  let fallback: Sum['rest'] | null = null;
  for (const rest of ways) {
    if (partials({ first, rest })!.every(isHandy)) return rest;
    fallback ??= rest;
  }
  return fallback;
}
