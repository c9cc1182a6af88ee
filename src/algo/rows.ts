/**
 * From episodes to what the policy trains on: advantages of every turn, then one training row per turn (its own prompt,
 * its own response). Must not touch the policy.
 */
import type { TrainingRow } from '../model/interface.ts';
import type { Trajectory, Turn } from '../rollout/trajectory.ts';
import { gigpoScores, gigpoStep } from './advantages.ts';
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
  /** Share of the turns of kept groups that had another to be compared with step by step; only under such a recipe. */
  readonly anchored?: number;
}

/** What a recipe's step part is told. */
export interface StepPart {
  /** γ: how much a reward counts one turn earlier. */
  readonly gamma: number;
  /** ω: weight of the step part next to the episode part. */
  readonly weight: number;
}

/** Advantages of all turns under the recipe; f64. */
export function turnAdvantages(
  trajectories: readonly Trajectory[],
  recipe: Recipe,
  invalidPenalty: number,
  part: StepPart = { gamma: 0.95, weight: 1 },
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
  const whole = { turns, kept, groups: rewards.size, droppedGroups: dropped.size };
  const all = recipe.step === 'none' ? whole : withSteps(whole, trajectories, recipe, invalidPenalty, part);
  return recipe.invalidTurns === 'as-others' ? all : withoutInvalidCredit(all, trajectories);
}

/** An action that the environment refused did not bring a success about: no invalid turn has a positive advantage. */
const withoutInvalidCredit = (all: Advantages, trajectories: readonly Trajectory[]): Advantages => ({
  ...all,
  turns: all.turns.map((own, i) => own.map((a, k) => (isInvalid(trajectories[i]!.turns[k]!) ? Math.min(0, a) : a))),
});

/** GiGPO's step part on top: turns of a group that answered the same situation, compared by their discounted returns. */
function withSteps(
  whole: Advantages,
  trajectories: readonly Trajectory[],
  { convention }: Recipe,
  invalidPenalty: number,
  { gamma, weight }: StepPart,
): Advantages {
  const steps = trajectories.flatMap(({ group, turns }, trajectory) =>
    turns.map((turn) => ({
      trajectory,
      anchor: `${group} ${turn.anchor}`,
      reward: turn.reward,
      valid: !isInvalid(turn),
    })),
  );
  const { stepScores, discountedReturns } = gigpoScores(steps, gamma, invalidPenalty);
  const relative = gigpoStep(steps, stepScores, convention.std);
  const sizes = new Map<string, number>();
  for (const { anchor } of steps) sizes.set(anchor, (sizes.get(anchor) ?? 0) + 1);
  const alike = withoutDifference(steps, discountedReturns);
  const kept = steps.filter(({ trajectory }) => whole.kept[trajectory]);
  let next = 0;
  return {
    ...whole,
    turns: whole.turns.map((own, i) => {
      const step = relative.subarray(next, (next += own.length));
      const from = next - own.length;
      return own.map((a, k) => {
        if (!whole.kept[i]) return 0;
        return alike.has(steps[from + k]!.anchor) ? a : a + weight * step[k]!;
      });
    }),
    anchored: kept.length === 0 ? 0 : kept.filter(({ anchor }) => sizes.get(anchor)! > 1).length / kept.length,
  };
}

/** Situations after which everyone earned the same. What is left to compare there is the penalty alone, which its own small
 * standard deviation would blow up to full strength: agents learn to act validly and do nothing (docs/RESULTS.md). */
function withoutDifference(steps: readonly { readonly anchor: string }[], returns: Float64Array): Set<string> {
  const first = new Map<string, number>();
  const alike = new Set<string>();
  for (const [i, { anchor }] of steps.entries()) {
    if (!first.has(anchor)) {
      first.set(anchor, returns[i]!);
      alike.add(anchor);
    } else if (first.get(anchor) !== returns[i]) alike.delete(anchor);
  }
  return alike;
}

/** What is compared: one score per turn, or one for the whole trajectory. */
function scoresOf({ reward, turns }: Trajectory, { pool }: Recipe, invalidPenalty: number): number[] {
  const penalty = (turn: Turn): number => (isInvalid(turn) ? invalidPenalty : 0);
  return pool === 'turn'
    ? turns.map((turn) => reward - penalty(turn))
    : [turns.reduce((sum, turn) => sum - penalty(turn), reward)];
}

/** What is left out of learning, though its rewards stay in every comparison. `turn`: turns that are malformed or that the
 * environment refuses; `trajectory`: episodes that hold such a turn (SimpleTIR, arXiv 2509.02479, whose void turn has
 * neither code nor an answer). */
export type VoidFilter = 'none' | 'turn' | 'trajectory';

/** Whether a turn of this trajectory may be learned from. */
const isLearned = ({ turns }: Trajectory, turn: Turn, filter: VoidFilter): boolean =>
  filter === 'none' || !(filter === 'turn' ? isInvalid(turn) : turns.some(isInvalid));

export interface RowOptions {
  /** A turn's log-probs under the reference policy; without it they equal the behaviour policy's (no pull). */
  readonly reference?: (turn: Turn) => Float32Array;
  /** Loss mask of tokens that the thinking intervention put there: 0, since they are no choice of the policy (default), or
   * 1 as in a pipeline that does not know. */
  readonly forcedMask?: 0 | 1;
  readonly voidFilter?: VoidFilter;
}

/** One row per turn of the kept groups that the filter leaves; rejected tries never become rows. */
export function trainingRows(
  trajectories: readonly Trajectory[],
  advantages: Advantages,
  { reference, forcedMask = 0, voidFilter = 'none' }: RowOptions = {},
): TrainingRow[] {
  return trajectories.flatMap((trajectory, i) =>
    trajectory.turns.flatMap((turn, k): TrainingRow[] => {
      if (!advantages.kept[i] || !isLearned(trajectory, turn, voidFilter)) return [];
      const { ids, logprob, forced } = turn.response;
      return [
        {
          ids: Uint32Array.from([...turn.prompt, ...ids]),
          start: turn.prompt.length,
          picture: turn.picture,
          lossMask: Float32Array.from(forced, (flag) => (flag === 0 ? 1 : forcedMask)),
          advantage: new Float32Array(ids.length).fill(advantages.turns[i]![k]!),
          oldLogprob: logprob,
          refLogprob: reference?.(turn) ?? logprob,
        },
      ];
    }),
  );
}
