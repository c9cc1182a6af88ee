/** Agents that tests of training share: small, done within seconds. */
import type { Settings } from '../core/settings.ts';

/** Learns something on NumberLine. */
export const TINY_AGENT = {
  env: 'numberline',
  width: 16,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  mlpWidth: 32,
  groupSize: 4,
  warmLearningRate: 1e-2,
  learningRate: 1e-3,
  evalEpisodes: 8,
} satisfies Partial<Settings>;

/** On the lake, through everything that plays or learns: clone, refinement, resampling, a pull to the reference. */
export const TINY_LAKE = {
  env: 'lake',
  width: 16,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  mlpWidth: 32,
  groups: 4,
  groupSize: 4,
  maxNewTokens: 16,
  warmLow: 0.05,
  warmMaxUpdates: 40,
  warmLearningRate: 1e-2,
  evalEpisodes: 8,
  klCoef: 0.01,
  rft: true,
  rftEpisodes: 16,
  tds: true,
  eta: 0.5,
  maxTries: 1,
} as const satisfies Partial<Settings>;
