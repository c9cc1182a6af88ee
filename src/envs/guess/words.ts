/**
 * The word lists of Wordle-k: pronounceable strings of our own, consonant and vowel by turns, drawn once from a fixed seed; or
 * words that a person has brought. And what a guess reveals about a hidden word.
 */
import { Rng } from '../../core/rng.ts';

export interface WordLevel {
  /** k: letters of a word. */
  readonly length: number;
  readonly consonants: readonly string[];
  readonly vowels: readonly string[];
  /** Words in the list. */
  readonly count: number;
}

export const WORD_LEVELS: readonly WordLevel[] = [
  { length: 3, consonants: 'bdgmnst'.split(''), vowels: 'aeo'.split(''), count: 60 },
  { length: 4, consonants: 'bdgmnrst'.split(''), vowels: 'aeio'.split(''), count: 200 },
  { length: 5, consonants: 'bdgklmnprst'.split(''), vowels: 'aeiou'.split(''), count: 500 },
];

export const LETTERS: readonly string[] = [
  ...new Set(WORD_LEVELS.flatMap((l) => [...l.consonants, ...l.vowels])),
].sort();

export interface WordList {
  /** k: letters of a word, each one UTF-16 unit. */
  readonly length: number;
  /** What guesses may be made of. */
  readonly letters: readonly string[];
  /** Letters by their number in saved episodes: at least those. */
  readonly alphabet: readonly string[];
  readonly words: readonly string[];
  /** markCode of guess g against hidden word h, at g * words.length + h. */
  readonly marks: Uint16Array;
}

const LISTS: (WordList | undefined)[] = [];

/** Sorted; built on first use. */
export function wordListOf(level: number): WordList {
  return (LISTS[level] ??= build(WORD_LEVELS[level]!));
}

function build({ length, consonants, vowels, count }: WordLevel): WordList {
  const rng = new Rng(length, 'words of Wordle');
  const drawn = new Set<string>();
  while (drawn.size < count)
    drawn.add(Array.from({ length }, (_, i) => rng.pick(i % 2 === 0 ? consonants : vowels)).join(''));
  return listFrom([...drawn].sort(), [...consonants, ...vowels], LETTERS);
}

/** Words of one length, each once. Letters that no word holds may be guessed if they are given. */
export function listFrom(
  words: readonly string[],
  letters: readonly string[],
  alphabet: readonly string[] = letters,
): WordList {
  const count = words.length;
  const marks = new Uint16Array(count * count);
  words.forEach((guess, g) => words.forEach((hidden, h) => (marks[g * count + h] = markCode(guess, hidden))));
  return { length: words[0]!.length, letters, alphabet, words, marks };
}

/** Right place; elsewhere in the word; nowhere (any more) in it. */
export const MARKS = ['green', 'yellow', 'grey'] as const;
export type Mark = (typeof MARKS)[number];

/**
 * The marks of a guess as one number, base 3, first letter highest. As in the original, a letter is marked yellow only as often
 * as the hidden word still holds it beyond the green ones, from left to right.
 */
export function markCode(guess: string, hidden: string): number {
  let code = 0;
  for (let i = 0; i < guess.length; i++) {
    let mark = 2;
    if (guess[i] === hidden[i]) mark = 0;
    else {
      let open = 0;
      for (let j = 0; j < hidden.length; j++) if (hidden[j] === guess[i] && guess[j] !== hidden[j]) open++;
      for (let j = 0; j < i; j++) if (guess[j] === guess[i] && guess[j] !== hidden[j]) open--;
      if (open > 0) mark = 1;
    }
    code = code * 3 + mark;
  }
  return code;
}

export function marksOf(guess: string, hidden: string): Mark[] {
  let code = markCode(guess, hidden);
  const marks: Mark[] = [];
  for (let i = 0; i < guess.length; i++) {
    marks.unshift(MARKS[code % 3]!);
    code = Math.floor(code / 3);
  }
  return marks;
}
