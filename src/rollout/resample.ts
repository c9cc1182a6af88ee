/**
 * T²PO's turn level: how uncertain a turn was on the whole, how far that is from the turn before, and whether the turn is
 * sampled again before the environment sees it. Pure. Must not generate or play.
 */
import { hashText, philox, unitInterval } from '../core/rng.ts';

/** Uncertainties below this count as this, so that one certain token does not make a geometric mean 0 (T²PO §4). */
export const FLOOR = 1e-6;

export type PhiMean = 'geometric' | 'arithmetic';

/** What is resampled. `stagnant`: Γ < η (the paper). `stagnant-published`: 0 < Γ < η (the released code). The other two are
 * controls: `repeat` resamples an action that says what the last one said, `random` a share of all tries. */
export type ResampleBy = 'none' | 'stagnant' | 'stagnant-published' | 'repeat' | 'random';

/** May differ from turn to turn. */
export interface ResampleRule {
  readonly by: ResampleBy;
  readonly phiMean: PhiMean;
  readonly eta: number;
  /** B_max: a turn is sampled again at most this often, the last try is kept. */
  readonly maxTries: number;
  /** Chance that `random` throws a try away. */
  readonly randomRate: number;
}

/** Φ is recorded, nothing is resampled. */
export const KEEP_ALL: ResampleRule = { by: 'none', phiMean: 'geometric', eta: 0, maxTries: 0, randomRate: 0 };

/** Φ of a response from the M of its tokens, at least one: (Π M)^(1/T), or the plain mean; f64, M floored at FLOOR. */
export function meanUncertainty(M: ArrayLike<number>, mean: PhiMean): number {
  let sum = 0;
  for (let t = 0; t < M.length; t++) {
    const value = Math.max(M[t]!, FLOOR);
    sum += mean === 'geometric' ? Math.log(value) : value;
  }
  return mean === 'geometric' ? Math.exp(sum / M.length) : sum / M.length;
}

/** A try of a turn, as the rule sees it. */
export interface Try {
  /** Γ; NaN for the first turn of an episode. */
  readonly gamma: number;
  readonly action: string;
  /** Of the turn before; undefined for the first turn. */
  readonly lastAction: string | undefined;
  /** Counter of the random numbers, as of the sampling. */
  readonly episode: number;
  readonly turn: number;
  readonly attempt: number;
}

/** Apart from the draws of the sampling, which use the same counters. */
const STREAM = hashText('resample at random');

/** Whether this try is thrown away. Never the first turn of an episode, nor a try beyond B_max. `seed` is the sampling's. */
export function isRejected(rule: ResampleRule, made: Try, seed: number): boolean {
  const { gamma, action, lastAction, attempt } = made;
  if (attempt >= rule.maxTries || lastAction === undefined) return false;
  switch (rule.by) {
    case 'none':
      return false;
    case 'stagnant':
      return gamma < rule.eta;
    case 'stagnant-published':
      return gamma > 0 && gamma < rule.eta;
    case 'repeat':
      return action === lastAction;
    case 'random': {
      const [bits] = philox([made.episode, made.turn, attempt, 0], [seed, STREAM]);
      return unitInterval(bits) < rule.randomRate;
    }
    default:
      return rule.by satisfies never;
  }
}
