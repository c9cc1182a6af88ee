/**
 * The rules of SearchQA: search as often as there are turns, answer once. Both actions are open grammars: a verb and one to
 * eight known words. Words come from text.ts.
 */
import type { Rng } from '../../core/rng.ts';
import type { Move, Outcome, Reading } from '../game.ts';
import { nameText, QUERY_WORDS } from './relations.ts';
import { afterSearch, type SearchState, type SearchTask } from './task.ts';
import { answeredReading, NO_MATCH, viewReading } from './text.ts';

export interface SearchMove extends Move {
  readonly verb: 'search' | 'answer';
  readonly words: readonly string[];
}

export const MOST_WORDS = 8;
/** How the list of actions shows the grammars. The first is itself a search, for a word no passage has; the second is no answer. */
export const SEARCH_TEMPLATE = 'search words';
export const ANSWER_TEMPLATE = 'answer words';
const MOVES: readonly SearchMove[] = [
  { verb: 'search', words: ['words'], text: SEARCH_TEMPLATE },
  { verb: 'answer', words: [], text: ANSWER_TEMPLATE, template: true },
];

const WORD_NUMBERS: ReadonlyMap<string, number> = new Map(QUERY_WORDS.map((word, i) => [word, i]));

export const searchMoves = (): readonly SearchMove[] => MOVES;

/** "search" or "answer" and 1 to 8 known words, single spaces. */
export function readMove(_task: SearchTask, _state: SearchState, action: string): SearchMove | null {
  if (action === ANSWER_TEMPLATE) return null;
  const [verb, ...words] = action.split(' ', MOST_WORDS + 2);
  if (verb !== 'search' && verb !== 'answer') return null;
  const isFine = words.length >= 1 && words.length <= MOST_WORDS && words.every((w) => WORD_NUMBERS.has(w));
  return isFine ? { verb, words, text: action } : null;
}

/** Searches for a name, half of the time one that the question holds; answers with any name of the world. */
export function fillInSearch({ question, world }: SearchTask, action: string, rng: Rng): string {
  if (action !== SEARCH_TEMPLATE && action !== ANSWER_TEMPLATE) return action;
  const named =
    question.kind === 'chain' ? [question.topic] : question.kind === 'older' ? question.pair : [question.object];
  const isNamed = action === SEARCH_TEMPLATE && rng.chance(0.5);
  const thing = isNamed ? rng.pick(named) : rng.below(world.names.length);
  return `${action.split(' ')[0]!} ${nameText(world.names[thing]!)}`;
}

export function actInSearch(
  task: SearchTask,
  state: SearchState,
  { verb, words }: SearchMove,
): { state: SearchState; reading: Reading } {
  if (verb === 'search') {
    const next = afterSearch(task, state, words);
    return { state: next, reading: next.view.length === 0 ? NO_MATCH : viewReading(task, next) };
  }
  const next = { ...state, answered: words.map((w) => WORD_NUMBERS.get(w)!) };
  return { state: next, reading: answeredReading(next) };
}

/** Exact match. Words here have no case, articles or punctuation, so the usual normalisation has nothing to do. */
export function searchOutcome({ world, answer }: SearchTask, { answered }: SearchState): Outcome {
  if (answered === null) return { won: false, dead: false, score: 0 };
  const won = answered.map((w) => QUERY_WORDS[w]!).join(' ') === nameText(world.names[answer]!);
  return { won, dead: !won, score: Number(won) };
}
