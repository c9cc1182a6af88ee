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

/** Every sum of all the numbers that gives the target. */
export function* sumsFor(numbers: readonly number[], target: number, signs: readonly Sign[]): Generator<Sum> {
  for (let i = 0; i < numbers.length; i++) {
    if (numbers.indexOf(numbers[i]!) !== i) continue;
    const others = numbers.filter((_, j) => j !== i);
    for (const rest of waysOn(numbers[i]!, others, target, signs)) yield { first: numbers[i]!, rest };
  }
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
