/** How far two answers are apart, part by part. Must not know what the parts mean. */
import type { Answer } from '../contest.ts';

/** Largest |a - b|; infinite when lengths differ or a number is not finite. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

/** For a case: the largest share of its tolerance that any part of the reference is missed by. */
export const within =
  (tolerances: Readonly<Record<string, number>>) =>
  (reference: Answer, answer: Answer): number =>
    Math.max(
      ...Object.entries(tolerances).map(
        ([part, tolerance]) => largestDifference(reference[part] ?? [NaN], answer[part] ?? []) / tolerance,
      ),
    );
