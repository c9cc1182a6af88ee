/**
 * Which task groups can teach anything. Must not compute advantages.
 */
import { variance } from './statistics.ts';

/** DAPO's dynamic sampling (arXiv 2503.14476): a group stays when its scores differ, or when it has one member. */
export const isInformative = (scores: ArrayLike<number>): boolean => scores.length === 1 || variance(scores, 0) > 0;

/** Names of the first `batchSize` informative groups, and whether more groups must be generated to fill the batch. */
export function dynamicSampling(
  groups: Readonly<Record<string, readonly number[]>>,
  batchSize: number,
): { kept: string[]; needMore: boolean } {
  const kept = Object.keys(groups).filter((name) => isInformative(groups[name]!));
  return { kept: kept.slice(0, batchSize), needMore: kept.length < batchSize };
}

/** DAPO's overlong ramp, added to the score: 0 up to maxLength - buffer, then linear to -factor at maxLength. */
export const overlongPenalty = (length: number, maxLength: number, buffer: number, factor: number): number =>
  Math.min((-(length - (maxLength - buffer)) / buffer) * factor, 0);
