/**
 * From episodes to what the policy trains on: advantages of every turn, then one training row per turn (its own prompt,
 * its own response). Must not touch the policy.
 */
import type { TrainingRow } from '../model/interface.ts';
import type { Trajectory, Turn } from '../rollout/trajectory.ts';
import { isInformative } from './dynamic-sampling.ts';
import type { Recipe } from './recipes.ts';
import { standardiseByGroup } from './statistics.ts';

/** A turn that is malformed or that the environment refuses. */
export const isInvalid = (turn: Turn): boolean => !turn.formatValid || !turn.info.valid;

export interface Advantages {
  /** advantages[i][k]: turn k of trajectory i; 0 throughout a group that was left out. */
  readonly turns: readonly Float64Array[];
  /** Whether the trajectory's group is trained on. */
  readonly kept: readonly boolean[];
  readonly groups: number;
  readonly droppedGroups: number;
}

/** Advantages of all turns under the recipe; f64. */
export function turnAdvantages(
  trajectories: readonly Trajectory[],
  recipe: Recipe,
  invalidPenalty: number,
): Advantages {
  const scores = trajectories.map((trajectory) => scoresOf(trajectory, recipe, invalidPenalty));
  const rewards = new Map<number, number[]>();
  for (const { group, reward } of trajectories) rewards.set(group, [...(rewards.get(group) ?? []), reward]);
  const dropped = new Set([...rewards].filter(([, pool]) => !isInformative(pool)).map(([group]) => group));
  const kept = trajectories.map(({ group }) => !dropped.has(group));

  const relative = standardiseByGroup(
    scores.flat(),
    trajectories.flatMap(({ group }, i) => scores[i]!.map(() => group)),
    recipe.convention,
  );
  let next = 0;
  const turns = trajectories.map(({ turns }, i) => {
    const own = relative.subarray(next, (next += scores[i]!.length));
    return Float64Array.from(turns, (_, k) => (kept[i] ? own[recipe.pool === 'turn' ? k : 0]! : 0));
  });
  return { turns, kept, groups: rewards.size, droppedGroups: dropped.size };
}

/** What is compared: one score per turn, or one for the whole trajectory. */
function scoresOf({ reward, turns }: Trajectory, { pool }: Recipe, invalidPenalty: number): number[] {
  const penalty = (turn: Turn): number => (isInvalid(turn) ? invalidPenalty : 0);
  return pool === 'turn'
    ? turns.map((turn) => reward - penalty(turn))
    : [turns.reduce((sum, turn) => sum - penalty(turn), reward)];
}

/**
 * One row per turn of the kept groups. `reference` gives a turn's log-probs under the reference policy; without it they
 * equal the behaviour policy's (no pull). `forcedMask` is the loss mask of tokens that the thinking intervention put
 * there: 0, since they are no choice of the policy, or 1 as in a pipeline that does not know.
 */
export function trainingRows(
  trajectories: readonly Trajectory[],
  advantages: Advantages,
  reference?: (turn: Turn) => Float32Array,
  forcedMask: 0 | 1 = 0,
): TrainingRow[] {
  return trajectories.flatMap(({ turns }, i) =>
    advantages.kept[i]
      ? turns.map((turn, k): TrainingRow => {
          const { ids, logprob, forced } = turn.response;
          return {
            ids: Uint32Array.from([...turn.prompt, ...ids]),
            start: turn.prompt.length,
            lossMask: Float32Array.from(forced, (flag) => (flag === 0 ? 1 : forcedMask)),
            advantage: new Float32Array(ids.length).fill(advantages.turns[i]![k]!),
            oldLogprob: logprob,
            refLogprob: reference?.(turn) ?? logprob,
          };
        })
      : [],
  );
}
