/**
 * Slippery ice, as in the original: one step in three goes where it was meant, two go to either side of that. Which ones is
 * drawn once per task from its own stream, by the number of steps taken, so that all copies of a task slip alike.
 */
import { Rng } from '../../core/rng.ts';
import { COURSES, stepFrom, type Cells, type Course } from './lake-grid.ts';

/** Steps that are drawn; no episode is that long. */
const HORIZON = 48;
const NEVER = 255;
/** A later success is worth a little less, so that the expert does not dawdle. */
const DISCOUNT = 0.98;
const SWEEPS = 40;

export interface Ice {
  /** Per step: 0 as meant, 1 and 2 to either side. */
  readonly slips: readonly number[];
  /** Fewest steps for a player who knows the slips, by steps taken and cell; NEVER where there is no way. */
  readonly steps: readonly Uint8Array[];
  /** What the expert, who does not know them, does in each cell: an index into COURSES. */
  readonly plan: readonly number[];
}

/** Where a step meant one way may go: [as meant, one side, the other side], indices into COURSES (up, down, left, right). */
const WAYS: readonly (readonly number[])[] = [
  [0, 2, 3],
  [1, 2, 3],
  [2, 0, 1],
  [3, 0, 1],
];

export const slipped = ({ slips }: Ice, taken: number, course: Course): Course =>
  COURSES[WAYS[COURSES.indexOf(course)]![slips[taken]!]!]!;

/** A lake whose ice slips, and the seed of how. */
export interface Slippery {
  readonly size: number;
  readonly cells: Cells;
  readonly slipSeed: number;
}

/** Worked out on first use, because most drawn tasks are thrown away for being of another split. */
const ICE = new WeakMap<Slippery, Ice>();

export function iceOf(lake: Slippery): Ice {
  let ice = ICE.get(lake);
  if (ice === undefined) ICE.set(lake, (ice = freeze(lake)));
  return ice;
}

function freeze({ size, cells, slipSeed: seed }: Slippery): Ice {
  const rng = new Rng(seed, 'dynamics');
  const slips = Array.from({ length: HORIZON }, () => rng.below(3));
  const next = cells.map((_, cell) => COURSES.map((course) => stepFrom(size, cell, course)));
  return { slips, steps: stepsBySlips(cells, next, slips), plan: planFor(cells, next) };
}

/** Backwards from the last step that is drawn. */
function stepsBySlips(cells: Cells, next: readonly number[][], slips: readonly number[]): Uint8Array[] {
  const steps = [Uint8Array.from(cells, (c) => (c === 'goal' ? 0 : NEVER))];
  for (let taken = slips.length - 1; taken >= 0; taken--) {
    const later = steps[0]!;
    steps.unshift(
      Uint8Array.from(cells, (c, cell) => {
        if (c !== 'ice') return later[cell]!;
        let best = NEVER;
        for (const ways of WAYS) best = Math.min(best, later[next[cell]![ways[slips[taken]!]!]!]!);
        return best === NEVER ? NEVER : best + 1;
      }),
    );
  }
  return steps;
}

/** Null where even luck foreseen does not help. */
export function stepsKnowing({ steps }: Ice, taken: number, cell: number): number | null {
  const count = steps[taken]![cell]!;
  return count === NEVER ? null : count;
}

/** Value iteration (Bellman): the chance of reaching the goal, discounted; then the best course in each cell. */
function planFor(cells: Cells, next: readonly number[][]): number[] {
  const value = Float64Array.from(cells, (c) => (c === 'goal' ? 1 : 0));
  const plan = cells.map(() => 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let cell = 0; cell < cells.length; cell++) {
      if (cells[cell] !== 'ice') continue;
      let best = -1;
      for (let course = 0; course < WAYS.length; course++) {
        let worth = 0;
        for (const way of WAYS[course]!) worth += value[next[cell]![way]!]!;
        if (worth <= best) continue;
        best = worth;
        plan[cell] = course;
      }
      value[cell] = (DISCOUNT * best) / 3;
    }
  return plan;
}
