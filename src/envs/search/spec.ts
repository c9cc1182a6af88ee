/** SearchQA as one Game: its numbers, its words and the wiring of its parts. No rules here. */
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec } from '../env.ts';
import type { Game } from '../game.ts';
import { actInSearch, fillInSearch, readMove, searchMoves, searchOutcome, type SearchMove } from './core.ts';
import { drawSearch, isWithheld, LEVELS, searchKey } from './gen.ts';
import { expertTurns, searchOracle } from './oracle.ts';
import { QUERY_WORDS, RELATIONS } from './relations.ts';
import { searchScene } from './scene.ts';
import { BELIEF_BYTES, packSearch, unpackSearch } from './state-bytes.ts';
import { startSearch, type SearchState, type SearchTask } from './task.ts';
import { answeredReading, questionReading, refusalReading, viewReading } from './text.ts';

const WORDS = [
  ...QUERY_WORDS,
  ...RELATIONS.flatMap((r) => r.said),
  // Actions.
  'search answer',
  // Observations.
  ': , ; nothing read found happens answered',
  // Thoughts.
  'find over',
].flatMap((words) => words.split(' '));

const level = (
  number: number,
  title: string,
  randomSuccess: number,
  oracleTurns: number,
): EnvSpec['levels'][number] => ({
  level: number,
  title,
  turnLimit: LEVELS[number]!.turnLimit,
  randomSuccess,
  oracleTurns,
});

const SPEC: EnvSpec = {
  id: 'search',
  version: 1,
  title: 'SearchQA',
  about: 'Answer a question by searching a small invented world, passage by passage.',
  levels: [
    level(0, 'nq: one hop, always the same world', 0.013, 2),
    level(1, 'nq: one hop, a fresh world for every task', 0.0195, 2),
    level(2, 'hotpot: two hops and comparisons', 0.0205, 2.97),
    level(3, 'musique: three or four hops among namesakes', 0.0205, 4.35),
    level(4, 'nq and hotpot mixed, to train on', 0.0205, 2.47),
    level(5, 'pop: one hop from a rare name', 0.0195, 2),
    level(6, 'trivia: one hop, asked the other way round', 0.0195, 2),
    level(7, '2wiki: two hops, some to be inferred', 0.0205, 2.97),
    level(8, 'bamb: two hops, misleading direct hits', 0.0205, 3),
  ],
  reward: { success: 1, invalid: -0.1 },
  historyK: 4,
  words: [...new Set([...WORDS, ...CHATTER_WORDS])].sort(),
};

export const SEARCH: Game<SearchTask, SearchState, SearchMove> = {
  spec: SPEC,
  beliefBytes: BELIEF_BYTES,
  draw: drawSearch,
  key: searchKey,
  withheld: isWithheld,
  start: startSearch,
  goal: questionReading,
  opening: (task) => viewReading(task, startSearch()),
  moves: searchMoves,
  read: readMove,
  fillIn: fillInSearch,
  act: actInSearch,
  refusal: refusalReading,
  anchor: (task, state) => (state.answered === null ? viewReading(task, state) : answeredReading(state)).text,
  outcome: searchOutcome,
  distance(task, state) {
    if (state.answered === null) return expertTurns(task, state);
    return searchOutcome(task, state).won ? 0 : null;
  },
  oracle: searchOracle,
  pack: packSearch,
  unpack: unpackSearch,
  scene: searchScene,
};
