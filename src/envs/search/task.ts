/** What a SearchQA task and the state of an episode are made of, and searching itself. Data and plain questions only. */
import { rank } from '../search-index.ts';
import type { Question, Subset } from './question.ts';
import { queryOf, type World } from './world.ts';

export interface SearchTask {
  readonly level: number;
  readonly subset: Subset;
  readonly isFixed: boolean;
  readonly world: World;
  readonly question: Question;
  /** From the above, because every turn needs it: things to be read in order, and the thing whose name is the answer. */
  readonly gold: readonly number[];
  readonly answer: number;
}

export interface SearchState {
  /** What the last search brought, best first: numbers of passages. */
  readonly view: readonly number[];
  /** Position in QUERY_WORDS of every word answered; null before. */
  readonly answered: readonly number[] | null;

  // What the agent knows.
  /** Searches made, each as distinct passage word numbers, ascending. */
  readonly log: readonly (readonly number[])[];
  /** All passages they brought, ascending. */
  readonly read: readonly number[];
}

export const PASSAGES_SHOWN = 3;
export const startSearch = (): SearchState => ({ view: [], answered: null, log: [], read: [] });

export const hitsOf = ({ world }: SearchTask, query: readonly number[]): number[] =>
  rank(world.index, query, PASSAGES_SHOWN);

/** The state after a search. One that brings nothing is forgotten: it teaches nothing. */
export function afterSearch(task: SearchTask, state: SearchState, words: readonly string[]): SearchState {
  const query = queryOf(words);
  const view = hitsOf(task, query);
  const read = [...new Set([...state.read, ...view])].sort((a, b) => a - b);
  return { ...state, view, read, log: view.length === 0 ? state.log : [...state.log, query] };
}
