/** Everything that can be played: the environments of the registry and what a person has brought. Must not play. */
import { ownKindOf } from '../../core/environments.ts';
import type { Env, EnvSpec, Split } from '../../envs/env.ts';
import { ENV_IDS, makeEnv, specOf } from '../../envs/registry.ts';
import { SPLITS } from '../../envs/split.ts';

export interface Playable {
  readonly spec: EnvSpec;
  /** Those that have tasks. */
  readonly splits: readonly Split[];
  readonly make: () => Env;
  /** Ids of the environments whose agents understand this one; best first, the last one built in. */
  readonly trainedOn: readonly string[];
  /** Only of own data: what was read, one sentence. */
  readonly about?: string;
}

export const BUILT_IN: readonly Playable[] = ENV_IDS.map((id) => ({
  spec: specOf(id),
  splits: SPLITS,
  make: () => makeEnv(id),
  trainedOn: [id],
}));

/** Those that have tasks: a few tasks do not fill all. */
export const splitsOf = (id: string): readonly Split[] => SPLITS.filter((split) => hasTask(makeEnv(id), split));

function hasTask(env: Env, split: Split): boolean {
  try {
    env.reset({ env: env.spec.id, level: 0, split, seed: 0 });
    return true;
  } catch {
    return false;
  }
}

/** Of own data that is at hand (own-data.ts). */
export function ownPlayable(id: string): Playable {
  const spec = specOf(id);
  return {
    spec,
    splits: splitsOf(id),
    make: () => makeEnv(id),
    trainedOn: [id, ownKindOf(id)!],
    about: `Your own data: ${spec.levels[0]!.title}. It stays on this device.`,
  };
}
