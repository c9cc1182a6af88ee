/**
 * The loss of one sampled token and its derivatives: PPO's clipped ratio with dual clip (Ye et al., 2020), the k3
 * penalty against a reference (Schulman's "low-variance" estimator) and an entropy bonus; or behaviour cloning.
 * Clamps are verl's (exponent to ±20, k3 to 10), with zero derivative where a clamp is active.
 * Must not know about vocabularies: it sees log p and H of the row.
 */
import type { Reals } from '../tensor.ts';

/** Where each setting stands in hyper[16]. dualClip >= 1e30 means none; every value must be finite. */
export const HYPER = {
  temperature: 0,
  clipLow: 1,
  clipHigh: 2,
  dualClip: 3,
  klCoef: 4,
  entropyCoef: 5,
  objective: 6,
} as const;
export const HYPER_LENGTH = 16;

/** Values of hyper[HYPER.objective]. Cloning: loss = -advantage * log p, without KL or entropy term. */
export const OBJECTIVE = { policyGradient: 0, cloning: 1 } as const;

/** Fields of a row of token[M*4]. */
export const TOKEN = { advantage: 0, oldLogprob: 1, refLogprob: 2, weight: 3 } as const;

export interface TokenLoss {
  total: number;
  policy: number;
  k3: number;
  /** old - new log-probability. */
  k1: number;
  /** 1 where a clip (upper, lower or dual) has switched the policy gradient off. */
  clipped: number;
  ratio: number;
  /** Derivatives of `total`. */
  byLogprob: number;
  byEntropy: number;
}

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

/** `token[at ..]` holds TOKEN's fields, `hyper` HYPER's. Nats throughout. */
export function tokenLoss(logprob: number, entropy: number, token: Reals, at: number, hyper: Reals): TokenLoss {
  const advantage = token[at + TOKEN.advantage]!;
  if (hyper[HYPER.objective] === OBJECTIVE.cloning) {
    const policy = -advantage * logprob;
    return { total: policy, policy, k3: 0, k1: 0, clipped: 0, ratio: 1, byLogprob: -advantage, byEntropy: 0 };
  }
  const difference = logprob - token[at + TOKEN.oldLogprob]!;
  const ratio = Math.exp(clamp(difference, -20, 20));
  const free = -advantage * ratio;
  const bounded = -advantage * clamp(ratio, 1 - hyper[HYPER.clipLow]!, 1 + hyper[HYPER.clipHigh]!);
  const cap = advantage < 0 && hyper[HYPER.dualClip]! < 1e30 ? -advantage * hyper[HYPER.dualClip]! : Infinity;
  const policy = Math.min(Math.max(free, bounded), cap);
  const clipped = bounded > free || free > cap;

  const toReference = clamp(token[at + TOKEN.refLogprob]! - logprob, -20, 20);
  const k3 = Math.expm1(toReference) - toReference;
  const kl = hyper[HYPER.klCoef]!;
  const bonus = hyper[HYPER.entropyCoef]!;
  return {
    total: policy + kl * Math.min(k3, 10) - bonus * entropy,
    policy,
    k3: Math.min(k3, 10),
    k1: token[at + TOKEN.oldLogprob]! - logprob,
    clipped: clipped ? 1 : 0,
    ratio,
    byLogprob: (clipped || Math.abs(difference) >= 20 ? 0 : free) - (k3 >= 10 ? 0 : kl * Math.expm1(toReference)),
    byEntropy: -bonus,
  };
}
