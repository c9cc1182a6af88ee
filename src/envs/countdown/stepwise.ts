/**
 * Points: build a sum from cards, one symbol per turn, and end it with "=". Counterpart of the card games EZPoints and Points24.
 * A symbol in the wrong place is taken like any other; the sum is then worth nothing. There is no way back.
 */
import type { Rng } from '../../core/rng.ts';
import { CHATTER_WORDS } from '../chatter.ts';
import { DIGITS, digits } from '../digits.ts';
import type { EnvSpec } from '../env.ts';
import type { Game, Move, Reading } from '../game.ts';
import { levelList } from '../level-list.ts';
import { refused } from '../refusal.ts';
import { countSums, countWays, handiest, waysOn, work, type Sign, type Sum } from './arithmetic.ts';
import {
  drawPuzzle,
  goalFull,
  goalText,
  isWithheldSet,
  puzzleKey,
  workedText,
  type Puzzle,
  type PuzzleKnobs,
} from './puzzle.ts';
import type { CountdownScene } from './scene.ts';

/** A card's number, a sign, or the end. */
type Piece = number | Sign | '=';

interface PointsTask extends Puzzle {
  readonly turnLimit: number;
}
interface PointsState {
  readonly pieces: readonly Piece[];
}
interface Append extends Move {
  readonly piece: Piece;
}

interface Knobs extends PuzzleKnobs {
  readonly turnLimit: number;
}
const FOUR: readonly Sign[] = ['+', '-', '*', '/'];
const THREE: readonly Sign[] = ['+', '-', '*'];
const LEVELS: readonly Knobs[] = [
  { count: 2, largest: 13, signs: THREE, targets: [1, 169], mostSums: Infinity, brackets: false, turnLimit: 5 },
  { count: 3, largest: 13, signs: THREE, targets: [10, 100], mostSums: Infinity, brackets: false, turnLimit: 8 },
  { count: 4, largest: 13, signs: FOUR, targets: [24, 24], mostSums: Infinity, brackets: false, turnLimit: 20 },
];

const SPEC: EnvSpec = {
  id: 'points',
  version: 1,
  title: 'Points 24',
  about: 'Build a sum from all cards, symbol by symbol, that gives the target.',
  levels: levelList(LEVELS, [
    { title: 'Two cards', randomSuccess: 0.004, oracleTurns: 4 },
    { title: 'Three cards', randomSuccess: 0.0002, oracleTurns: 6 },
    { title: 'Four cards, always 24', randomSuccess: 0.0002, oracleTurns: 8 },
  ]),
  reward: { success: 10, invalid: -0.1 },
  historyK: 2,
  words: [...new Set([...'make from , + - * / = : ; nothing happens'.split(' '), ...DIGITS, ...CHATTER_WORDS])].sort(),
};

const pieceText = (piece: Piece): string => (typeof piece === 'number' ? digits(piece) : piece);
const viewText = ({ pieces }: PointsState): string => pieces.map(pieceText).join(' ') || 'nothing';
const view = (state: PointsState): Reading => ({
  text: viewText(state),
  full: state.pieces.length === 0 ? 'Nothing is written yet.' : `Written so far: ${state.pieces.join(' ')}.`,
});

/** Cards not yet laid, ascending. */
function cardsLeft({ numbers }: PointsTask, { pieces }: PointsState): number[] {
  const left = [...numbers];
  for (const piece of pieces) if (typeof piece === 'number') left.splice(left.indexOf(piece), 1);
  return left;
}

interface Beginning {
  readonly sum: Sum;
  readonly value: number;
  /** A sign that waits for its number. */
  readonly pending: Sign | null;
}

/** What is written as a sum that can still go on; null when it is none: empty, out of order, ended, or not even. */
function beginningOf({ pieces }: PointsState): Beginning | null {
  const [first, ...others] = pieces;
  if (typeof first !== 'number') return null;
  const rest: [Sign, number][] = [];
  let value = first;
  let pending: Sign | null = null;
  for (const piece of others) {
    if (piece === '=' || (typeof piece === 'number') !== (pending !== null)) return null;
    if (typeof piece !== 'number') {
      pending = piece;
      continue;
    }
    const next = work(value, pending!, piece);
    if (next === null) return null;
    rest.push([pending!, piece]);
    value = next;
    pending = null;
  }
  return { sum: { first, rest }, value, pending };
}

/** A whole sum that goes on from what is written and gives the target; null when there is none. */
function completion(task: PointsTask, state: PointsState): Sum | null {
  const left = cardsLeft(task, state);
  const { target, signs } = task;
  const best = (
    starts: readonly { readonly sum: Sum; readonly value: number; readonly left: readonly number[] }[],
  ): Sum | null => {
    let fallback: Sum | null = null;
    for (const start of starts) {
      const rest = handiest(start.value, waysOn(start.value, start.left, target, signs));
      if (rest === null) continue;
      const whole = { first: start.sum.first, rest: [...start.sum.rest, ...rest] };
      if (start.value >= 1) return whole;
      fallback ??= whole;
    }
    return fallback;
  };
  const without = (i: number): number[] => left.filter((_, j) => j !== i);
  if (state.pieces.length === 0)
    return best(left.map((first, i) => ({ sum: { first, rest: [] }, value: first, left: without(i) })));
  const beginning = beginningOf(state);
  if (beginning === null) return null;
  const { sum, value, pending } = beginning;
  if (pending === null) return best([{ sum, value, left }]);
  return best(
    left.flatMap((card, i) => {
      const next = work(value, pending, card);
      return next === null
        ? []
        : [{ sum: { ...sum, rest: [...sum.rest, [pending, card]] }, value: next, left: without(i) }];
    }),
  );
}

/** Whether such a sum is left. Asked every turn, so nothing is written down. */
function canReach(task: PointsTask, state: PointsState): boolean {
  const left = cardsLeft(task, state);
  const count = { target: task.target, signs: task.signs, most: 1, allows: () => true };
  if (state.pieces.length === 0) return countSums(left, count) > 0;
  const beginning = beginningOf(state);
  if (beginning === null) return false;
  const { value, pending } = beginning;
  if (pending === null) return countWays(value, left, 0, count) > 0;
  return left.some((card, i) => {
    const next = work(value, pending, card);
    return next !== null && countWays(next, left, 1 << i, count) > 0;
  });
}

const piecesOf = ({ first, rest }: Sum): Piece[] => [first, ...rest.flat(), '='];

/** Ended, every card laid, and the target reached. */
function isWon(task: PointsTask, { pieces }: PointsState): boolean {
  if (pieces.at(-1) !== '=') return false;
  const before = { pieces: pieces.slice(0, -1) };
  const beginning = beginningOf(before);
  return beginning?.pending === null && beginning.value === task.target && cardsLeft(task, before).length === 0;
}

export const POINTS: Game<PointsTask, PointsState, Append> = {
  spec: SPEC,
  beliefBytes: 0,
  draw(level: number, rng: Rng) {
    const puzzle = drawPuzzle(LEVELS[level]!, rng);
    return puzzle && { ...puzzle, turnLimit: LEVELS[level]!.turnLimit };
  },
  key: puzzleKey,
  withheld: isWithheldSet,
  start: () => ({ pieces: [] }),
  goal: (task) => ({ text: goalText(task), full: `${goalFull(task)} Write one symbol at a time and end with =.` }),
  opening: () => view({ pieces: [] }),
  moves: (task, state) =>
    [...new Set(cardsLeft(task, state)), ...task.signs, '=' as const].map((piece) => ({
      text: pieceText(piece),
      piece,
    })),
  act(_task, { pieces }, { piece }) {
    const next = { pieces: [...pieces, piece] };
    return { state: next, reading: view(next) };
  },
  refusal: (_task, state) => refused(view(state)),
  anchor: (_task, state) => viewText(state),
  outcome(task, state) {
    const won = isWon(task, state);
    return { won, dead: !won && state.pieces.at(-1) === '=', score: won ? 1 : 0 };
  },
  /** Every sum of all cards has the same length, so what is missing is what is not yet written. */
  distance(task, state) {
    if (state.pieces.at(-1) === '=') return isWon(task, state) ? 0 : null;
    return !canReach(task, state) ? null : 2 * task.numbers.length - state.pieces.length;
  },
  /** Thinks the whole sum with its partial results, then says the next symbol of it. */
  oracle(task, state) {
    const sum = completion(task, state);
    if (sum === null) return null;
    const action = pieceText(piecesOf(sum)[state.pieces.length]!);
    return { think: `${workedText(sum)} ; ${action}`, action };
  },
  /** How many pieces, then each: a number as it is, a sign or "=" from 100 on; then zeros. */
  pack({ turnLimit }, { pieces }) {
    const bytes = new Uint8Array(1 + turnLimit);
    bytes[0] = pieces.length;
    bytes.set(
      pieces.map((p) => (typeof p === 'number' ? p : 100 + MARKS.indexOf(p))),
      1,
    );
    return bytes;
  },
  unpack(task, bytes, turn) {
    const count = bytes[0]!;
    if (bytes.length !== 1 + task.turnLimit || count > turn) return null;
    const pieces: Piece[] = [];
    for (const byte of bytes.subarray(1, 1 + count)) {
      const piece = byte < 100 ? byte : MARKS[byte - 100];
      const isLegal =
        piece !== undefined &&
        pieces.at(-1) !== '=' &&
        (typeof piece !== 'number' || cardsLeft(task, { pieces }).includes(piece));
      if (!isLegal) return null;
      pieces.push(piece);
    }
    return bytes.subarray(1 + count).every((b) => b === 0) ? { pieces } : null;
  },
  scene: (task, state): CountdownScene => ({
    kind: 'countdown',
    numbers: task.numbers,
    target: task.target,
    lines:
      state.pieces.length === 0
        ? []
        : [{ text: viewText(state), result: isWon(task, state) ? task.target : (beginningOf(state)?.value ?? null) }],
    tries: 1,
    spent: 0,
    closed: state.pieces.at(-1) === '=',
  }),
};

const MARKS: readonly Piece[] = [...FOUR, '='];
