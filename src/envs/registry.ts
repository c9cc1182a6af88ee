/**
 * The environments of the list in core/environments.ts, found in the folders beside this file. Must not name any of them: one
 * that is added is a folder and a line of that list.
 */
import { ENVIRONMENTS } from '../core/environments.ts';
import { TurnlabError } from '../core/errors.ts';
import type { Env, EnvSpec } from './env.ts';
import type { World } from './world.ts';

const FOUND = Object.values(
  import.meta.glob<readonly World[]>('./*/spec.ts', { eager: true, import: 'WORLDS' }),
).flat();

const WORLDS: ReadonlyMap<string, World> = new Map(
  ENVIRONMENTS.map(({ id }) => {
    const world = FOUND.find(({ spec }) => spec.id === id);
    if (!world)
      throw new Error(`The environment "${id}" is listed, and no src/envs/*/spec.ts has it among its WORLDS.`);
    return [id, world];
  }),
);

export const ENV_IDS: readonly string[] = [...WORLDS.keys()];

/** A fresh environment; reset it before use. Throws TurnlabError `bad-setting` on an unknown id. */
export const makeEnv = (id: string): Env => knownWorld(id).make();

/** Throws TurnlabError `bad-setting` on an unknown id. */
export const specOf = (id: string): EnvSpec => knownWorld(id).spec;

function knownWorld(id: string): World {
  const world = WORLDS.get(id);
  if (!world)
    throw new TurnlabError('bad-setting', `Unknown environment "${id}".`, `Choose one of ${ENV_IDS.join(', ')}.`);
  return world;
}
