/**
 * An environment with Gymnasium's reset and step, for scripts and for drivers from outside (cli/serve-env.ts). Checks what
 * callers hand in and keeps count of seeds. Must not know rules, nor who drives.
 */
import { TurnlabError } from '../core/errors.ts';
import type { Rng } from '../core/rng.ts';
import type { Env, EnvSpec, Obs, Split, StepInfo, TaskRef } from './env.ts';
import { makeEnv } from './registry.ts';

export interface GymOptions {
  readonly level?: number;
  readonly split?: Split;
}

export interface ResetInfo {
  readonly task: TaskRef;
  /** The whole content of the task as text, hidden things included: for logs, never for the agent. */
  readonly key: string;
}

/** Tasks of one split and level, one for each of these. */
const MOST_SEED = 2 ** 32 - 1;

export class GymEnv {
  readonly #env: Env;
  readonly #level: number;
  readonly #split: Split;
  #nextSeed = 0;

  /** `options` hold for every reset that does not say otherwise. Throws TurnlabError `bad-setting` on an unknown id. */
  constructor(id: string, { level = 0, split = 'train' }: GymOptions = {}) {
    this.#env = makeEnv(id);
    this.#level = level;
    this.#split = split;
  }

  get spec(): EnvSpec {
    return this.#env.spec;
  }

  /**
   * A new episode. Without a seed it is the task after the last one, from 0: no randomness but the seed's. Throws TurnlabError
   * `bad-argument` on a seed that is none, `bad-setting` on an unknown level or split; the episode before then goes on.
   */
  reset(seed: number | null = null, { level, split }: GymOptions = {}): readonly [Obs, ResetInfo] {
    const wanted = seed ?? this.#nextSeed;
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > MOST_SEED)
      throw new TurnlabError('bad-argument', `A seed is a whole number from 0 to ${MOST_SEED}, not ${wanted}.`);
    const task = { env: this.spec.id, level: level ?? this.#level, split: split ?? this.#split, seed: wanted };
    const obs = this.#env.reset(task);
    this.#nextSeed = wanted === MOST_SEED ? 0 : wanted + 1;
    return [obs, { task, key: this.#env.taskKey() }];
  }

  /**
   * One turn: observation, reward, terminated (by the rules), truncated (by the turn limit), labels. Any string is an action.
   * After the end nothing moves any more. Throws TurnlabError `bad-argument` before the first reset.
   */
  step(action: string): readonly [Obs, number, boolean, boolean, StepInfo] {
    const { obs, reward, terminated, truncated, info } = this.#env.step(action);
    return [obs, reward, terminated, truncated, info];
  }

  /** What `action_space.sample()` is elsewhere: uniform over what `obs` lists, drawn words in place of templates. */
  sampleAction(obs: Obs, rng: Rng): string {
    return this.#env.fillIn(rng.pick(obs.admissible), rng);
  }
}
