/**
 * The environments of the list in core/environments.ts, found in the folders beside this file, and those over own data that
 * were brought (own-worlds.ts). Must not name any of them: one that is added is a folder and a line of that list.
 */
import { ENVIRONMENTS, ownKindOf } from '../core/environments.ts';
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

/** Of the list alone: who goes through all environments passes over own data. */
export const ENV_IDS: readonly string[] = [...WORLDS.keys()];

const BROUGHT = new Map<string, World>();

/** From now on this world is found by its id, which says what it is made of: the same id is the same world. */
export const addWorld = (world: World): void => void BROUGHT.set(world.spec.id, world);

/** A fresh environment; reset it before use. Throws TurnlabError `bad-setting` on an unknown id. */
export const makeEnv = (id: string): Env => knownWorld(id).make();

/** Throws TurnlabError `bad-setting` on an unknown id. */
export const specOf = (id: string): EnvSpec => knownWorld(id).spec;

function knownWorld(id: string): World {
  const world = WORLDS.get(id) ?? BROUGHT.get(id);
  if (world) return world;
  if (ownKindOf(id))
    throw new TurnlabError(
      'bad-setting',
      `${id} is somebody’s own data, which is not here.`,
      'Bring the same file: on the page in Play under “Your own data”, on the command line with --data FILE.',
    );
  throw new TurnlabError('bad-setting', `Unknown environment "${id}".`, `Choose one of ${ENV_IDS.join(', ')}.`);
}
