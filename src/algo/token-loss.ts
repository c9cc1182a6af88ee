/**
 * The token-level policy loss in f64, with its gradients: what kernels/head.ts computes on the device, written for
 * reading and for the numeric vectors. Losses are minimised. Must not know about batches.
 */
export interface ClipSettings {
  readonly clipLow: number;
  readonly clipHigh: number;
  /** Cap on the loss of tokens with negative advantage, as a multiple of |A|; Infinity = none. */
  readonly dualClip: number;
}

export interface TokenLoss {
  readonly ratio: number;
  readonly loss: number;
  /** d loss / d logprob of the current policy. */
  readonly gradient: number;
}

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

/** Clipped surrogate with dual clip (PPO, arXiv 1707.06347; dual clip, arXiv 1912.09729; log-ratio clamp from verl). */
export function clippedTokenLoss(
  logprob: number,
  oldLogprob: number,
  advantage: number,
  clip: ClipSettings,
): TokenLoss {
  const difference = logprob - oldLogprob;
  const ratio = Math.exp(clamp(difference, -20, 20));
  const free = -advantage * ratio;
  const clipped = -advantage * clamp(ratio, 1 - clip.clipLow, 1 + clip.clipHigh);
  const pessimistic = Math.max(free, clipped);
  const cap = advantage < 0 ? -advantage * clip.dualClip : Infinity;
  const follows = free >= clipped && pessimistic <= cap && Math.abs(difference) <= 20;
  return { ratio, loss: Math.min(pessimistic, cap), gradient: follows ? free : 0 };
}

/** Four estimates of KL(current || reference) from one sampled token (Schulman's note "Approximating KL divergence";
 * clamps from verl). */
export function klEstimates(logprob: number, refLogprob: number): { k1: number; abs: number; k2: number; k3: number } {
  const d = logprob - refLogprob;
  const negative = clamp(-d, -20, 20);
  return { k1: d, abs: Math.abs(d), k2: d ** 2 / 2, k3: clamp(Math.exp(negative) - negative - 1, -10, 10) };
}

/** Softmax, its entropy in nats, dH/dlogits = -p (ln p + H), and d ln p[chosen] / dlogits = 1[j = chosen] - p. */
export function entropyGradient(
  logits: ArrayLike<number>,
  chosen: number,
): { p: Float64Array; entropy: number; entropyGradient: Float64Array; logprobGradient: Float64Array } {
  const shifted = Float64Array.from(logits);
  const top = shifted.reduce((a, b) => Math.max(a, b), -Infinity);
  for (let j = 0; j < shifted.length; j++) shifted[j]! -= top;
  const logSum = Math.log(shifted.reduce((sum, z) => sum + Math.exp(z), 0));
  const logP = shifted.map((z) => z - logSum);
  const p = logP.map(Math.exp);
  const entropy = -p.reduce((sum, q, j) => sum + (q === 0 ? 0 : q * logP[j]!), 0);
  return {
    p,
    entropy,
    entropyGradient: p.map((q, j) => (q === 0 ? 0 : -q * (logP[j]! + entropy))),
    logprobGradient: p.map((q, j) => (j === chosen ? 1 : 0) - q),
  };
}
