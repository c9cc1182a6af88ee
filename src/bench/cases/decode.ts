/** Greedy decoding of B rows in step, with a key/value cache, from one token each. */
import type { Answer, Case } from '../contest.ts';
import type { Scale } from '../scale.ts';
import { integers } from '../tasks.ts';
import { decodeFlops, L2_D64, TINY, type Model } from './models.ts';

const T = 128;
const SIZES: Readonly<Record<Scale, readonly (readonly [model: Model, B: number, steps: number])[]>> = {
  tiny: [[TINY, 3, 12]],
  small: [
    [L2_D64, 1, T - 1],
    [L2_D64, 16, T - 1],
    [L2_D64, 64, T - 1],
  ],
  full: [
    [L2_D64, 1, T - 1],
    [L2_D64, 16, T - 1],
    [L2_D64, 64, T - 1],
    [L2_D64, 128, T - 1],
  ],
};

/** Log-probabilities may differ by this; so may those of two tokens that are as good as equally likely. */
const TOLERANCE = 1e-4;
/** Rows in which a near tie may have been broken differently. */
const SPLIT_ROWS = 0.05;

/**
 * Ids and log-probabilities [B, steps] of two runs. A row that chose another token somewhere is compared up to there,
 * and its two choices must have been as likely as each other.
 */
export function compareDecoded(B: number, steps: number, reference: Answer, answer: Answer): number {
  const { ids = [], logprobs = [] } = answer;
  if (ids.length !== B * steps || logprobs.length !== B * steps) return Infinity;
  let largest = 0;
  let split = 0;
  for (let b = 0; b < B; b++)
    for (let at = b * steps; at < (b + 1) * steps; at++) {
      const difference = Math.abs(reference['logprobs']![at]! - logprobs[at]!);
      largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
      if (reference['ids']![at] === ids[at]) continue;
      split++;
      break;
    }
  return split > Math.ceil(SPLIT_ROWS * B) ? Infinity : largest / TOLERANCE;
}

export const decodeCases = (scale: Scale): Case<'decode'>[] =>
  SIZES[scale].map(([model, B, steps]) => ({
    benchmark: 'decode',
    size: `${model.name} V${model.config.V} B ${B}, ${steps} tokens`,
    unit: `token of ${B} row${B === 1 ? '' : 's'}`,
    units: steps,
    repeats: 1,
    flops: decodeFlops(model, B, steps / 2),
    bytes: 0,
    task: () => ({
      // A random output layer of its own: with tied embeddings an untrained model only repeats its first token.
      config: { ...model.config, tied: false },
      seed: 2,
      B,
      T,
      steps,
      first: integers(B, model.config.V, `first tokens ${B}`),
    }),
    disagreement: (reference, answer) => compareDecoded(B, steps, reference, answer),
  }));
