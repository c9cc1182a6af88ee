/** The geometry of a lake and the shortest ways over it when nothing slips. No words, no turns. */
import type { LakeScene } from './scene.ts';

export type Cells = LakeScene['cells'];

export interface Course {
  readonly text: 'up' | 'down' | 'left' | 'right';
  readonly rows: number;
  readonly columns: number;
}

export const COURSES: readonly Course[] = [
  { text: 'up', rows: -1, columns: 0 },
  { text: 'down', rows: 1, columns: 0 },
  { text: 'left', rows: 0, columns: -1 },
  { text: 'right', rows: 0, columns: 1 },
];

/** The cell after a step; the same cell at the shore. */
export function stepFrom(size: number, cell: number, { rows, columns }: Course): number {
  const row = Math.floor(cell / size) + rows;
  const column = (cell % size) + columns;
  return row < 0 || row >= size || column < 0 || column >= size ? cell : row * size + column;
}

/** Steps to the goal, null from holes and cut-off cells: breadth-first backwards, because shores and holes do not move. */
export function stepsToGoal(size: number, cells: Cells): (number | null)[] {
  const steps: (number | null)[] = cells.map((c) => (c === 'goal' ? 0 : null));
  const queue = [cells.indexOf('goal')];
  for (const cell of queue)
    for (const course of COURSES) {
      const next = stepFrom(size, cell, course);
      if (steps[next] !== null || cells[next] !== 'ice') continue;
      steps[next] = steps[cell]! + 1;
      queue.push(next);
    }
  return steps;
}
