/**
 * Numbers about a batch of episodes and about an update. Names follow verl-agent where it has one; every formula is in
 * docs/METRICS.md. A mean over nothing is left out, never NaN. Must not play or train.
 */
import { isInvalid, type Advantages } from '../algo/rows.ts';
import { mean, variance } from '../algo/statistics.ts';
import { klEstimates } from '../algo/token-loss.ts';
import { wilson } from '../core/wilson.ts';
import type { ThinkingRule } from '../engine/kernels/intervention.ts';
import type { UpdateStats } from '../model/interface.ts';
import type { Codec } from '../rollout/codec.ts';
import { thinkLength } from '../rollout/parse.ts';
import type { Trajectory, Turn } from '../rollout/trajectory.ts';
import { controlMetrics } from './control-metrics.ts';
import type { Metrics } from './events.ts';

const share = <T>(items: readonly T[], test: (item: T) => boolean): number => items.filter(test).length / items.length;
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

/** What both training batches and evaluations report about episodes; at least one trajectory. `cutting` as of
 * controlMetrics. */
export function episodeMetrics(
  trajectories: readonly Trajectory[],
  codec: Codec,
  cutting?: ThinkingRule,
): Record<string, number> {
  const turns = trajectories.flatMap((trajectory) => trajectory.turns);
  const won = trajectories.filter((trajectory) => trajectory.success);
  const responses = turns.map((turn) => turn.response.ids.length);
  const prompts = turns.map((turn) => turn.prompt.length);
  return {
    'episode/success_rate': won.length / trajectories.length,
    'episode/score': mean(trajectories.map(({ score }) => score)),
    'episode/reward/mean': mean(trajectories.map(({ reward }) => reward)),
    'episode/length/mean': turns.length / trajectories.length,
    ...(won.length > 0 ? { 'episode/turns_to_success': mean(won.map((t) => t.turns.length)) } : {}),
    'episode/ended_by_limit': share(trajectories, (t) => t.turns.at(-1)!.info.reason === 'limit'),
    'episode/valid_action_ratio': share(turns, (turn) => !isInvalid(turn)),
    'episode/format_valid_ratio': share(turns, (turn) => turn.formatValid),
    'response_length/mean': mean(responses),
    'response_length/max': most(responses),
    'response_length/clip_ratio': share(turns, (turn) => !turn.response.finished),
    'think_length/mean': mean(turns.map((turn) => thinkLength(codec, turn.response.ids))),
    'prompt_length/mean': mean(prompts),
    'prompt_length/max': most(prompts),
    'hesitation/ineffective_ratio': share(turns, (turn) => !turn.info.effective),
    'hesitation/not_novel_ratio': share(turns, (turn) => !turn.info.novel),
    'hesitation/repeat_ratio': share(turns, (turn) => turn.info.repeat),
    ...controlMetrics(trajectories, codec, cutting),
  };
}

const EPISODE_PREFIX = 'episode/';

/** The same under `val/…`, with the Wilson 95 % interval of the success rate. */
export function evaluationMetrics(trajectories: readonly Trajectory[], codec: Codec, cutting?: ThinkingRule): Metrics {
  const [low, high] = wilson(
    share(trajectories, (t) => t.success),
    trajectories.length,
  );
  const renamed = Object.entries(episodeMetrics(trajectories, codec, cutting)).map(
    ([name, value]): [string, number] => [
      `val/${name.startsWith(EPISODE_PREFIX) ? name.slice(EPISODE_PREFIX.length) : name}`,
      value,
    ],
  );
  return {
    ...Object.fromEntries(renamed),
    'val/success_rate/low': low,
    'val/success_rate/high': high,
    'val/episodes': trajectories.length,
  };
}

/** What the advantages of a batch look like. */
export function advantageMetrics(advantages: Advantages): Metrics {
  const values = advantages.turns.filter((_, i) => advantages.kept[i]).flatMap((turns) => [...turns]);
  return {
    'group/zero_variance': advantages.droppedGroups / advantages.groups,
    'advantage/std': Math.sqrt(variance(values, 0)),
    ...(advantages.anchored === undefined ? {} : { 'gigpo/anchored_ratio': advantages.anchored }),
  };
}

/** Means of the optimiser steps of one update, weighted by their loss tokens; zeros when every group was left out. */
export function actorMetrics(steps: readonly UpdateStats[]): Metrics {
  const tokens = steps.reduce((sum, step) => sum + step.tokens, 0);
  const average = (pick: (step: UpdateStats) => number): number =>
    tokens === 0 ? 0 : steps.reduce((sum, step) => sum + pick(step) * step.tokens, 0) / tokens;
  return {
    'actor/loss': average((s) => s.loss),
    'actor/policy_loss': average((s) => s.policyLoss),
    'actor/entropy': average((s) => s.entropy),
    'actor/ppo_kl': average((s) => s.approxKl),
    'actor/clip_fraction': average((s) => s.clipFraction),
    'actor/ratio_mean': average((s) => s.meanRatio),
    'actor/grad_norm': average((s) => s.gradNorm),
    'actor/skipped_steps': steps.filter((s) => s.skipped).length,
    'actor/optimiser_steps': steps.length,
    'perf/trained_tokens': tokens,
    'perf/padding': average((s) => s.padding),
  };
}

/** k3 estimate of KL(behaviour || warm-started policy), mean over the sampled tokens of the given turns. */
export function klFromReference(turns: readonly { turn: Turn; reference: Float32Array }[]): number {
  const estimates = turns.flatMap(({ turn, reference }) =>
    [...reference].map((refLogprob, t) => klEstimates(turn.response.logprob[t]!, refLogprob).k3),
  );
  return estimates.length === 0 ? 0 : mean(estimates);
}
