/** Find a hidden number: every guess is answered with "higher" or "lower". Tests whether an agent can halve a range. */
import { hashText, type Rng } from '../../core/rng.ts';
import { CHATTER_WORDS } from '../chatter.ts';
import { DIGITS, digits, readDigits } from '../digits.ts';
import type { EnvSpec } from '../env.ts';
import type { Game, Move, Reading } from '../game.ts';
import { levelList } from '../level-list.ts';
import { refused } from '../refusal.ts';
import type { NumberScene } from './scene.ts';

interface NumberTask {
  readonly low: number;
  readonly high: number;
  readonly hidden: number;
  readonly turnLimit: number;
}
interface NumberState {
  /** Distinct, in order. A number guessed again tells nothing and is not kept. */
  readonly guesses: readonly number[];
}
interface Guess extends Move {
  readonly value: number;
}

interface Knobs {
  /** Numbers in the range, and the largest number it may hold. */
  readonly width: number;
  readonly largest: number;
  /** ⌈log₂ width⌉ + 1: enough for halving with one turn to spare. */
  readonly turnLimit: number;
}
const LEVELS: readonly Knobs[] = [
  { width: 10, largest: 99, turnLimit: 5 },
  { width: 50, largest: 99, turnLimit: 7 },
  { width: 100, largest: 999, turnLimit: 8 },
  { width: 500, largest: 999, turnLimit: 10 },
];

const TEMPLATE = 'number';

const SPEC: EnvSpec = {
  id: 'number',
  version: 1,
  title: 'Guess the number',
  about: 'Find a hidden number by halving the range that is left.',
  levels: levelList(LEVELS, [
    { title: 'One of 10 numbers', randomSuccess: 0.421, oracleTurns: 2.89 },
    { title: 'One of 50 numbers', randomSuccess: 0.1395, oracleTurns: 4.91 },
    { title: 'One of 100 numbers', randomSuccess: 0.0835, oracleTurns: 5.83 },
    { title: 'One of 500 numbers', randomSuccess: 0.0225, oracleTurns: 8.01 },
  ]),
  reward: { success: 1, invalid: -0.1 },
  historyK: 2,
  words: [
    ...new Set([
      ...'find number from to no guess higher lower right / : ; nothing happens'.split(' '),
      ...DIGITS,
      ...CHATTER_WORDS,
    ]),
  ].sort(),
};

const answerTo = ({ hidden }: NumberTask, guess: number): string =>
  guess === hidden ? 'right' : guess < hidden ? 'higher' : 'lower';

const viewText = (task: NumberTask, { guesses }: NumberState): string =>
  guesses.length === 0 ? 'no guess' : guesses.map((g) => `${digits(g)} ${answerTo(task, g)}`).join(' / ');

const view = (task: NumberTask, state: NumberState): Reading => ({
  text: viewText(task, state),
  full:
    state.guesses.length === 0
      ? 'No guess was made yet.'
      : `Guesses so far: ${state.guesses.map((g) => `${g} (${answerTo(task, g)})`).join('; ')}.`,
});

/** The numbers that fit all answers so far. */
function rangeLeft({ low, high, hidden }: NumberTask, guesses: readonly number[]): [low: number, high: number] {
  return [
    Math.max(low, ...guesses.filter((g) => g < hidden).map((g) => g + 1)),
    Math.min(high, ...guesses.filter((g) => g > hidden).map((g) => g - 1)),
  ];
}

export const NUMBER: Game<NumberTask, NumberState, Guess> = {
  spec: SPEC,
  beliefBytes: 0,
  draw(level: number, rng: Rng) {
    const { width, largest, turnLimit } = LEVELS[level]!;
    const low = rng.below(largest - width + 2);
    return { low, high: low + width - 1, hidden: low + rng.below(width), turnLimit };
  },
  key: ({ low, high, hidden }) => `${hidden} from ${low} to ${high}`,
  /** Numbers that are never the hidden one elsewhere; as guesses they occur everywhere. */
  withheld: ({ hidden }) => hashText(`withheld ${hidden}`) % 100 < 15,
  start: () => ({ guesses: [] }),
  goal: ({ low, high, turnLimit }) => ({
    text: `find number from ${digits(low)} to ${digits(high)}`,
    full: `Find the hidden number, one of ${low} to ${high}, in ${turnLimit} guesses. After each you are told whether it is higher or lower than your guess. Write the digits with spaces between them.`,
  }),
  opening: (task) => view(task, { guesses: [] }),
  moves: () => [{ text: TEMPLATE, template: true, value: -1 }],
  read({ low, high }, _state, action) {
    const value = readDigits(action);
    return value === null || value < low || value > high ? null : { text: action, value };
  },
  fillIn: ({ low, high }, action, rng) => (action === TEMPLATE ? digits(low + rng.below(high - low + 1)) : action),
  act(task, state, { value }) {
    const next = state.guesses.includes(value) ? state : { guesses: [...state.guesses, value] };
    return { state: next, reading: { ...view(task, next), brief: answerTo(task, value) } };
  },
  refusal: (task, state) => refused(view(task, state)),
  anchor: viewText,
  outcome({ hidden }, { guesses }) {
    const won = guesses.at(-1) === hidden;
    return { won, dead: false, score: won ? 1 : 0 };
  },
  distance: ({ hidden }, { guesses }) => (guesses.at(-1) === hidden ? 0 : 1),
  /** The middle of what is left: no other guess is expected to tell more. */
  oracle(task, { guesses }) {
    const [low, high] = rangeLeft(task, guesses);
    const action = digits(Math.floor((low + high) / 2));
    return { think: `${digits(low)} to ${digits(high)} ; ${action}`, action };
  },
  /** How many guesses, then each as u16, then zeros. */
  pack({ turnLimit }, { guesses }) {
    const bytes = new Uint8Array(1 + 2 * turnLimit);
    bytes[0] = guesses.length;
    guesses.forEach((g, i) => bytes.set([g & 255, g >>> 8], 1 + 2 * i));
    return bytes;
  },
  unpack({ low, high, turnLimit }, bytes, turn) {
    const count = bytes[0]!;
    if (bytes.length !== 1 + 2 * turnLimit || count > turn) return null;
    const guesses = Array.from({ length: count }, (_, i) => bytes[1 + 2 * i]! | (bytes[2 + 2 * i]! << 8));
    const isSound =
      guesses.every((g) => g >= low && g <= high) &&
      new Set(guesses).size === count &&
      bytes.subarray(1 + 2 * count).every((b) => b === 0);
    return isSound ? { guesses } : null;
  },
  scene: (task, { guesses }): NumberScene => ({
    kind: 'number',
    low: task.low,
    high: task.high,
    turns: task.turnLimit,
    guesses: guesses.map((value, i) => {
      const [low, high] = rangeLeft(task, guesses.slice(0, i + 1));
      return { value, answer: answerTo(task, value), left: value === task.hidden ? 1 : high - low + 1 };
    }),
    hidden: task.hidden,
    found: guesses.at(-1) === task.hidden,
  }),
};
