/**
 * Environments for the page, loaded when they are needed. The house, which the page shows first, comes alone; any other comes
 * with all of them, as the registry knows them. Must not be used by what trains.
 */
import type { Env } from '../envs/env.ts';

/** A fresh environment. Throws TurnlabError `bad-setting` on an unknown id. */
export async function worldOf(id: string): Promise<Env> {
  if (id !== 'house') return (await import('../envs/registry.ts')).makeEnv(id);
  const [{ Machine }, { HOUSE }] = await Promise.all([import('../envs/machine.ts'), import('../envs/house/spec.ts')]);
  return new Machine(HOUSE);
}
