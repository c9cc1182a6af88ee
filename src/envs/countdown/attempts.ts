/**
 * Countdown, a whole sum per turn: three tries, each answered with what it comes to. A right sum is paid 1; three legal ones
 * that all miss are paid 0.1. At the last level sums need brackets.
 */
import { CHATTER_WORDS } from '../chatter.ts';
import { DIGITS, digits, readDigits } from '../digits.ts';
import type { EnvSpec } from '../env.ts';
import type { Game, Move, Reading } from '../game.ts';
import { levelList } from '../level-list.ts';
import { refused } from '../refusal.ts';
import { handiest, isHandy, partials, waysOn, type Sign, type Sum } from './arithmetic.ts';
import { bracketedSum, bracketings, resultsOf, type Bracketed } from './brackets.ts';
import {
  drawPuzzle,
  goalFull,
  goalText,
  isWithheldSet,
  puzzleKey,
  randomSum,
  sumText,
  workedText,
  type Puzzle,
  type PuzzleKnobs,
} from './puzzle.ts';
import type { CountdownScene } from './scene.ts';

interface AttemptsState {
  /** Distinct sums, in order. */
  readonly sums: readonly Bracketed[];
  /** Tries used up, those that only repeat a sum included. */
  readonly spent: number;
}
interface Try extends Move {
  readonly sum: Bracketed;
}

const TRIES = 3;
const SIGNS: readonly Sign[] = ['+', '-', '*'];
const TARGETS = [10, 100] as const;
const PLAIN = { signs: SIGNS, targets: TARGETS, mostSums: Infinity, brackets: false };
const LEVELS: readonly PuzzleKnobs[] = [
  { ...PLAIN, count: 3, largest: 9 },
  { ...PLAIN, count: 3, largest: 20 },
  { ...PLAIN, count: 4, largest: 9 },
  { ...PLAIN, count: 4, largest: 9, mostSums: 4 },
  { ...PLAIN, count: 4, largest: 9, brackets: true },
];

const LEGAL = 0.1;
const TEMPLATE = 'sum';

const SPEC: EnvSpec = {
  id: 'countdown',
  version: 1,
  title: 'Countdown',
  about: 'Combine all the numbers into a sum that gives the target, in three tries.',
  levels: levelList(TRIES, [
    { title: '3 numbers to 9', randomSuccess: 0.203, oracleTurns: 1 },
    { title: '3 numbers to 20', randomSuccess: 0.202, oracleTurns: 1 },
    { title: '4 numbers to 9', randomSuccess: 0.07, oracleTurns: 1 },
    { title: '4 numbers to 9, few ways', randomSuccess: 0.028, oracleTurns: 1 },
    { title: '4 numbers to 9, only with brackets', randomSuccess: 0.02, oracleTurns: 1 },
  ]),
  reward: { success: 1, invalid: -0.1 },
  historyK: 2,
  words: [
    ...new Set([...'make from with sum , + - * = / : ; ( ) nothing happens'.split(' '), ...DIGITS, ...CHATTER_WORDS]),
  ].sort(),
};

const viewText = ({ sums }: AttemptsState): string => sums.map(workedText).join(' / ') || 'nothing';

const view = (state: AttemptsState): Reading => ({
  text: viewText(state),
  full: state.sums.length === 0 ? 'Nothing was tried yet.' : `Tried so far: ${state.sums.map(workedText).join('; ')}.`,
});

const resultOf = (sum: Bracketed): number => resultsOf(sum)!.at(-1)!;

const isWon = ({ target }: Puzzle, { sums }: AttemptsState): boolean =>
  sums.length > 0 && resultOf(sums.at(-1)!) === target;

/** A sum of exactly the puzzle's numbers, with brackets where there may be some; null for any other text. */
function readSum(task: Puzzle, text: string): Bracketed | null {
  if (text.length > 40) return null;
  if (!task.brackets) return readPlain(task, text);
  const bare = readPlain(task, text.replaceAll('( ', '').replaceAll(' )', ''));
  if (bare === null) return null;
  const read = bracketings(task.numbers.length).map((opens) => ({ ...bare, opens }));
  return read.find((sum) => sumText(sum) === text) ?? null;
}

/** Numbers and signs by turns, each number of the puzzle exactly once; null when it is not such a sum. */
function readPlain({ numbers, signs }: Puzzle, text: string): Sum | null {
  const [first, ...pairs] = text.split(/ (?=[-+*] )/);
  const start = readDigits(first!);
  const rest = pairs.map((pair): readonly [Sign | undefined, number | null] => [
    signs.find((s) => s === pair[0]),
    readDigits(pair.slice(2)),
  ]);
  const used = [start, ...rest.map(([, n]) => n)];
  if (used.includes(null) || rest.some(([sign]) => sign === undefined)) return null;
  const isAll = used.toSorted((a, b) => a! - b!).join() === numbers.join();
  return isAll ? { first: start!, rest: rest as Sum['rest'] } : null;
}

/** A sum without brackets that gives the target, with partial results that are all handy where there is one. */
function plainSum({ numbers, target, signs }: Puzzle): Sum {
  const sums = numbers.flatMap((first, i) => {
    const rest = handiest(first, waysOn(first, numbers.toSpliced(i, 1), target, signs));
    return rest ? [{ first, rest }] : [];
  });
  return sums.find((s) => partials(s)!.every(isHandy)) ?? sums[0]!;
}

export const COUNTDOWN: Game<Puzzle, AttemptsState, Try> = {
  spec: SPEC,
  /** The tries used up: they pass without changing what is known. */
  beliefBytes: 1,
  draw: (level, rng) => drawPuzzle(LEVELS[level]!, rng),
  key: puzzleKey,
  withheld: isWithheldSet,
  start: () => ({ sums: [], spent: 0 }),
  goal: (task) => ({ text: goalText(task), full: `${goalFull(task)} You have ${TRIES} tries.` }),
  opening: () => view({ sums: [], spent: 0 }),
  moves: () => [{ text: TEMPLATE, template: true, sum: { first: 0, rest: [] } }],
  read(task, _state, action) {
    const sum = readSum(task, action);
    return sum && { text: action, sum };
  },
  fillIn: (task, action, rng) => (action === TEMPLATE ? sumText(randomSum(task, rng)) : action),
  act(_task, { sums, spent }, { sum, text }) {
    const isOld = sums.some((s) => sumText(s) === text);
    const next = { sums: isOld ? sums : [...sums, sum], spent: spent + 1 };
    return { state: next, reading: { ...view(next), brief: `= ${digits(resultOf(sum))}` } };
  },
  refusal: (_task, state) => refused(view(state)),
  anchor: (_task, state) => viewText(state),
  outcome(task, state) {
    const won = isWon(task, state);
    return { won, dead: !won && state.spent === TRIES, score: won ? 1 : state.spent > 0 ? LEGAL : 0 };
  },
  distance: (task, state) => (isWon(task, state) ? 0 : state.spent < TRIES ? 1 : null),
  /** A sum that is right, with its partial results worked out first. */
  oracle(task) {
    const { numbers, target, signs, brackets } = task;
    const sum = brackets ? bracketedSum(numbers, target, signs)! : plainSum(task);
    const action = sumText(sum);
    const worked = workedText(sum);
    // With brackets there is no room to say what it comes to in the end; that is the target.
    return { think: `${brackets ? worked.slice(0, worked.lastIndexOf(' = ')) : worked} ; ${action}`, action };
  },
  /** Per sum its numbers and signs, and which brackets; then zeros; last the tries used up. */
  pack({ numbers, signs }, { sums, spent }) {
    const width = 2 * numbers.length;
    const bytes = new Uint8Array(TRIES * width + 1);
    const ways = bracketings(numbers.length).map(String);
    sums.forEach(({ first, rest, opens = [] }, i) =>
      bytes.set(
        [first, ...rest.flatMap(([sign, n]) => [1 + signs.indexOf(sign), n]), ways.indexOf(String(opens))],
        i * width,
      ),
    );
    bytes[bytes.length - 1] = spent;
    return bytes;
  },
  unpack(task, bytes, turn) {
    const width = 2 * task.numbers.length;
    if (bytes.length !== TRIES * width + 1) return null;
    const ways = bracketings(task.numbers.length);
    const sums: Bracketed[] = [];
    for (let at = 0; at < TRIES * width && bytes[at] !== 0; at += width) {
      const rest = task.numbers
        .slice(1)
        .map((_, i): [Sign, number] => [task.signs[bytes[at + 1 + 2 * i]! - 1]!, bytes[at + 2 + 2 * i]!]);
      const opens = ways[bytes[at + width - 1]!];
      if (opens === undefined || rest.some(([sign]) => sign === undefined)) return null;
      const sum = readSum(task, sumText({ first: bytes[at]!, rest, opens }));
      if (sum === null) return null;
      sums.push(sum);
    }
    const spent = bytes.at(-1)!;
    const state = { sums, spent };
    const isSound = spent >= sums.length && spent <= turn && this.pack(task, state).every((b, i) => b === bytes[i]);
    return isSound ? state : null;
  },
  scene: ({ numbers, target }, { sums, spent }): CountdownScene => ({
    kind: 'countdown',
    numbers,
    target,
    lines: sums.map((s) => ({ text: workedText(s), result: resultOf(s) })),
    tries: TRIES,
    spent,
    closed: false,
  }),
};
