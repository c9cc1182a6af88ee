/** The agent that tests of training share: it learns something on NumberLine within seconds. */
import type { Settings } from '../core/settings.ts';

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
