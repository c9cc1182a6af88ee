/** Draws the arithmetic problems of UnaryMath: the text, the answer, and the working that leads to it. Knows no turns. */
import type { Rng } from '../../core/rng.ts';
import { DIGITS, digits } from '../digits.ts';
import { workedText } from '../countdown/puzzle.ts';

export interface Problem {
  /** Compact words. */
  readonly text: string;
  readonly full: string;
  readonly answer: number;
  /** The working, ending in the answer. */
  readonly scratch: string;
  /** The two numbers that are multiplied somewhere in it, smaller first: pairs are withheld for `ood`. */
  readonly factors: readonly [number, number];
}

const between = (low: number, high: number, rng: Rng): number => low + rng.below(high - low + 1);

function factorsOf(low: number, high: number, mostSmaller: number, rng: Rng): [number, number] {
  const a = between(low, mostSmaller, rng);
  const b = between(low, high, rng);
  return a <= b ? [a, b] : [b, a];
}

/** a * b ± c */
function multiplyAndAdd(rng: Rng): Problem | null {
  const factors = factorsOf(2, 19, 9, rng);
  const [a, b] = factors;
  const c = between(1, 99, rng);
  const sign = rng.pick(['+', '-'] as const);
  const answer = sign === '+' ? a * b + c : a * b - c;
  if (answer < 0) return null;
  return {
    text: `${digits(a)} * ${digits(b)} ${sign} ${digits(c)}`,
    full: `What is ${a} × ${b} ${sign === '+' ? '+' : '−'} ${c}?`,
    answer,
    scratch: workedText({
      first: a,
      rest: [
        ['*', b],
        [sign, c],
      ],
    }),
    factors,
  };
}

/** Two digits times two digits, by the tens and then the ones of the second number. */
function longMultiplication(rng: Rng): Problem {
  const factors = factorsOf(11, 99, 99, rng);
  const [a, b] = factors;
  const tens = b - (b % 10);
  const byTens = a * tens;
  const byOnes = a * (b % 10);
  return {
    text: `${digits(a)} * ${digits(b)}`,
    full: `What is ${a} × ${b}?`,
    answer: a * b,
    scratch: `${digits(a)} * ${digits(tens)} = ${digits(byTens)} + ${digits(byOnes)} = ${digits(a * b)}`,
    factors,
  };
}

/** (a * b + c) modulo m */
function modular(rng: Rng): Problem {
  const factors = factorsOf(2, 19, 19, rng);
  const [a, b] = factors;
  const c = between(1, 19, rng);
  const m = between(11, 97, rng);
  const sum = a * b + c;
  return {
    text: `${digits(a)} * ${digits(b)} + ${digits(c)} mod ${digits(m)}`,
    full: `What remains of ${a} × ${b} + ${c} when it is divided by ${m}?`,
    answer: sum % m,
    scratch: `${workedText({
      first: a,
      rest: [
        ['*', b],
        ['+', c],
      ],
    })} mod ${digits(m)} = ${digits(sum % m)}`,
    factors,
  };
}

/** a * x + b = c, solved for x */
function linear(rng: Rng): Problem {
  const factors = factorsOf(2, 29, 9, rng);
  const [a, x] = factors;
  const b = between(1, 99, rng);
  const c = a * x + b;
  return {
    text: `${digits(a)} * x + ${digits(b)} = ${digits(c)}`,
    full: `${a} × x + ${b} = ${c}. What is x?`,
    answer: x,
    scratch: workedText({
      first: c,
      rest: [
        ['-', b],
        ['/', a],
      ],
    }),
    factors,
  };
}

const GOODS = ['apple', 'egg', 'candle', 'pencil', 'card'] as const;
const HOLDERS = ['box', 'basket', 'drawer'] as const;

const plural = (name: string): string => (name === 'box' ? 'boxes' : `${name}s`);

/** Two steps hidden in a short story. */
function story(rng: Rng): Problem | null {
  const factors = factorsOf(2, 19, 9, rng);
  const [a, b] = factors;
  const c = between(1, 29, rng);
  const thing = rng.pick(GOODS);
  const holder = rng.pick(HOLDERS);
  const each = `${digits(a)} ${holder} with ${digits(b)} ${thing} each`;
  const eachFull = `There are ${a} ${plural(holder)} with ${b} ${plural(thing)} in each.`;
  switch (rng.below(3)) {
    case 0:
      if (a * b < c) return null;
      return {
        text: `${each} , take ${digits(c)} : how many left`,
        full: `${eachFull} ${c} are taken. How many are left?`,
        answer: a * b - c,
        scratch: workedText({
          first: a,
          rest: [
            ['*', b],
            ['-', c],
          ],
        }),
        factors,
      };
    case 1:
      return {
        text: `${each} , put ${digits(c)} more : how many`,
        full: `${eachFull} ${c} more are put in. How many are there?`,
        answer: a * b + c,
        scratch: workedText({
          first: a,
          rest: [
            ['*', b],
            ['+', c],
          ],
        }),
        factors,
      };
    default:
      return {
        text: `${digits(a * b + c)} ${thing} , take ${digits(c)} , put all in ${digits(a)} ${holder} : how many each`,
        full: `There are ${a * b + c} ${plural(thing)}. ${c} are taken; all others go in equal parts into ${a} ${plural(holder)}. How many in each?`,
        answer: b,
        scratch: workedText({
          first: a * b + c,
          rest: [
            ['-', c],
            ['/', a],
          ],
        }),
        factors,
      };
  }
}

export interface Level {
  readonly title: string;
  readonly draw: (rng: Rng) => Problem | null;
  /** Largest answer there is: random answers are drawn up to it. */
  readonly largest: number;
}

export const LEVELS: readonly Level[] = [
  { title: 'a × b ± c', draw: multiplyAndAdd, largest: 9 * 19 + 99 },
  { title: 'Two digits times two digits', draw: longMultiplication, largest: 99 * 99 },
  { title: 'Remainders', draw: modular, largest: 96 },
  { title: 'Equations in two steps', draw: linear, largest: 29 },
  { title: 'Short stories', draw: story, largest: 9 * 19 + 29 },
];

export const PROBLEM_WORDS: readonly string[] = [
  ...GOODS,
  ...HOLDERS,
  ...'+ - * / = mod x with each , take put more all in : how many left'.split(' '),
  ...DIGITS,
];
