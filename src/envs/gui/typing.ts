/**
 * What can be typed into a text field: one to four words of a closed set. Each such text has a number, so that what is stored,
 * chosen and wanted is a number on every page. Knows no pages.
 */
import type { Rng } from '../../core/rng.ts';
import { DIGITS } from '../digits.ts';
import { FIRST_SYLLABLES, LAST_SYLLABLES } from '../syllables.ts';

/** Two to four digits; a colour; a name of two syllables. */
export const TEXT_KINDS = ['code', 'colour', 'name'] as const;
export type TextKind = (typeof TEXT_KINDS)[number];

const COLOURS: readonly string[] = 'black blue brown green grey pink red white yellow'.split(' ');
/** A few of each: copying two of them is the same skill whatever their number. */
const FIRST = FIRST_SYLLABLES.slice(0, 12);
const LAST = LAST_SYLLABLES.slice(0, 12);

/** No two begin with the same four letters: pictures show no more of a word. */
export const TYPED_WORDS: readonly string[] = [...DIGITS, ...COLOURS, ...FIRST, ...LAST];
const MOST_WORDS = 4;

/** How the list of actions shows what may be typed; "words" is no word of the set. */
export const TYPE_TEMPLATE = 'type words';

const BASE = TYPED_WORDS.length + 1;
const NUMBERS: ReadonlyMap<string, number> = new Map(TYPED_WORDS.map((word, i) => [word, i + 1]));

/** From 1 on, the last word counting least; null for anything that is no such text. At most three bytes. */
export function textNumber(text: string): number | null {
  const words = text.split(' ', MOST_WORDS + 1);
  if (words.length > MOST_WORDS) return null;
  let number = 0;
  for (const word of words) {
    const digit = NUMBERS.get(word);
    if (digit === undefined) return null;
    number = number * BASE + digit;
  }
  return number;
}

/** The text of this number; null where no text has it. */
export function numberedText(number: number): string | null {
  const words: string[] = [];
  for (let rest = number; rest > 0; rest = Math.floor(rest / BASE)) {
    const word = TYPED_WORDS[(rest % BASE) - 1];
    if (word === undefined) return null;
    words.unshift(word);
  }
  return words.length >= 1 && words.length <= MOST_WORDS ? words.join(' ') : null;
}

export function drawText(kind: TextKind, rng: Rng): string {
  switch (kind) {
    case 'code':
      return Array.from({ length: 2 + rng.below(3) }, () => rng.below(10)).join(' ');
    case 'colour':
      return rng.pick(COLOURS);
    case 'name':
      return `${rng.pick(FIRST)} ${rng.pick(LAST)}`;
    default:
      return kind satisfies never;
  }
}
