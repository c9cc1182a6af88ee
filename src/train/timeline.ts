/**
 * Which settings were changed when, so that a run can be played again from its seed to the same bytes. A place is where in
 * the run the change took effect; changes can take effect between steps and before a training turn, nowhere else.
 * Must not apply anything.
 */
import type { Settings } from '../core/settings.ts';

/** In the order of a run: cloning updates done, policy updates done, and the turn of the next update's rollout that had not
 * been asked for yet; 0 = before the rollout, turns count from 1. */
export interface Place {
  readonly warmUpdate: number;
  readonly update: number;
  readonly turn: number;
}

/** Live settings moved while the run was at this place. */
export interface Change extends Place {
  readonly changes: Partial<Settings>;
}

/** Whether a comes after b. */
const isAfter = (a: Place, b: Place): boolean =>
  a.warmUpdate !== b.warmUpdate
    ? a.warmUpdate > b.warmUpdate
    : a.update !== b.update
      ? a.update > b.update
      : a.turn > b.turn;

/** A list of changes that is played while the run moves on. */
export class Timeline {
  readonly #changes: readonly Change[];
  #next = 0;

  /** Changes before `from` have taken effect already; those exactly there may have, and are handed out all the same, since
   * making them twice is making them once. */
  constructor(changes: readonly Change[] = [], from: Place = { warmUpdate: 0, update: 0, turn: 0 }) {
    this.#changes = changes;
    while (this.#next < changes.length && isAfter(from, changes[this.#next]!)) this.#next++;
  }

  get handedOut(): readonly Change[] {
    return this.#changes.slice(0, this.#next);
  }
  get pending(): readonly Change[] {
    return this.#changes.slice(this.#next);
  }

  /** Changes that are due at `place` and were not handed out before, oldest first. */
  due(place: Place): Change[] {
    const from = this.#next;
    while (this.#next < this.#changes.length && !isAfter(this.#changes[this.#next]!, place)) this.#next++;
    return this.#changes.slice(from, this.#next);
  }
}
