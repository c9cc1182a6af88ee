/** What a drawing of a GridPush room needs, as plain JSON. No drawing here. */
import { movesToGo, UNSOLVABLE } from './solver.ts';
import type { PushState, PushTask, Sight } from './task.ts';
import { sights } from './text.ts';

export interface PushScene {
  readonly kind: 'push';
  /** Cells in row-major order, `size` per side. */
  readonly size: number;
  readonly cells: readonly Sight[];
  /** No solution is left; the agent is not told. */
  readonly stuck: boolean;
}

export const pushScene = (task: PushTask, state: PushState): PushScene => ({
  kind: 'push',
  size: task.room.size,
  cells: sights(task.room, state),
  stuck: movesToGo(task, state) === UNSOLVABLE,
});
