/**
 * A frozen lake: reach the goal without stepping into a hole. About four cells in five are ice, start and goal are
 * drawn, a path is guaranteed. Walking against the shore is legal and changes nothing; a hole ends it. Slippery ice is in
 * lake-ice.ts.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec, OracleMove } from '../env.ts';
import type { Game, Move, Reading } from '../game.ts';
import { COURSES, stepFrom, stepsToGoal, type Cells, type Course } from './lake-grid.ts';
import { iceOf, slipped, stepsKnowing, type Slippery } from './lake-ice.ts';
import { lakePicture } from './lake-picture.ts';
import type { LakeScene } from './scene.ts';

const HOLE_CHANCE = 0.2;

interface Knobs {
  readonly size: number;
  readonly isSlippery: boolean;
}
const LEVELS: readonly Knobs[] = [
  { size: 4, isSlippery: false },
  { size: 8, isSlippery: false },
  { size: 4, isSlippery: true },
];

interface LakeTask {
  readonly size: number;
  readonly cells: Cells;
  readonly start: number;
  /** Steps from each cell to the goal when nothing slips; null from holes and cut-off cells. */
  readonly steps: readonly (number | null)[];
  /** Null: nothing slips. */
  readonly slippery: Slippery | null;
}
interface LakeState {
  readonly cell: number;
  /** Steps taken so far, counted on slippery ice only. */
  readonly taken: number;
}
type LakeStep = Move & Course;

const SPEC: EnvSpec = {
  id: 'lake',
  version: 2,
  title: 'Lake',
  about: 'Cross a frozen lake to the goal without falling into a hole.',
  levels: [
    { level: 0, title: 'Four by four, no slipping', turnLimit: 10, randomSuccess: 0.222, oracleTurns: 2.74 },
    { level: 1, title: 'Eight by eight, no slipping', turnLimit: 20, randomSuccess: 0.071, oracleTurns: 5.91 },
    {
      level: 2,
      title: 'Four by four, slippery',
      turnLimit: 20,
      randomSuccess: 0.28,
      oracleTurns: 7.97,
      oracleSuccess: 0.722,
    },
  ],
  reward: { success: 1, invalid: -0.1 },
  pictures: true,
  historyK: 2,
  words: [
    ...new Set([
      ...'up down left right cross the lake ice hole goal me / ; : path nothing happens'.split(' '),
      ...CHATTER_WORDS,
    ]),
  ].sort(),
};

/** Cells joined by `between`, rows by `below`. */
function written({ cells, size }: LakeTask, { cell }: LakeState, between: string, below: string): string {
  let text = '';
  for (let i = 0; i < cells.length; i++) {
    if (i > 0) text += i % size === 0 ? below : between;
    text += i === cell ? 'me' : cells[i]!;
  }
  return text;
}

/** The compact text alone, which is also the key of a position. */
const viewText = (task: LakeTask, state: LakeState): string => written(task, state, ' ', ' / ');

const view = (task: LakeTask, state: LakeState): Reading => ({
  text: viewText(task, state),
  full: `The lake, row by row: ${written(task, state, ', ', '; ')}.`,
});

const startOf = ({ start }: LakeTask): LakeState => ({ cell: start, taken: 0 });

function afterStep({ size, slippery }: LakeTask, state: LakeState, course: Course): LakeState {
  if (slippery !== null)
    return { cell: stepFrom(size, state.cell, slipped(iceOf(slippery), state.taken, course)), taken: state.taken + 1 };
  const cell = stepFrom(size, state.cell, course);
  return cell === state.cell ? state : { cell, taken: 0 };
}

const distanceFrom = ({ slippery, steps }: LakeTask, { cell, taken }: LakeState): number | null =>
  slippery === null ? steps[cell]! : stepsKnowing(iceOf(slippery), taken, cell);

/** Thinks the next three steps of a shortest path; null where there is none. */
function pathMove({ size, steps }: LakeTask, from: number): OracleMove | null {
  // A saved episode may be anywhere on the ice.
  if (steps[from] === null) return null;
  const path: string[] = [];
  for (let cell = from; path.length < 3 && steps[cell] !== 0;) {
    const course = COURSES.find((c) => steps[stepFrom(size, cell, c)] === steps[cell]! - 1)!;
    path.push(course.text);
    cell = stepFrom(size, cell, course);
  }
  return { think: `path ${path.join(' ')} ; ${path[0]!}`, action: path[0]! };
}

/** No path can be planned on slippery ice: thinks where the goal lies, then takes the safest good step. */
function slipperyMove(lake: Slippery, from: number): OracleMove {
  const { size, cells } = lake;
  const goal = cells.indexOf('goal');
  const down = Math.floor(goal / size) - Math.floor(from / size);
  const right = (goal % size) - (from % size);
  const where = [
    ...(down === 0 ? [] : [down > 0 ? 'down' : 'up']),
    ...(right === 0 ? [] : [right > 0 ? 'right' : 'left']),
  ];
  const action = COURSES[iceOf(lake).plan[from]!]!.text;
  return { think: `goal ${where.join(' ')} ; ${action}`, action };
}

export const LAKE: Game<LakeTask, LakeState, LakeStep> = {
  spec: SPEC,
  /** The steps taken: they pass without changing the lake. */
  beliefBytes: 1,
  draw(level: number, rng: Rng) {
    const { size, isSlippery } = LEVELS[level]!;
    const cells = Array.from({ length: size * size }, (): 'ice' | 'hole' | 'goal' =>
      rng.chance(HOLE_CHANCE) ? 'hole' : 'ice',
    );
    const goal = rng.below(cells.length);
    const start = rng.below(cells.length);
    if (start === goal || cells[start] === 'hole') return null;
    cells[goal] = 'goal';
    const steps = stepsToGoal(size, cells);
    if (steps[start] === null) return null;
    return { size, cells, start, steps, slippery: isSlippery ? { size, cells, slipSeed: rng.uint32() } : null };
  },
  /** Without the slips: the same lake is in the same split however it slips. */
  key: (task) => viewText(task, startOf(task)),
  /** Pairs of start and goal cells. */
  withheld: ({ cells, start }) => hashText(`withheld ${start} ${cells.indexOf('goal')}`) % 100 < 15,
  start: startOf,
  goal: () => ({ text: 'cross the lake', full: 'Reach the goal without stepping into a hole.' }),
  opening: (task) => view(task, startOf(task)),
  moves: () => COURSES,
  act(task, state, step) {
    const next = afterStep(task, state, step);
    return { state: next, reading: view(task, next) };
  },
  refusal(task, state) {
    const { text, full } = view(task, state);
    return { text: `nothing happens : ${text}`, full: `Nothing happens. ${full}` };
  },
  picture: ({ size, cells }, { cell }) => lakePicture(size, cells, cell),
  anchor: viewText,
  outcome({ cells }, { cell }) {
    const won = cells[cell] === 'goal';
    return { won, dead: cells[cell] === 'hole', score: won ? 1 : 0 };
  },
  distance: distanceFrom,
  oracle(task, { cell }) {
    return task.slippery === null ? pathMove(task, cell) : slipperyMove(task.slippery, cell);
  },
  pack: (_task, { cell, taken }) => Uint8Array.of(cell, taken),
  unpack({ cells, slippery }, bytes, turn) {
    const [cell, taken] = bytes;
    if (bytes.length !== 2 || cell! >= cells.length || taken! > (slippery === null ? 0 : turn)) return null;
    return { cell: cell!, taken: taken! };
  },
  scene: ({ cells, size }, { cell }): LakeScene => ({
    kind: 'lake',
    size,
    cells,
    agent: cell,
    fallen: cells[cell] === 'hole',
  }),
};
