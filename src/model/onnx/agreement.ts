/** How far two ways to compute the same policy are apart, in logits. Must not know which two they are. */
import type { Picture } from '../../core/picture.ts';
import type { Seen } from '../patches.ts';

export interface Agreement {
  readonly sequences: number;
  /** Distributions compared: one after every token. */
  readonly positions: number;
  /** Largest difference between two logits; NaN when one side is not a number. */
  readonly maxDifference: number;
  /** Largest logit in size, to hold the difference against. */
  readonly largest: number;
  /** Share of the positions at which both find the same token the likeliest. */
  readonly sameChoice: number;
}

/** Two computations in 32 bits that sum in another order stay below this (issue 6). */
export const MOST_DIFFERENCE = 1e-4;

export const agrees = ({ maxDifference }: Agreement): boolean => maxDifference <= MOST_DIFFERENCE;

/** Raw logits [T, V] after every token. */
type Logits = (ids: Uint32Array, picture?: Picture) => Promise<ArrayLike<number>>;

/** `sequences`: token ids below V or places of their pictures' patches; none empty. */
export async function compareLogits(
  ours: Logits,
  theirs: Logits,
  sequences: readonly Seen[],
  V: number,
  progress: (done: number, total: number) => void,
): Promise<Agreement> {
  let positions = 0;
  let same = 0;
  let maxDifference = 0;
  let largest = 0;
  for (const [done, { ids, picture }] of sequences.entries()) {
    progress(done, sequences.length);
    const [a, b] = [await ours(ids, picture), await theirs(ids, picture)];
    for (let i = 0; i < ids.length * V; i++) {
      const difference = Math.abs(a[i]! - b[i]!);
      // The comparison is turned round so that a NaN is kept.
      if (!(difference <= maxDifference)) maxDifference = Number.isNaN(maxDifference) ? maxDifference : difference;
      largest = Math.max(largest, Math.abs(a[i]!));
    }
    for (let t = 0; t < ids.length; t++) if (likeliest(a, t * V, V) === likeliest(b, t * V, V)) same += 1;
    positions += ids.length;
  }
  return { sequences: sequences.length, positions, maxDifference, largest, sameChoice: same / positions };
}

function likeliest(logits: ArrayLike<number>, from: number, V: number): number {
  let best = 0;
  for (let j = 1; j < V; j++) if (logits[from + j]! > logits[from + best]!) best = j;
  return best;
}
