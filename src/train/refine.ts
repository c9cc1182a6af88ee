/**
 * Rejection fine-tuning (T²PO §5): what the clone did right on its own becomes what it is cloned on once more. Must not
 * play or train.
 */
import { isInvalid } from '../algo/rows.ts';
import { Rng } from '../core/rng.ts';
import type { TrainingRow } from '../model/interface.ts';
import type { Trajectory } from '../rollout/trajectory.ts';
import { clonedRow } from './warm-start.ts';

/** Turns in one step: about what an update of the cloning before has. */
const ROWS_PER_STEP = 256;

/** The valid turns of the successful episodes, each once, shuffled into steps of nearly equal size; none without a success. */
export function refinementSteps(trajectories: readonly Trajectory[], seed: number): TrainingRow[][] {
  const rows = trajectories
    .filter(({ success }) => success)
    .flatMap(({ turns }) => turns.filter((turn) => !isInvalid(turn)))
    .map(({ prompt, picture, response }) => clonedRow(prompt, response.ids, picture));
  const order = new Rng(seed, 'refinement').shuffled(rows);
  const steps = Math.ceil(rows.length / ROWS_PER_STEP);
  return Array.from({ length: steps }, (_, k) =>
    order.slice(Math.floor((k * rows.length) / steps), Math.floor(((k + 1) * rows.length) / steps)),
  );
}
