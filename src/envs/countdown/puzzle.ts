/** Drawing number puzzles: numbers and a target that some sum of all of them gives. Shared by both ways of playing. */
import { hashText, type Rng } from '../../core/rng.ts';
import { digits } from '../digits.ts';
import { countSums, isHandy, work, type Sign } from './arithmetic.ts';
import { bracketedSum, bracketings, resultsOf, termsOf, type Bracketed, type Term } from './brackets.ts';

export interface PuzzleKnobs {
  readonly count: number;
  /** Largest number; the smallest is 1. */
  readonly largest: number;
  readonly signs: readonly Sign[];
  /** Smallest and largest target. */
  readonly targets: readonly [number, number];
  /** Sums that give the target, at most. */
  readonly mostSums: number;
  /** Sums may have brackets, and only such sums give the target. */
  readonly brackets: boolean;
}

export interface Puzzle {
  /** Ascending. */
  readonly numbers: readonly number[];
  readonly target: number;
  readonly signs: readonly Sign[];
  readonly brackets: boolean;
}

export function drawPuzzle(knobs: PuzzleKnobs, rng: Rng): Puzzle | null {
  const { count, largest, signs, targets, mostSums, brackets } = knobs;
  const numbers = Array.from({ length: count }, () => 1 + rng.below(largest)).sort((a, b) => a - b);
  const target = targets[0] === targets[1] ? targets[0] : resultOfSome({ numbers, signs, brackets }, rng);
  if (target === null || target < targets[0] || target > targets[1]) return null;
  const countUpTo = (most: number, allows: (result: number) => boolean): number =>
    countSums(numbers, { target, signs, most, allows });
  const isWanted = brackets
    ? countUpTo(1, () => true) === 0 && bracketedSum(numbers, target, signs) !== null
    : countUpTo(1, isHandy) > 0 && countUpTo(mostSums + 1, () => true) <= mostSums;
  return isWanted ? { numbers, target, signs, brackets } : null;
}

type Pieces = Omit<Puzzle, 'target'>;

/** What a random sum of the numbers comes to; null when it is not even. */
const resultOfSome = (pieces: Pieces, rng: Rng): number | null => resultsOf(randomSum(pieces, rng))?.at(-1) ?? null;

/** All the numbers in drawn order with drawn signs, and brackets where there may be some. */
export function randomSum({ numbers, signs, brackets }: Pieces, rng: Rng): Bracketed {
  const [first, ...others] = rng.shuffled(numbers);
  const rest = others.map((n) => [rng.pick(signs), n] as const);
  return { first: first!, rest, opens: brackets ? rng.pick(bracketings(numbers.length)) : [] };
}

/** The numbers whatever their order, so that no puzzle is in two splits. */
export const puzzleKey = ({ numbers, target }: Puzzle): string => `${target} from ${numbers.join(' ')}`;

/** Sets of numbers that no other split uses, whatever the target. */
export const isWithheldSet = ({ numbers }: Puzzle): boolean => hashText(`withheld ${numbers.join(' ')}`) % 100 < 15;

/** "3 + ( 5 * 1 2 )" in words of the lexicon. */
export const sumText = (sum: Bracketed): string =>
  termsOf(sum)
    .map((term, i) => `${i === 0 ? '' : `${term.sign} `}${termText(term, '')}`)
    .join(' ');

/** The same with every partial result: "3 + ( 5 * 1 2 = 6 0 ) = 6 3". */
export function workedText(sum: Bracketed): string {
  let result = 0;
  return termsOf(sum)
    .map((term, i) => {
      const text = termText(term, ' = ');
      result = work(result, term.sign, term.value!)!;
      return i === 0 ? text : `${term.sign} ${text} = ${digits(result)}`;
    })
    .join(' ');
}

/** With `equals`, brackets hold what they come to, after it. */
const termText = ({ pair, value }: Term, equals: string): string =>
  pair === null
    ? digits(value!)
    : `( ${digits(pair[0])} ${pair[1]} ${digits(pair[2])}${equals && equals + digits(value!)} )`;

export const goalText = ({ numbers, target, brackets }: Puzzle): string =>
  `make ${digits(target)} from ${numbers.map(digits).join(' , ')}${brackets ? ' with ( )' : ''}`;

export const goalFull = ({ numbers, target, signs, brackets }: Puzzle): string =>
  `Make ${target} from ${numbers.join(', ')}: use each of them exactly once, with ${signs.join(' ')} between them, ` +
  (brackets
    ? 'and one or two pairs of brackets, each round two neighbours. Brackets are worked out first, the rest from left to right.'
    : 'worked out from left to right.');
