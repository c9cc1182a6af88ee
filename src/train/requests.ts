/** What a rollout is asked for, from settings and counters alone. Must not play. */
import type { Settings } from '../core/settings.ts';
import type { Codec } from '../rollout/codec.ts';
import type { CollectRequest, Observation } from '../rollout/collect.ts';
import { resamplingOf, thinkingOf, watchingOf } from './control.ts';
import type { EvaluationRequest } from './evaluate.ts';
import { samplingSeed, trainTasks } from './tasks.ts';

/** Training tasks of an update; the rules and the first episode are the caller's. */
export function trainingRequest(
  settings: Settings,
  stream: 'learn' | 'refine' | 'calibrate',
  update: number,
  groups: number,
  groupSize: number,
): Omit<CollectRequest, 'firstEpisode'> {
  const { temperature, maxNewTokens, history, seed } = settings;
  return {
    tasks: trainTasks(settings, stream, update, groups),
    groupSize,
    seed: samplingSeed(seed, stream),
    sampling: { temperature, topK: 0, topP: 1, greedy: false },
    maxNewTokens,
    history,
    observation: settings.observation as Observation,
    actionList: settings.actionList,
  };
}

/** Training tasks played without cutting or resampling, apart from what is learned from. */
export const practiceRequest = (
  settings: Settings,
  codec: Codec,
  stream: 'refine' | 'calibrate',
  update: number,
  groups: number,
  groupSize: number,
): CollectRequest => ({
  ...trainingRequest(settings, stream, update, groups, groupSize),
  firstEpisode: 0,
  thinking: () => watchingOf(settings, codec),
  resampling: () => ({ ...resamplingOf(settings), by: 'none' }),
});

/** Validation tasks from number `from` on; cut and resampled only if `evalControl` says so. */
export function heldOutRequest(
  settings: Settings,
  codec: Codec,
  stream: 'evaluate' | 'warm',
  episodes: number,
  from: number,
): EvaluationRequest {
  const { env, level, evalTemperature, history, maxNewTokens, seed, evalControl } = settings;
  const resampling = resamplingOf(settings);
  return {
    env,
    level,
    split: 'val',
    episodes,
    from,
    temperature: evalTemperature,
    history,
    observation: settings.observation as Observation,
    actionList: settings.actionList,
    maxNewTokens,
    seed: samplingSeed(seed, stream),
    thinking: (evalControl ? thinkingOf : watchingOf)(settings, codec),
    resampling: evalControl ? resampling : { ...resampling, by: 'none' },
  };
}
