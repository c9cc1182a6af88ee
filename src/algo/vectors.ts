/**
 * The systems that `check:vectors` can verify: name -> function from a vector's inputs to its outputs, each made of the
 * functions that training uses. Must not hold expected values; they live in the vector files.
 */
import { gigpoEpisode, gigpoScores, gigpoStep, leaveOneOut, type AnchoredTurn } from './advantages.ts';
import { aggregateLoss, type Aggregation } from './aggregate.ts';
import { dynamicSampling, overlongPenalty } from './dynamic-sampling.ts';
import { GROUP_CENTRE, maskedWhiten, standardiseByGroup, type StdConvention } from './statistics.ts';
import { clippedTokenLoss, entropyGradient, klEstimates } from './token-loss.ts';

export interface Vector {
  readonly name: string;
  readonly tolerance: number;
  readonly inputs: unknown;
  readonly expected: unknown;
}

type System = (inputs: never) => unknown;

const afterRoot = (eps: number): StdConvention => ({ ddof: 1, eps, epsPlace: 'after-root' });
const AGGREGATIONS: readonly Aggregation[] = [
  'token-mean',
  'seq-mean-token-sum',
  'seq-mean-token-mean',
  'seq-mean-token-sum-norm',
];

interface GroupScores {
  readonly scores: number[];
  readonly group: string[];
  readonly eps: number;
}

export const SYSTEMS: Readonly<Record<string, System>> = {
  'primitive/masked_whiten': ({ values, mask }: { values: number[][]; mask: number[][] }) => maskedWhiten(values, mask),

  'primitive/agg_loss': ({ loss, mask }: { loss: number[][]; mask: number[][] }) =>
    Object.fromEntries(AGGREGATIONS.map((mode) => [mode, aggregateLoss(loss, mask, mode)])),

  'primitive/kl_estimators': ({ logp, ref_logp }: { logp: number[]; ref_logp: number[] }) => {
    const estimates = logp.map((lp, t) => klEstimates(lp, ref_logp[t]!));
    const column = (name: 'k1' | 'abs' | 'k2' | 'k3'): number[] => estimates.map((estimate) => estimate[name]);
    return { k1: column('k1'), abs: column('abs'), k2: column('k2'), k3: column('k3') };
  },

  'primitive/entropy_gradient': ({ logits, chosen }: { logits: number[]; chosen: number }) => {
    const { p, entropy, entropyGradient: dH, logprobGradient } = entropyGradient(logits, chosen);
    return { p, entropy, dH_dlogits: dH, dlogp_dlogits: logprobGradient };
  },

  'ppo/dual_clip_token_loss': (inputs: {
    logp: number[];
    old_logp: number[];
    adv: number[];
    clip_low: number;
    clip_high: number;
    clip_c: number;
  }) => {
    const clip = { clipLow: inputs.clip_low, clipHigh: inputs.clip_high, dualClip: inputs.clip_c };
    const tokens = inputs.logp.map((lp, t) => clippedTokenLoss(lp, inputs.old_logp[t]!, inputs.adv[t]!, clip));
    return {
      ratio: tokens.map(({ ratio }) => ratio),
      loss: tokens.map(({ loss }) => loss),
      dloss_dlogp: tokens.map(({ gradient }) => gradient),
    };
  },

  'grpo/outcome_advantage': ({ scores, group, eps }: GroupScores) => ({
    grpo: standardiseByGroup(scores, group, { std: afterRoot(eps), singleton: 'raw' }),
    dr_grpo: standardiseByGroup(scores, group, GROUP_CENTRE),
  }),

  'grpo/vectorized_variance_floor': ({ scores, group, eps }: GroupScores) => ({
    vectorized: standardiseByGroup(scores, group, {
      std: { ddof: 1, eps, epsPlace: 'variance-floor' },
      singleton: 'raw',
    }),
    plain: standardiseByGroup(scores, group, { std: afterRoot(eps), singleton: 'raw' }),
  }),

  'rloo/outcome_advantage': ({ scores, group }: GroupScores) => ({ rloo: leaveOneOut(scores, group) }),

  'dapo/dynamic_sampling': (inputs: { groups: Record<string, number[]>; train_batch_size: number }) => {
    const { kept, needMore } = dynamicSampling(inputs.groups, inputs.train_batch_size);
    return { kept, need_more_generation: needMore };
  },

  'dapo/overlong_penalty': (inputs: {
    lengths: number[];
    max_resp_len: number;
    buffer_len: number;
    factor: number;
  }) => ({
    penalty: inputs.lengths.map((length) =>
      overlongPenalty(length, inputs.max_resp_len, inputs.buffer_len, inputs.factor),
    ),
  }),

  'gigpo/episode_step_advantage': (inputs: {
    rows: { traj: string; obs: string; reward: number; valid: number }[];
    gamma: number;
    invalid_penalty: number;
    step_w: number;
    eps: number;
  }) => {
    const turns = inputs.rows.map(({ traj, obs, reward, valid }): AnchoredTurn => ({
      trajectory: traj,
      anchor: obs,
      reward,
      valid: valid === 1,
    }));
    const { discountedReturns, episodeScores, stepScores } = gigpoScores(turns, inputs.gamma, inputs.invalid_penalty);
    const both = (std: StdConvention | null): Record<string, Float64Array> => {
      const episode = gigpoEpisode(turns, episodeScores, std, 'turn');
      const step = gigpoStep(turns, stepScores, std);
      return { episode, step, joint: episode.map((a, i) => a + inputs.step_w * step[i]!) };
    };
    const std = afterRoot(inputs.eps);
    return {
      discounted_returns: discountedReturns,
      episode_scores: episodeScores,
      step_scores: stepScores,
      mean_std_norm: both(std),
      mean_norm: both(null),
      mean_std_norm_paper_trajectory_stats: { episode: gigpoEpisode(turns, episodeScores, std, 'trajectory') },
    };
  },
};

/** Why a vector fails, or null when it passes. `#variant` at the end of a name is not part of the system's name. */
export function vectorFailure(vector: Vector): string | null {
  const system = SYSTEMS[vector.name.split('#')[0]!];
  if (!system) return 'unknown system';
  return difference(system(vector.inputs as never), vector.expected, vector.tolerance, '');
}

/** First place where `actual` is not `expected`: numbers within the absolute tolerance, everything else exactly. */
function difference(actual: unknown, expected: unknown, tolerance: number, path: string): string | null {
  const here = path || 'result';
  if (typeof expected === 'number') {
    const close = typeof actual === 'number' && Math.abs(actual - expected) <= tolerance;
    return close ? null : `${here} is ${String(actual)}, expected ${expected} ± ${tolerance}`;
  }
  if (typeof expected !== 'object' || expected === null)
    return actual === expected ? null : `${here} is ${String(actual)}, expected ${String(expected)}`;
  if (typeof actual !== 'object' || actual === null) return `${here} is missing`;
  if (Array.isArray(expected) && expected.length !== (actual as ArrayLike<unknown>).length)
    return `${here} has ${(actual as ArrayLike<unknown>).length} entries, expected ${expected.length}`;
  for (const [key, value] of Object.entries(expected)) {
    const failure = difference(
      (actual as Record<string, unknown>)[key],
      value,
      tolerance,
      path ? `${path}.${key}` : key,
    );
    if (failure) return failure;
  }
  return null;
}
