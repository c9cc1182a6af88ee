/**
 * Sums with brackets round two neighbouring numbers: what stands in brackets is worked out first, the rest from left to right as
 * everywhere here. At most two pairs, never one inside the other. Knows no turns and no words.
 */
import { isHandy, partials, work, type Sign, type Sum } from './arithmetic.ts';

/** Any sum, perhaps with brackets. */
export interface Bracketed extends Sum {
  /** Places of the numbers that an opening bracket stands before, ascending; each closes after the next number. */
  readonly opens?: readonly number[];
}

const MOST_PAIRS = 2;

/** Every way to put brackets into a sum of so many numbers; none comes first. */
export const bracketings = (count: number): readonly (readonly number[])[] => (KEPT[count] ??= allBracketings(count));

/** By the count: they are asked for every turn. */
const KEPT: number[][][] = [];

function allBracketings(count: number): number[][] {
  const after = (from: number, pairs: number): number[][] => [
    [],
    ...Array.from({ length: pairs === 0 ? 0 : Math.max(0, count - 1 - from) }, (_, i) => from + i).flatMap((open) =>
      after(open + 2, pairs - 1).map((more) => [open, ...more]),
    ),
  ];
  return after(0, MOST_PAIRS);
}

/** A number, or a pair in brackets, with the sign before it; the first one's is +. */
export interface Term {
  readonly sign: Sign;
  readonly pair: readonly [number, Sign, number] | null;
  /** Null where a division in brackets does not come out even. */
  readonly value: number | null;
}

export function termsOf({ first, rest, opens = [] }: Bracketed): Term[] {
  const signed: Sum['rest'] = [['+', first], ...rest];
  return signed.flatMap(([sign, number], place): Term[] => {
    if (opens.includes(place - 1)) return [];
    if (!opens.includes(place)) return [{ sign, pair: null, value: number }];
    const [inner, next] = signed[place + 1]!;
    return [{ sign, pair: [number, inner, next], value: work(number, inner, next) }];
  });
}

/** The results after each term, the first included; null where a division does not come out even. */
export function resultsOf(sum: Bracketed): number[] | null {
  const terms = termsOf(sum);
  if (terms.some(({ value }) => value === null)) return null;
  const [first, ...others] = terms;
  return partials({ first: first!.value!, rest: others.map(({ sign, value }) => [sign, value!]) });
}

/** A sum that a person would work out: every bracket and every partial result is handy. */
const isHandySum = (sum: Bracketed, results: readonly number[]): boolean =>
  results.every(isHandy) && termsOf(sum).every(({ value }) => isHandy(value!));

/**
 * The first handy sum of all the numbers (ascending) with one pair of brackets that gives the target; null when there is none.
 * A pair that opens the sum is not tried: work begins on the left with or without it. With four numbers that goes for one of any two pairs.
 */
export function bracketedSum(numbers: readonly number[], target: number, signs: readonly Sign[]): Bracketed | null {
  for (const [first, ...others] of ordersOf(numbers))
    for (const rest of signedWith(others, signs))
      for (let open = 1; open < others.length; open++) {
        const sum = { first: first!, rest, opens: [open] };
        const results = resultsOf(sum);
        if (results?.at(-1) === target && isHandySum(sum, results)) return sum;
      }
  return null;
}

/** Equal numbers once at each place. */
function* ordersOf(numbers: readonly number[]): Generator<number[]> {
  if (numbers.length === 0) yield [];
  for (const [i, number] of numbers.entries()) {
    if (numbers.indexOf(number) !== i) continue;
    for (const others of ordersOf(numbers.toSpliced(i, 1))) yield [number, ...others];
  }
}

function* signedWith(numbers: readonly number[], signs: readonly Sign[]): Generator<Sum['rest']> {
  if (numbers.length === 0) yield [];
  else
    for (const sign of signs)
      for (const rest of signedWith(numbers.slice(1), signs)) yield [[sign, numbers[0]!], ...rest];
}
