/** SearchQA as one Game: its numbers, its words and the wiring of its parts. No rules here. */
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec } from '../env.ts';
import type { Game } from '../game.ts';
import { levelList } from '../level-list.ts';
import { actInSearch, fillInSearch, readMove, searchMoves, searchOutcome, type SearchMove } from './core.ts';
import { drawSearch, isWithheld, LEVELS, searchKey } from './gen.ts';
import { expertTurns, searchOracle } from './oracle.ts';
import { QUERY_WORDS, RELATIONS } from './relations.ts';
import { searchScene } from './scene.ts';
import { BELIEF_BYTES, packSearch, unpackSearch } from './state-bytes.ts';
import { startSearch, type SearchState, type SearchTask } from './task.ts';
import { answeredReading, questionReading, refusalReading, viewReading } from './text.ts';
import { worldOf } from '../world.ts';

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

const SPEC: EnvSpec = {
  id: 'search',
  version: 1,
  title: 'SearchQA',
  about: 'Answer a question by searching a small invented world, passage by passage.',
  levels: levelList(LEVELS, [
    { title: 'nq: one hop, always the same world', randomSuccess: 0.013, oracleTurns: 2 },
    { title: 'nq: one hop, a fresh world for every task', randomSuccess: 0.0195, oracleTurns: 2 },
    { title: 'hotpot: two hops and comparisons', randomSuccess: 0.0205, oracleTurns: 2.97 },
    { title: 'musique: three or four hops among namesakes', randomSuccess: 0.0205, oracleTurns: 4.35 },
    { title: 'nq and hotpot mixed, to train on', randomSuccess: 0.0205, oracleTurns: 2.47 },
    { title: 'pop: one hop from a rare name', randomSuccess: 0.0195, oracleTurns: 2 },
    { title: 'trivia: one hop, asked the other way round', randomSuccess: 0.0195, oracleTurns: 2 },
    { title: '2wiki: two hops, some to be inferred', randomSuccess: 0.0205, oracleTurns: 2.97 },
    { title: 'bamb: two hops, misleading direct hits', randomSuccess: 0.0205, oracleTurns: 3 },
  ]),
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

export const WORLDS = [worldOf(SEARCH)];
