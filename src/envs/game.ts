/**
 * What one environment has to say: its rules as pure functions over immutable data. Turns, limits, labels, splits and
 * snapshots are the same for all and live in machine.ts. Must not keep state between calls.
 */
import type { Picture } from '../core/picture.ts';
import type { Rng } from '../core/rng.ts';
import type { EnvSpec, OracleMove, Split } from './env.ts';

/** The same message twice: for small models (words of the lexicon) and in plain sentences. */
export interface Reading {
  readonly text: string;
  readonly full: string;
  /** What later prompts remember of it, where that is less than `text`. */
  readonly brief?: string;
}

/** An admissible action; environments add what they need to carry it out. */
export interface Move {
  readonly text: string;
  /** Shows an open grammar and is itself no action: said letter for letter it is refused. */
  readonly template?: true;
}

export interface Outcome {
  readonly won: boolean;
  /** The goal can no longer be reached; the episode ends. */
  readonly dead: boolean;
  /** 0..1, and 1 exactly when won. An ended episode (not one that ran out of turns) is paid score * reward.success, unless the
   * spec says all or nothing. */
  readonly score: number;
}

/** Which split each task of a list is in (own-deal.ts). */
export interface Deal {
  splitOf(key: string): Split;
  /** Throws TurnlabError `bad-setting` when there is no task in it. */
  need(split: Split): void;
}

/** T: the drawn task, fixed for an episode. S: what turns change. Both are plain and never mutated. */
export interface Game<T, S, M extends Move> {
  readonly spec: EnvSpec;
  /** Trailing bytes of pack() that hold what the agent has observed; they do not count as a change of the world. */
  readonly beliefBytes: number | ((task: T) => number);

  /** One candidate task; null when the draw does not work out (the caller draws again from the same stream). */
  draw(level: number, rng: Rng): T | null;
  /** All content of the task as text: its hash decides the split, so equal content can never be in two splits. */
  key(task: T): string;
  /** Combinations kept out of train, val and test: the `ood` split. */
  withheld(task: T): boolean;
  /** Own data only: its tasks are few, so they are dealt out instead of left to chance. */
  readonly deal?: Deal;

  start(task: T): S;
  goal(task: T): Reading;
  opening(task: T): Reading;
  /** Everything accepted now, in canonical order. Not called once the episode is over. */
  moves(task: T, state: S): readonly M[];
  /** Open grammars only: an action that moves() shows by a template alone; null when it is not one. */
  read?(task: T, state: S, action: string): M | null;
  /** Open grammars only: Env.fillIn. */
  fillIn?(task: T, action: string, rng: Rng): string;
  /** Carries out one of moves(). Returns the same state object when nothing changed. */
  act(task: T, state: S, move: M): { readonly state: S; readonly reading: Reading };
  /** What an inadmissible action brings. */
  refusal(task: T, state: S): Reading;
  /** The state as pixels, showing what the opening and the readings say; for every game whose spec promises pictures. */
  picture?(task: T, state: S): Picture;
  anchor(task: T, state: S): string;
  outcome(task: T, state: S): Outcome;
  /** What a turn is paid, where that is not "score * reward.success at the end". Inadmissible turns: before === after. */
  reward?(task: T, before: S, after: S): number;
  /** Fewest turns to the goal for a player who knows everything; null when out of reach. */
  distance(task: T, state: S): number | null;
  oracle(task: T, state: S, rng: Rng): OracleMove | null;

  /** Equal bytes <=> equal state; the length may depend on the task only. */
  pack(task: T, state: S): Uint8Array;
  /** Null when the bytes are not a state of this task after so many turns. */
  unpack(task: T, bytes: Uint8Array, turn: number): S | null;
  scene(task: T, state: S): unknown;
}
