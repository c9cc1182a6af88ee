/** Drawing number puzzles: numbers and a target that some sum of all of them gives. Shared by both ways of playing. */
import { hashText, type Rng } from '../../core/rng.ts';
import { digits } from '../digits.ts';
import { countSums, isHandy, partials, type Sign, type Sum } from './arithmetic.ts';

export interface PuzzleKnobs {
  readonly count: number;
  /** Largest number; the smallest is 1. */
  readonly largest: number;
  readonly signs: readonly Sign[];
  /** Smallest and largest target. */
  readonly targets: readonly [number, number];
  /** Sums that give the target, at most. */
  readonly mostSums: number;
}

export interface Puzzle {
  /** Ascending. */
  readonly numbers: readonly number[];
  readonly target: number;
  readonly signs: readonly Sign[];
}

export function drawPuzzle(knobs: PuzzleKnobs, rng: Rng): Puzzle | null {
  const { count, largest, signs, targets, mostSums } = knobs;
  const numbers = Array.from({ length: count }, () => 1 + rng.below(largest)).sort((a, b) => a - b);
  const target = targets[0] === targets[1] ? targets[0] : resultOfSome(numbers, signs, rng);
  if (target === null || target < targets[0] || target > targets[1]) return null;
  if (countSums(numbers, { target, signs, most: 1, allows: isHandy }) === 0) return null;
  if (countSums(numbers, { target, signs, most: mostSums + 1, allows: () => true }) > mostSums) return null;
  return { numbers, target, signs };
}

/** What a random sum of the numbers comes to; null when it is not even. */
const resultOfSome = (numbers: readonly number[], signs: readonly Sign[], rng: Rng): number | null =>
  partials(randomSum(numbers, signs, rng))?.at(-1) ?? null;

/** All the numbers in drawn order with drawn signs. */
export function randomSum(numbers: readonly number[], signs: readonly Sign[], rng: Rng): Sum {
  const [first, ...others] = rng.shuffled(numbers);
  return { first: first!, rest: others.map((n) => [rng.pick(signs), n]) };
}

/** The numbers whatever their order, so that no puzzle is in two splits. */
export const puzzleKey = ({ numbers, target }: Puzzle): string => `${target} from ${numbers.join(' ')}`;

/** Sets of numbers that no other split uses, whatever the target. */
export const isWithheldSet = ({ numbers }: Puzzle): boolean => hashText(`withheld ${numbers.join(' ')}`) % 100 < 15;

/** "3 + 5 * 1 2" in words of the lexicon. */
export const sumText = ({ first, rest }: Sum): string =>
  [digits(first), ...rest.map(([sign, number]) => `${sign} ${digits(number)}`)].join(' ');

/** The same with every partial result: "3 + 5 = 8 * 1 2 = 9 6". */
export function workedText(sum: Sum): string {
  const results = partials(sum)!;
  return [
    digits(sum.first),
    ...sum.rest.map(([sign, number], i) => `${sign} ${digits(number)} = ${digits(results[i + 1]!)}`),
  ].join(' ');
}

export const goalText = ({ numbers, target }: Puzzle): string =>
  `make ${digits(target)} from ${numbers.map(digits).join(' , ')}`;

export const goalFull = ({ numbers, target, signs }: Puzzle): string =>
  `Make ${target} from ${numbers.join(', ')}: use each of them exactly once, with ${signs.join(' ')} between them, worked out from left to right.`;
