/** A token's numbers in words. */
import type { Response } from '../../rollout/trajectory.ts';
import { fixed, percent } from '../format.ts';

export interface TokenNumbers {
  /** Nats. */
  readonly entropy: string;
  /** Probability it was sampled with, and its logarithm. */
  readonly chance: string;
  readonly logprob: string;
  /** Top-j confidence. */
  readonly confidence: string;
}

export function tokenNumbers({ entropy, logprob, confidence }: Response, i: number): TokenNumbers {
  const log = logprob[i] ?? Number.NaN;
  return {
    entropy: fixed(entropy[i] ?? Number.NaN, 2),
    chance: percent(Math.exp(log)),
    logprob: fixed(log, 2),
    confidence: fixed(confidence[i] ?? Number.NaN, 2),
  };
}

/** One sentence, for assistive technology. */
export function tokenText(word: string, response: Response, i: number): string {
  const { entropy, chance, logprob, confidence } = tokenNumbers(response, i);
  return `${word}: entropy ${entropy} nats, chosen with ${chance} (log-prob ${logprob}), confidence ${confidence}`;
}
