/**
 * Which split a task belongs to, from its content alone: the same content drawn from any seed lands in the same split,
 * so held-out tasks can never be trained on (docs/ENVIRONMENTS.md, Splits). Must not depend on the seed.
 */
import { TurnlabError } from '../core/errors.ts';
import { hashText, Rng } from '../core/rng.ts';
import type { Split, TaskRef } from './env.ts';
import type { Game, Move } from './game.ts';
import { versionOf } from './level-list.ts';

export const SPLITS: readonly Split[] = ['train', 'val', 'test', 'ood'];

/** hash mod 100: 0-79 train, 80-89 validation, 90-99 test; withheld combinations are `ood` whatever their hash. Tasks of own
 * data are where they were dealt. */
export function splitOf<T, S, M extends Move>(game: Game<T, S, M>, task: T): Split {
  if (game.withheld(task)) return 'ood';
  if (game.deal) return game.deal.splitOf(game.key(task));
  const bucket = hashText(game.key(task)) % 100;
  return bucket < 80 ? 'train' : bucket < 90 ? 'val' : 'test';
}

/** Redraws from the task's own stream until the content belongs to the wanted split. Throws `bad-setting` on a bad reference. */
export function drawTask<T, S, M extends Move>(game: Game<T, S, M>, ref: TaskRef): T {
  const { id, levels } = game.spec;
  if (ref.env !== id)
    throw new TurnlabError('bad-setting', `A task of "${ref.env}" cannot be played in "${id}".`, `Use makeEnv first.`);
  if (!levels.some((l) => l.level === ref.level))
    throw new TurnlabError(
      'bad-setting',
      `${game.spec.title} has no level ${ref.level}.`,
      `Choose one of ${levels.map((l) => l.level).join(', ')}.`,
    );
  if (!SPLITS.includes(ref.split))
    throw new TurnlabError('bad-setting', `Unknown split "${ref.split}".`, `Choose one of ${SPLITS.join(', ')}.`);
  game.deal?.need(ref.split);

  const rng = new Rng(ref.seed, `${id}@${versionOf(game.spec, ref.level)}/${ref.split}/${ref.level}/layout`);
  // The rarest split holds about one draw in thirty, so a miss of this many is a fault of the generator.
  for (let attempt = 0; attempt < 20_000; attempt++) {
    const task = game.draw(ref.level, rng);
    if (task !== null && splitOf(game, task) === ref.split) return task;
  }
  throw new TurnlabError('internal', `${game.spec.title} level ${ref.level} has no task in split ${ref.split}.`);
}
