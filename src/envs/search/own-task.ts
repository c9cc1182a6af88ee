/**
 * What a SearchQA task over own passages and the state of an episode are made of, and searching itself. Data and plain
 * questions only.
 */
import { buildIndex, holdersOf, rank, type SearchIndex } from '../search-index.ts';
import type { Corpus } from './corpus.ts';
import { plainAnswer, plainWords } from './plain-words.ts';
import { PASSAGES_SHOWN } from './task.ts';

/** What all tasks of a corpus share. */
export interface Shelf extends Corpus {
  readonly numbers: ReadonlyMap<string, number>;
  readonly words: readonly string[];
  readonly index: SearchIndex;
}

export interface OwnTask {
  readonly shelf: Shelf;
  readonly question: string;
  readonly answers: readonly string[];
  /** The passages that hold an answer: as the person has marked them, else those that name it. */
  readonly gold: readonly number[];
}

export interface OwnState {
  /** What the last search brought, best first: numbers of passages. */
  readonly view: readonly number[];
  readonly answered: string | null;
  /** Searches that brought something, each as distinct word numbers, in the order in which they were said. */
  readonly log: readonly (readonly number[])[];
  /** All passages they brought, in the order in which they came. */
  readonly read: readonly number[];
}

export const TURN_LIMIT = 6;
/** Of a search; further ones would not fit a saved episode. */
export const MOST_WORDS = 16;
/** Characters; no action that is meant is longer. */
export const MOST_ACTION = 1000;

export function shelve(corpus: Corpus): Shelf {
  const numbers = new Map<string, number>();
  const documents = corpus.passages.map(({ title, text }) => {
    const name = plainWords(title);
    // As in SearchQA, a title counts twice.
    return [...name, ...name, ...plainWords(text)].map((word) => {
      const known = numbers.get(word);
      if (known !== undefined) return known;
      numbers.set(word, numbers.size);
      return numbers.size - 1;
    });
  });
  return { ...corpus, numbers, words: [...numbers.keys()], index: buildIndex(documents, numbers.size) };
}

export const START: OwnState = { view: [], answered: null, log: [], read: [] };
/** Words that no passage holds are left out. */
export const knownWords = ({ numbers }: Shelf, text: string): number[] => [
  ...new Set(plainWords(text).flatMap((word) => numbers.get(word) ?? [])),
];
export const hitsOf = ({ index }: Shelf, query: readonly number[]): number[] =>
  rank(
    index,
    query.toSorted((a, b) => a - b),
    PASSAGES_SHOWN,
  );

/** The first words of a text, as many as one search takes. */
export function queryOf(text: string): string {
  const words = plainWords(text).slice(0, MOST_WORDS);
  // A script without spaces has words as long as sentences.
  while (`search ${words.join(' ')}`.length > MOST_ACTION) words.pop();
  return words.join(' ');
}

export function afterSearch(shelf: Shelf, state: OwnState, text: string): OwnState {
  const query = knownWords(shelf, text);
  const view = query.length === 0 ? [] : hitsOf(shelf, query);
  if (view.length === 0) return { ...state, view };
  return { ...state, view, log: [...state.log, query], read: [...new Set([...state.read, ...view])] };
}

/** More is not looked through for a word that nearly every passage holds. */
const MOST_CANDIDATES = 500;

/** The first passages that name one of the answers, word by word. */
export function passagesNaming(shelf: Shelf, answers: readonly string[]): number[] {
  const found = answers.flatMap((answer) => {
    const words = plainWords(answer);
    const numbers = words.flatMap((word) => shelf.numbers.get(word) ?? []);
    if (numbers.length < words.length) return [];
    const holders = numbers.map((word) => holdersOf(shelf.index, word));
    const rarest = holders.reduce((best, one) => (one.length < best.length ? one : best));
    return [...rarest.subarray(0, MOST_CANDIDATES)].filter((passage) => {
      const { title, text } = shelf.passages[passage]!;
      return ` ${plainWords(`${title} ${text}`).join(' ')} `.includes(` ${words.join(' ')} `);
    });
  });
  return [...new Set(found)].sort((a, b) => a - b);
}

export const isRight = ({ answers }: OwnTask, said: string): boolean =>
  answers.some((answer) => plainAnswer(answer) === plainAnswer(said));
