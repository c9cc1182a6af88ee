/**
 * UnaryMath as one Game: a problem, five tries, and after a wrong answer never more than "try again". Counterpart of training
 * with unary feedback, where an agent has to revise without being told why.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { CHATTER_WORDS } from '../chatter.ts';
import { DIGITS, digits, readDigits } from '../digits.ts';
import type { EnvSpec } from '../env.ts';
import type { Game, Move, Reading } from '../game.ts';
import { levelList } from '../level-list.ts';
import { refused } from '../refusal.ts';
import { LEVELS, PROBLEM_WORDS, type Problem } from './problems.ts';
import type { UnaryScene } from './scene.ts';
import { worldOf } from '../world.ts';

interface UnaryTask extends Problem {
  /** Random answers are drawn up to it. */
  readonly largest: number;
}
interface UnaryState {
  /** Distinct, in order. */
  readonly answers: readonly number[];
  /** Answers given, repeats included. */
  readonly spent: number;
}
interface Answer extends Move {
  readonly value: number;
}

const TRIES = 5;
/** A right answer is worth this much less with every wrong one before it. */
const FADE = 0.5;
/** The price of nothing but repeats. */
const REPEAT_COST = 0.5;
const MOST_ANSWER = 9999;
const TEMPLATE = 'number';

/** Measured by `turnlab envs`, per level. */
const RANDOM_SUCCESS = [0.0087, 0.0003, 0.0253, 0.0792, 0.0119];

const SPEC: EnvSpec = {
  id: 'unary',
  version: 1,
  title: 'UnaryMath',
  about: 'Answer a problem; a wrong answer is met with "try again" and nothing else.',
  levels: levelList(
    TRIES,
    LEVELS.map(({ title }, level) => ({ title, randomSuccess: RANDOM_SUCCESS[level]!, oracleTurns: 1 })),
  ),
  reward: { success: 1, invalid: -0.1, ownRule: true },
  historyK: 2,
  words: [
    ...new Set([
      ...PROBLEM_WORDS,
      ...'number try again right wrong / : ; nothing happens'.split(' '),
      ...CHATTER_WORDS,
    ]),
  ].sort(),
};

const verdict = ({ answer }: UnaryTask, value: number): string => (value === answer ? 'right' : 'try again');

const viewText = (task: UnaryTask, { answers }: UnaryState): string =>
  answers.map((a) => `${digits(a)} ${verdict(task, a)}`).join(' / ') || 'nothing';

const view = (task: UnaryTask, state: UnaryState): Reading => ({
  text: viewText(task, state),
  full:
    state.answers.length === 0
      ? 'Nothing was answered yet.'
      : `Answers so far: ${state.answers.map((a) => `${a} (${verdict(task, a)})`).join('; ')}.`,
});

const isWon = ({ answer }: UnaryTask, { answers }: UnaryState): boolean => answers.at(-1) === answer;

/** The right answer with one digit changed: a slip of the pen. */
function slipOf(answer: number, rng: Rng): number {
  const text = String(answer);
  const at = rng.below(text.length);
  const isLeading = at === 0 && text.length > 1;
  const others = DIGITS.filter((d) => d !== text[at] && !(isLeading && d === '0'));
  return Number(text.slice(0, at) + rng.pick(others) + text.slice(at + 1));
}

export const UNARY: Game<UnaryTask, UnaryState, Answer> = {
  spec: SPEC,
  /** The answers given: they pass without changing what is known. */
  beliefBytes: 1,
  draw(level: number, rng: Rng) {
    const { draw, largest } = LEVELS[level]!;
    const problem = draw(rng);
    return problem && { ...problem, largest };
  },
  key: ({ text }) => text,
  /** Pairs of factors that no other split multiplies. */
  withheld: ({ factors }) => hashText(`withheld ${factors.join(' ')}`) % 100 < 15,
  start: () => ({ answers: [], spent: 0 }),
  goal: ({ text, full }) => ({
    text,
    full: `${full} You have ${TRIES} tries. Write the digits with spaces between them.`,
  }),
  opening: (task) => view(task, { answers: [], spent: 0 }),
  moves: () => [{ text: TEMPLATE, template: true, value: -1 }],
  read(_task, _state, action) {
    const value = readDigits(action);
    return value === null || value > MOST_ANSWER ? null : { text: action, value };
  },
  /** Every second random answer is a slip, so that noisy demonstrations show a first answer that is nearly right, and then the right one. */
  fillIn({ answer, largest }, action, rng) {
    if (action !== TEMPLATE) return action;
    return digits(rng.chance(0.5) ? slipOf(answer, rng) : rng.below(largest + 1));
  },
  act(task, { answers, spent }, { value }) {
    const next = { answers: answers.includes(value) ? answers : [...answers, value], spent: spent + 1 };
    return { state: next, reading: { ...view(task, next), brief: verdict(task, value) } };
  },
  refusal: (task, state) => refused(view(task, state)),
  anchor: viewText,
  outcome(task, state) {
    const won = isWon(task, state);
    return { won, dead: !won && state.spent === TRIES, score: won ? 1 : 0 };
  },
  /** At the end: 1/2 to the power of the wrong answers before the right one, less 1/2 of the share of repeats. */
  reward(task, before, after) {
    const won = isWon(task, after);
    if (after === before || (!won && after.spent < TRIES)) return 0;
    const repeats = 1 - after.answers.length / after.spent;
    return (won ? FADE ** before.spent : 0) - REPEAT_COST * repeats;
  },
  distance: (task, state) => (isWon(task, state) ? 0 : state.spent < TRIES ? 1 : null),
  /** Works the problem out; after a wrong answer it says so first. */
  oracle({ scratch, answer }, { answers }) {
    const action = digits(answer);
    return { think: `${answers.length > 0 ? 'wrong : ' : ''}${scratch} ; ${action}`, action };
  },
  /** How many answers, each as u16, zeros, then the answers given. */
  pack(_task, { answers, spent }) {
    const bytes = new Uint8Array(2 + 2 * TRIES);
    bytes[0] = answers.length;
    answers.forEach((a, i) => bytes.set([a & 255, a >>> 8], 1 + 2 * i));
    bytes[bytes.length - 1] = spent;
    return bytes;
  },
  unpack(_task, bytes, turn) {
    if (bytes.length !== 2 + 2 * TRIES) return null;
    const count = bytes[0]!;
    const spent = bytes.at(-1)!;
    if (spent > turn || count > spent || (count === 0) !== (spent === 0)) return null;
    const answers = Array.from({ length: count }, (_, i) => bytes[1 + 2 * i]! | (bytes[2 + 2 * i]! << 8));
    const isSound =
      answers.every((a) => a <= MOST_ANSWER) &&
      new Set(answers).size === count &&
      bytes.subarray(1 + 2 * count, -1).every((b) => b === 0);
    return isSound ? { answers, spent } : null;
  },
  scene: (task, state): UnaryScene => ({
    kind: 'unary',
    problem: task.full,
    answers: state.answers,
    tries: TRIES,
    spent: state.spent,
    answer: task.answer,
    solved: isWon(task, state),
  }),
};

export const WORLDS = [worldOf(UNARY)];
