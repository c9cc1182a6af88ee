/**
 * Outcome advantages: what each score says once it is compared with the others of its group. Pure, f64, in input order.
 * Must not know about tokens, models or environments.
 */
import { GROUP_CENTRE, relativeTo, standardiseByGroup, type PoolConvention } from './statistics.ts';

/** RLOO (arXiv 2402.14740): score minus the mean of the others; a lone member keeps its score. */
export function leaveOneOut(scores: ArrayLike<number>, groups: ArrayLike<number | string>): Float64Array {
  const sizes = new Map<number | string, number>();
  for (let i = 0; i < scores.length; i++) sizes.set(groups[i]!, (sizes.get(groups[i]!) ?? 0) + 1);
  return standardiseByGroup(scores, groups, GROUP_CENTRE).map((centred, i) => {
    const n = sizes.get(groups[i]!)!;
    return n === 1 ? centred : (centred * n) / (n - 1);
  });
}

/** One turn of one trajectory of one group, as GiGPO sees it. */
export interface AnchoredTurn {
  readonly trajectory: string | number;
  /** Canonical text of the observation; equal anchors are compared with each other. */
  readonly anchor: string;
  readonly reward: number;
  readonly valid: boolean;
}

export interface GigpoParts {
  readonly discountedReturns: Float64Array;
  readonly episodeScores: Float64Array;
  readonly stepScores: Float64Array;
}

/** Scores GiGPO (arXiv 2505.10978) compares; turns of a trajectory in playing order. The invalid penalty is subtracted
 * after discounting and only from the invalid turn (as in the authors' code). */
export function gigpoScores(turns: readonly AnchoredTurn[], gamma: number, invalidPenalty: number): GigpoParts {
  const discountedReturns = new Float64Array(turns.length);
  const running = new Map<string | number, number>();
  const totals = new Map<string | number, number>();
  for (let i = turns.length - 1; i >= 0; i--) {
    const { trajectory, reward } = turns[i]!;
    discountedReturns[i] = reward + gamma * (running.get(trajectory) ?? 0);
    running.set(trajectory, discountedReturns[i]!);
    totals.set(trajectory, (totals.get(trajectory) ?? 0) + reward);
  }
  const penalty = (i: number): number => (turns[i]!.valid ? 0 : invalidPenalty);
  return {
    discountedReturns,
    episodeScores: Float64Array.from(turns, (turn, i) => totals.get(turn.trajectory)! - penalty(i)),
    stepScores: discountedReturns.map((value, i) => value - penalty(i)),
  };
}

/** Episode part of GiGPO. `turn` pools one score per turn (the authors' code: long trajectories weigh more),
 * `trajectory` one per trajectory (the paper; the first turn's score represents it). */
export function gigpoEpisode(
  turns: readonly AnchoredTurn[],
  scores: ArrayLike<number>,
  std: PoolConvention['std'],
  unit: 'turn' | 'trajectory',
): Float64Array {
  const seen = new Set<string | number>();
  const pool: number[] = [];
  for (const [i, { trajectory }] of turns.entries()) {
    if (unit === 'turn' || !seen.has(trajectory)) pool.push(scores[i]!);
    seen.add(trajectory);
  }
  return relativeTo(pool, scores, { std, singleton: 'raw' });
}

/** Step part of GiGPO: turns with the same anchor are compared; a lone anchor gives 0. */
export function gigpoStep(
  turns: readonly AnchoredTurn[],
  scores: ArrayLike<number>,
  std: PoolConvention['std'],
): Float64Array {
  return standardiseByGroup(
    scores,
    turns.map((turn) => turn.anchor),
    { std, singleton: 'zero' },
  );
}
