/**
 * Wordle-k: find a hidden word by guessing; every letter is marked green, yellow or grey. One random guess is made for the
 * agent, so that the hundreds of games about one word differ and no fixed tree of guesses can be learnt by heart.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { CHATTER_WORDS } from '../chatter.ts';
import { DIGITS, digits } from '../digits.ts';
import type { EnvSpec } from '../env.ts';
import type { Game, Move, Reading } from '../game.ts';
import { levelList } from '../level-list.ts';
import { refused } from '../refusal.ts';
import { unknownAfter } from './information.ts';
import type { WordleScene } from './scene.ts';
import { LETTERS, markCode, marksOf, wordListOf, type WordList } from './words.ts';

interface WordleTask {
  readonly list: WordList;
  readonly hidden: string;
  /** The guess that was made for the agent. */
  readonly given: string;
}
interface WordleState {
  /** Distinct, the given one first. A word guessed again tells nothing and is not kept. */
  readonly guesses: readonly string[];
}
interface Guess extends Move {
  readonly word: string;
}

export const TURN_LIMIT = 5;
const TEMPLATE = 'letters';

const SPEC: EnvSpec = {
  id: 'wordle',
  version: 1,
  title: 'Wordle-k',
  about: 'Find a hidden word from the marks on the letters of each guess.',
  levels: levelList(TURN_LIMIT, [
    { title: 'Three letters, 60 words', randomSuccess: 0.0824, oracleTurns: 2.16 },
    { title: 'Four letters, 200 words', randomSuccess: 0.0238, oracleTurns: 2.13 },
    { title: 'Five letters, 500 words', randomSuccess: 0.0088, oracleTurns: 2.02 },
  ]),
  reward: { success: 1, invalid: -0.1 },
  historyK: 2,
  words: [
    ...new Set([
      ...LETTERS,
      ...'green yellow grey find word of letters / : ; left nothing happens'.split(' '),
      ...DIGITS,
      ...CHATTER_WORDS,
    ]),
  ].sort(),
};

const spelled = (word: string): string => word.split('').join(' ');
const markedText = (guess: string, hidden: string): string => {
  const marks = marksOf(guess, hidden);
  return guess
    .split('')
    .map((letter, i) => `${letter} ${marks[i]!}`)
    .join(' ');
};

const viewText = ({ hidden }: WordleTask, { guesses }: WordleState): string =>
  guesses.map((g) => markedText(g, hidden)).join(' / ');

const view = (task: WordleTask, state: WordleState): Reading => ({
  text: viewText(task, state),
  full: `Guesses so far: ${state.guesses.map((g) => `${g} (${marksOf(g, task.hidden).join(', ')})`).join('; ')}.`,
  brief: marksOf(state.guesses.at(-1)!, task.hidden).join(' '),
});

/** Numbers of the list's words that fit all marks so far. */
function candidatesFor({ list, hidden }: WordleTask, guesses: readonly string[]): number[] {
  const codes = guesses.map((g) => markCode(g, hidden));
  return list.words.flatMap((word, i) => (guesses.every((g, k) => markCode(g, word) === codes[k]) ? [i] : []));
}

/**
 * The word of the list whose marks are expected to tell most. Among equals a candidate, which may be the word itself, then the
 * first in the list.
 */
function bestGuess({ words, marks, length }: WordList, candidates: readonly number[]): number {
  let best = candidates[0]!;
  let least = Infinity;
  const parts = new Uint16Array(3 ** length);
  for (const guess of [...candidates, ...words.keys()]) {
    parts.fill(0);
    for (const hidden of candidates) parts[marks[guess * words.length + hidden]!]!++;
    const unknown = unknownAfter(parts);
    if (unknown < least) [best, least] = [guess, unknown];
  }
  return best;
}

/** The game over any lists of words, one a level. */
export const wordleOver = (
  spec: EnvSpec,
  listOf: (level: number) => WordList,
): Game<WordleTask, WordleState, Guess> => ({
  spec,
  beliefBytes: 0,
  draw(level: number, rng: Rng) {
    const list = listOf(level);
    const { words } = list;
    const hidden = rng.pick(words);
    const given = rng.pick(words);
    return given === hidden ? null : { list, hidden, given };
  },
  key: ({ hidden, given }) => `${hidden} after ${given}`,
  /** Words that are never the hidden one elsewhere; as guesses they occur everywhere. */
  withheld: ({ hidden }) => hashText(`withheld ${hidden}`) % 100 < 15,
  start: ({ given }) => ({ guesses: [given] }),
  goal({ list: { length, letters } }) {
    return {
      text: `find word of ${length} letters`,
      full: `Find the hidden word of ${length} letters (${letters.join(' ')}), written with spaces between them. Green: right letter in the right place. Yellow: the letter is elsewhere in the word. Grey: it is not. One guess was made for you; you have ${TURN_LIMIT} more.`,
    };
  },
  opening: (task) => view(task, { guesses: [task.given] }),
  moves: () => [{ text: TEMPLATE, template: true, word: '' }],
  read({ list: { length, letters } }, _state, action) {
    if (action.length !== 2 * length - 1) return null;
    const said = action.split(' ');
    if (said.length !== length || !said.every((l) => letters.includes(l))) return null;
    return { text: action, word: said.join('') };
  },
  fillIn: ({ list }, action, rng) => (action === TEMPLATE ? spelled(rng.pick(list.words)) : action),
  act(task, state, { word }) {
    const next = state.guesses.includes(word) ? state : { guesses: [...state.guesses, word] };
    return { state: next, reading: { ...view(task, next), brief: marksOf(word, task.hidden).join(' ') } };
  },
  refusal: (task, state) => refused(view(task, state)),
  anchor: viewText,
  outcome({ hidden }, { guesses }) {
    const won = guesses.at(-1) === hidden;
    return { won, dead: false, score: won ? 1 : 0 };
  },
  distance: ({ hidden }, { guesses }) => (guesses.at(-1) === hidden ? 0 : 1),
  oracle(task, { guesses }) {
    const candidates = candidatesFor(task, guesses);
    const action = spelled(task.list.words[bestGuess(task.list, candidates)]!);
    return { think: `${digits(candidates.length)} left ; ${action}`, action };
  },
  /** How many guesses, then their letters, then zeros. */
  pack({ list, hidden }, { guesses }) {
    const bytes = new Uint8Array(1 + (TURN_LIMIT + 1) * hidden.length);
    bytes[0] = guesses.length;
    guesses
      .join('')
      .split('')
      .forEach((letter, i) => (bytes[1 + i] = list.alphabet.indexOf(letter)));
    return bytes;
  },
  unpack({ list, hidden, given }, bytes, turn) {
    const { length } = hidden;
    const count = bytes[0]!;
    if (bytes.length !== 1 + (TURN_LIMIT + 1) * length || count < 1 || count > turn + 1) return null;
    const letters = [...bytes.subarray(1)].map((b) => list.alphabet[b] ?? '?').join('');
    const guesses = Array.from({ length: count }, (_, g) => letters.slice(g * length, (g + 1) * length));
    const isSound =
      guesses[0] === given &&
      !letters.includes('?') &&
      bytes.subarray(1 + count * length).every((b) => b === 0) &&
      new Set(guesses).size === count;
    return isSound ? { guesses } : null;
  },
  scene: (task, { guesses }): WordleScene => ({
    kind: 'wordle',
    length: task.hidden.length,
    turns: TURN_LIMIT + 1,
    guesses: guesses.map((word, i) => ({
      word,
      marks: marksOf(word, task.hidden),
      left: candidatesFor(task, guesses.slice(0, i + 1)).length,
    })),
    listed: task.list.words.length,
    hidden: task.hidden,
    found: guesses.at(-1) === task.hidden,
  }),
});

export const WORDLE = wordleOver(SPEC, wordListOf);
