/**
 * Plays held-out tasks once each and reports how it went. The same tasks and the same random numbers every time, so two
 * evaluations differ by the policy alone. Must not train.
 */
import type { Split } from '../envs/env.ts';
import { VecEnv } from '../envs/vec.ts';
import type { TurnGenerator } from '../model/interface.ts';
import type { ThinkingControl } from '../model/thinking.ts';
import type { Codec } from '../rollout/codec.ts';
import { collect, type Observation, type RolloutController } from '../rollout/collect.ts';
import type { ResampleRule } from '../rollout/resample.ts';
import type { Trajectory } from '../rollout/trajectory.ts';
import { heldOutTasks } from './tasks.ts';

export interface EvaluationRequest {
  readonly env: string;
  readonly level: number;
  readonly split: Split;
  readonly episodes: number;
  /** First task seed; default 0. */
  readonly from?: number;
  readonly temperature: number;
  readonly history: number;
  /** Default: text. */
  readonly observation?: Observation;
  /** Default: true. */
  readonly actionList?: boolean;
  readonly maxNewTokens: number;
  /** Key of the sampling. */
  readonly seed: number;
  /** Without them nothing is cut or sampled again. */
  readonly thinking?: ThinkingControl;
  readonly resampling?: ResampleRule;
}

/** One trajectory per task, in task order. */
export function playHeldOut(
  policy: TurnGenerator,
  codec: Codec,
  request: EvaluationRequest,
  controller?: RolloutController,
): Promise<Trajectory[]> {
  const {
    env,
    level,
    split,
    episodes,
    from,
    temperature,
    history,
    observation,
    actionList,
    maxNewTokens,
    seed,
    thinking,
    resampling,
  } = request;
  return collect(
    policy,
    codec,
    new VecEnv(env),
    {
      tasks: heldOutTasks(env, level, split, episodes, from),
      groupSize: 1,
      firstEpisode: 0,
      seed,
      sampling: { temperature, topK: 0, topP: 1, greedy: false },
      maxNewTokens,
      history,
      ...(observation && { observation }),
      ...(actionList !== undefined && { actionList }),
      sceneRow: 0,
      ...(thinking && { thinking: () => thinking }),
      ...(resampling && { resampling: () => resampling }),
    },
    controller,
  );
}
