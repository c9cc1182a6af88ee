/**
 * A frozen 4 x 4 lake: reach the goal without stepping into a hole. About four cells in five are ice, start and goal are
 * drawn, a path is guaranteed, nothing slips. Walking against the shore is legal and changes nothing; a hole ends it.
 */
import { hashText, type Rng } from '../../core/rng.ts';
import { CHATTER_WORDS } from '../chatter.ts';
import type { EnvSpec } from '../env.ts';
import type { Game, Move, Reading } from '../game.ts';
import type { LakeScene } from './scene.ts';

const SIZE = 4;
const HOLE_CHANCE = 0.2;

interface LakeTask {
  readonly cells: LakeScene['cells'];
  readonly start: number;
  /** Steps from each cell to the goal; null from holes and cut-off cells. */
  readonly steps: readonly (number | null)[];
}
interface LakeState {
  readonly cell: number;
}
interface LakeStep extends Move {
  readonly rows: number;
  readonly columns: number;
}

const STEPS: readonly LakeStep[] = [
  { text: 'up', rows: -1, columns: 0 },
  { text: 'down', rows: 1, columns: 0 },
  { text: 'left', rows: 0, columns: -1 },
  { text: 'right', rows: 0, columns: 1 },
];

const SPEC: EnvSpec = {
  id: 'lake',
  version: 1,
  title: 'Lake-4',
  about: 'Cross a frozen lake to the goal without falling into a hole.',
  levels: [{ level: 0, title: 'Four by four, no slipping', turnLimit: 10, randomSuccess: 0.222, oracleTurns: 2.74 }],
  reward: { success: 1, invalid: -0.1 },
  historyK: 2,
  words: [
    ...new Set([
      ...'up down left right cross the lake ice hole goal me / ; : path nothing happens'.split(' '),
      ...CHATTER_WORDS,
    ]),
  ].sort(),
};

/** The cell after a step; the same cell at the shore. */
function stepFrom(cell: number, { rows, columns }: LakeStep): number {
  const row = Math.floor(cell / SIZE) + rows;
  const column = (cell % SIZE) + columns;
  return row < 0 || row >= SIZE || column < 0 || column >= SIZE ? cell : row * SIZE + column;
}

/** Breadth-first from the goal backwards; steps are reversible because shores and holes do not move. */
function stepsToGoal(cells: LakeScene['cells']): (number | null)[] {
  const steps: (number | null)[] = cells.map((c) => (c === 'goal' ? 0 : null));
  const queue = [cells.indexOf('goal')];
  for (const cell of queue)
    for (const step of STEPS) {
      const next = stepFrom(cell, step);
      if (steps[next] !== null || cells[next] !== 'ice') continue;
      steps[next] = steps[cell]! + 1;
      queue.push(next);
    }
  return steps;
}

function view({ cells }: LakeTask, { cell }: LakeState): Reading {
  const rows = Array.from({ length: SIZE }, (_, row) =>
    cells.slice(row * SIZE, (row + 1) * SIZE).map((c, column) => (row * SIZE + column === cell ? 'me' : c)),
  );
  return {
    text: rows.map((r) => r.join(' ')).join(' / '),
    full: `The lake, row by row: ${rows.map((r) => r.join(', ')).join('; ')}.`,
  };
}

export const LAKE: Game<LakeTask, LakeState, LakeStep> = {
  spec: SPEC,
  beliefBytes: 0,
  draw(_level: number, rng: Rng) {
    const cells = Array.from({ length: SIZE * SIZE }, (): 'ice' | 'hole' | 'goal' =>
      rng.chance(HOLE_CHANCE) ? 'hole' : 'ice',
    );
    const goal = rng.below(cells.length);
    const start = rng.below(cells.length);
    if (start === goal || cells[start] === 'hole') return null;
    cells[goal] = 'goal';
    const steps = stepsToGoal(cells);
    return steps[start] === null ? null : { cells, start, steps };
  },
  key: (task) => view(task, { cell: task.start }).text,
  /** Pairs of start and goal cells. */
  withheld: ({ cells, start }) => hashText(`withheld ${start} ${cells.indexOf('goal')}`) % 100 < 15,
  start: ({ start }) => ({ cell: start }),
  goal: () => ({ text: 'cross the lake', full: 'Reach the goal without stepping into a hole.' }),
  opening: (task) => view(task, { cell: task.start }),
  moves: () => STEPS,
  act(task, state, step) {
    const cell = stepFrom(state.cell, step);
    const next = cell === state.cell ? state : { cell };
    return { state: next, reading: view(task, next) };
  },
  refusal(task, state) {
    const { text, full } = view(task, state);
    return { text: `nothing happens : ${text}`, full: `Nothing happens. ${full}` };
  },
  anchor: (task, state) => view(task, state).text,
  outcome({ cells }, { cell }) {
    const won = cells[cell] === 'goal';
    return { won, dead: cells[cell] === 'hole', score: won ? 1 : 0 };
  },
  distance: ({ steps }, { cell }) => steps[cell]!,
  /** Thinks the next three steps of a shortest path. */
  oracle({ steps }, { cell }) {
    const path: string[] = [];
    for (let at = cell; path.length < 3 && steps[at] !== 0;) {
      const step = STEPS.find((s) => steps[stepFrom(at, s)] === steps[at]! - 1)!;
      path.push(step.text);
      at = stepFrom(at, step);
    }
    return { think: `path ${path.join(' ')} ; ${path[0]!}`, action: path[0]! };
  },
  pack: (_task, { cell }) => Uint8Array.of(cell),
  unpack: (_task, bytes) => (bytes.length === 1 && bytes[0]! < SIZE * SIZE ? { cell: bytes[0]! } : null),
  scene: ({ cells }, { cell }): LakeScene => ({
    kind: 'lake',
    size: SIZE,
    cells,
    agent: cell,
    fallen: cells[cell] === 'hole',
  }),
};
