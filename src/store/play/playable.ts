/** Everything that can be played: the environments of the registry and what a person has brought. Must not play. */
import type { Env, EnvSpec, Split } from '../../envs/env.ts';
import { ENV_IDS, makeEnv, specOf } from '../../envs/registry.ts';
import { SPLITS } from '../../envs/split.ts';

export interface Playable {
  readonly spec: EnvSpec;
  /** Those that have tasks. */
  readonly splits: readonly Split[];
  readonly make: () => Env;
  /** Id of the environment whose agents understand this one. */
  readonly trainedOn: string;
  /** Only of own data: what was read, one sentence. */
  readonly about?: string;
  /** Only of own data: what an agent would make of it; "" when nothing stands in its way. */
  readonly warning?: string;
}

export const BUILT_IN: readonly Playable[] = ENV_IDS.map((id) => ({
  spec: specOf(id),
  splits: SPLITS,
  make: () => makeEnv(id),
  trainedOn: id,
}));
