/** A game with the machine that plays it: what each folder gives the registry, as `WORLDS` of its spec.ts. */
import type { Env, EnvSpec } from './env.ts';
import type { Game, Move } from './game.ts';
import { Machine } from './machine.ts';

export interface World {
  readonly spec: EnvSpec;
  /** A fresh environment; reset it before use. */
  readonly make: () => Env;
}

export const worldOf = <T, S, M extends Move>(game: Game<T, S, M>): World => ({
  spec: game.spec,
  make: () => new Machine(game),
});
