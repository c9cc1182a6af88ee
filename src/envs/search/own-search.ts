/**
 * SearchQA over a person's own passages and questions: the same two actions, the same search engine, but any words. Must not
 * read files; corpus.ts does.
 */
import type { Rng } from '../../core/rng.ts';
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec, OracleMove } from '../env.ts';
import type { Game, Move, Reading } from '../game.ts';
import { byFrequency, dealOut } from '../own-deal.ts';
import { ANSWER_TEMPLATE, SEARCH_TEMPLATE } from './core.ts';
import { MOST, type Corpus, type CorpusPassage, type CorpusQuestion } from './corpus.ts';
import { decide, expertTurns } from './own-oracle.ts';
import { BELIEF_BYTES, packOwn, unpackOwn } from './own-state-bytes.ts';
import {
  afterSearch,
  hitsOf,
  passagesNaming,
  isRight,
  MOST_ACTION,
  MOST_WORDS,
  shelve,
  START,
  TURN_LIMIT,
  type OwnState,
  type OwnTask,
} from './own-task.ts';
import { plainWords } from './plain-words.ts';
import type { SearchScene } from './scene.ts';
import { PASSAGES_SHOWN } from './task.ts';
import { NO_MATCH } from './text.ts';

export interface OwnMove extends Move {
  readonly verb: 'search' | 'answer';
  readonly said: string;
}

/** Characters of a passage in the drawing; the observation has all of it. */
const DRAWN = 280;

const MOVES: readonly OwnMove[] = [
  { verb: 'search', said: '', text: SEARCH_TEMPLATE, template: true },
  { verb: 'answer', said: '', text: ANSWER_TEMPLATE, template: true },
];

function viewReading({ shelf }: OwnTask, { view }: OwnState): Reading {
  if (view.length === 0) return { text: 'nothing read', full: 'No passage is before you.' };
  const passages = view.map((p) => shelf.passages[p]!);
  const compact = ({ title, text }: CorpusPassage): string =>
    `${plainWords(title).join(' ')} : ${plainWords(text).join(' ')}`;
  return {
    text: passages.map((p, i) => `${i + 1} ${compact(p)}`).join(' ; '),
    full: passages.map(({ title, text }, i) => `[${i + 1}] ${title}: ${text}`).join('\n'),
    brief: compact(passages[0]!),
  };
}

const answeredReading = ({ answered }: OwnState): Reading => ({
  text: `answered ${plainWords(answered ?? '').join(' ')}`,
  full: `You have answered: ${answered ?? ''}.`,
});

const reading = (task: OwnTask, state: OwnState): Reading =>
  state.answered === null ? viewReading(task, state) : answeredReading(state);

/** Emitted besides what the corpus holds. */
const FIXED = 'search answer words find nothing found read happens answered 1 2 3 : ;'.split(' ');

/** `id`: names the corpus. */
export function ownSearch(id: string, corpus: Corpus): Game<OwnTask, OwnState, OwnMove> {
  const shelf = shelve(corpus);
  /** Passages that hold the answer, looked up once a question. */
  const golds = new Map<CorpusQuestion, readonly number[]>();
  const said = wordsOf(corpus);
  /** The templates themselves are no actions, unless somebody's answer is "words". */
  const saysWords = said.includes('words');
  const title = `${count(corpus.passages.length, 'passage')}, ${count(corpus.questions.length, 'question')}`;
  const spec: EnvSpec = {
    id,
    version: 1,
    title: 'Own SearchQA',
    about: 'Answer a question by searching the passages you have brought.',
    levels: [{ level: 0, title, turnLimit: TURN_LIMIT, randomSuccess: Number.NaN, oracleTurns: Number.NaN }],
    reward: { success: 1, invalid: -0.1 },
    historyK: 4,
    words: [...new Set([...FIXED, ...CHATTER_WORDS, ...byFrequency(said)])],
  };
  const taskOf = (asked: CorpusQuestion): OwnTask => ({
    shelf,
    question: asked.question,
    answers: asked.answers,
    // Many tasks are drawn until one is in the wanted split, and only that one is played.
    get gold() {
      const gold = golds.get(asked) ?? (asked.gold.length > 0 ? asked.gold : passagesNaming(shelf, asked.answers));
      golds.set(asked, gold);
      return gold;
    },
  });
  const split = {
    key: ({ question }: Pick<OwnTask, 'question'>) => plainWords(question).join(' ') || question,
    withheld: () => false,
  };
  /** Asked alike is one task: repeats make it no more likely, or others would hardly ever be drawn. */
  const alike = new Map<string, CorpusQuestion[]>();
  for (const asked of corpus.questions) {
    const known = alike.get(split.key(asked));
    if (known) known.push(asked);
    else alike.set(split.key(asked), [asked]);
  }
  const tasks = [...alike.values()];
  return {
    spec,
    ...split,
    deal: dealOut(split, corpus.questions.map(taskOf)),
    beliefBytes: BELIEF_BYTES,
    draw(_level: number, rng: Rng) {
      const asked = rng.pick(tasks);
      // Nothing is drawn where there is no choice.
      return taskOf(asked.length === 1 ? asked[0]! : rng.pick(asked));
    },
    start: () => START,
    goal: ({ question }) => ({ text: plainWords(question).join(' '), full: question }),
    opening: (task) => viewReading(task, START),
    moves: () => MOVES,
    read(_task, _state, action) {
      if (action.length > MOST_ACTION) return null;
      const [, verb, said = ''] = /^(search|answer) (.+)$/su.exec(action) ?? [];
      const words = plainWords(said);
      const isTemplate = action === SEARCH_TEMPLATE || action === ANSWER_TEMPLATE;
      if (words.length === 0 || (isTemplate && !saysWords)) return null;
      if (verb === 'search') return words.length > MOST_WORDS ? null : { verb, said, text: action };
      return said.length > MOST.answer ? null : { verb: 'answer', said, text: action };
    },
    /** Searches for words of the question or for a title; answers with the answer to any question of the corpus. */
    fillIn({ question }, action, rng) {
      if (action === ANSWER_TEMPLATE) return `answer ${rng.pick(rng.pick(corpus.questions).answers)}`;
      if (action !== SEARCH_TEMPLATE) return action;
      const text = rng.chance(0.5) ? question : rng.pick(corpus.passages).title;
      const words = rng.shuffled(plainWords(text)).slice(0, 3);
      return `search ${words.join(' ') || rng.pick(shelf.words)}`;
    },
    act(task, state, { verb, said }) {
      const next = verb === 'search' ? afterSearch(shelf, state, said) : { ...state, answered: said };
      return { state: next, reading: verb === 'search' && next.view.length === 0 ? NO_MATCH : reading(task, next) };
    },
    refusal(task, state) {
      const { text, full } = reading(task, state);
      return { text: `nothing happens : ${text}`, full: `Nothing happens. ${full}`, brief: 'nothing happens' };
    },
    anchor: (task, state) => reading(task, state).text,
    outcome(task, { answered }) {
      const won = answered !== null && isRight(task, answered);
      return { won, dead: answered !== null && !won, score: Number(won) };
    },
    distance(task, state) {
      if (state.answered === null) return expertTurns(task, state);
      return isRight(task, state.answered) ? 0 : null;
    },
    oracle(task, state): OracleMove | null {
      if (state.answered !== null) return null;
      const { facts, action } = decide(task, state);
      return { think: `${facts} ; ${action}`, action };
    },
    pack: (_task, state) => packOwn(state),
    unpack: (_task, bytes, turn) =>
      unpackOwn(bytes, (query) => hitsOf(shelf, query), corpus.passages.length, shelf.words.length, turn),
    scene: (task, state) => sceneOf(task, state),
  };
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** In every text that an episode can show. */
const wordsOf = ({ passages, questions }: Corpus): string[] =>
  [
    ...passages.map(({ title, text }) => `${title} ${text}`),
    ...questions.map(({ question, answers }) => `${question} ${answers.join(' ')}`),
  ].flatMap(plainWords);

function sceneOf(task: OwnTask, state: OwnState): SearchScene {
  const { shelf, question, answers, gold } = task;
  const titleOf = (passage: number): string => `${shelf.passages[passage]!.title} (${shelf.passages[passage]!.id})`;
  const drawn = ({ title, text }: CorpusPassage): string => {
    const all = `${title}: ${text}`;
    return all.length > DRAWN ? `${all.slice(0, DRAWN)}…` : all;
  };
  return {
    kind: 'search',
    subset: 'nq',
    isFixed: true,
    question,
    view: state.view.map((p) => ({ title: titleOf(p), text: drawn(shelf.passages[p]!), gold: gold.includes(p) })),
    // A common answer is named in very many passages; the first ones say enough.
    way: gold.slice(0, PASSAGES_SHOWN).map((p) => ({ title: titleOf(p), known: state.read.includes(p) })),
    answered: state.answered === null ? null : { text: state.answered, isRight: isRight(task, state.answered) },
    answer: answers[0]!,
    known: state.log.map((query) => ({
      query: query.map((w) => shelf.words[w]!).join(' '),
      titles: hitsOf(shelf, query).map(titleOf),
    })),
  };
}
