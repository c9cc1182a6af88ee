/**
 * What the benchmark asks of everyone who takes part, us and peers alike: an entrant can do some of the tasks; for a task
 * it makes a contestant, which must first give the right answer and is then timed. Must not know how anyone computes.
 */
import type { Tasks } from './tasks.ts';

/** Where the numbers are computed. Entrants are compared with ours in the same place. */
export type Place = 'webgpu' | 'cpu';

/** Says how far a long job is, so that one that cannot finish within its time is stopped early. */
export interface Pace {
  /** Throws TooSlow when `total` steps would take longer than is left. */
  step(done: number, total: number): void;
}

/** Named parts of an answer, compared part by part. */
export type Answer = Readonly<Record<string, ArrayLike<number>>>;

/** Totals since some beginning; only differences mean something. */
export interface Counts {
  readonly dispatches: number;
  readonly submits: number;
  readonly readbacks: number;
}

export interface Contestant {
  /** Upload, compile, run once; resolves when the device has finished. */
  prepare(): Promise<void>;
  /** The answer to the task, from its first inputs. */
  answer(pace: Pace): Promise<Answer>;
  /** The work, `repeats` times; resolves when the device has finished. */
  sample(repeats: number): Promise<void>;
  /** Where no GPU can be watched: what was counted by the contestant itself. */
  counts?(): Counts & { readonly peakBytes: number };
  dispose(): void;
}

export type TaskName = keyof Tasks;

export type Makers = { readonly [K in TaskName]?: (task: Tasks[K]) => Contestant };

export interface Entrant extends Makers {
  /** `turnlab` is ours. */
  readonly name: string;
  readonly version: string;
  readonly place: Place;
  /** For people: threads, execution provider, what it lacks. */
  readonly detail: string;
  /** Why it takes no part in tasks that it has no maker for. */
  readonly lacks?: string;
}

/** What is going on, for people who wait. */
export type Step =
  | { readonly doing: 'loading' | 'checking'; readonly who: string; readonly place: Place }
  | { readonly doing: 'timing'; readonly round: number; readonly rounds: number };

/** One size of one task. */
export interface Case<K extends TaskName = TaskName> {
  readonly benchmark: K;
  readonly size: string;
  /** What one unit is ("product", "step", "token"); times are per unit. */
  readonly unit: string;
  /** Units in one repeat. */
  readonly units: number;
  /** Most repeats in a sample. */
  readonly repeats: number;
  /** Floating-point operations of a unit, and the least bytes it must move; 0 where it means nothing. */
  readonly flops: number;
  readonly bytes: number;
  task(): Tasks[K];
  /** Largest difference between two answers as a share of what is tolerated: above 1 they disagree. */
  disagreement(reference: Answer, answer: Answer): number;
}

export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

export const keyOf = ({ name, place }: Pick<Entrant, 'name' | 'place'>): string => `${name} ${place}`;
