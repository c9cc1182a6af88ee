/**
 * How the tasks of own data get into splits, and its words into an order. Must not know the games.
 *
 * Hashing alone may leave a split of a short list empty. So the tasks that are not withheld are put in the order of their
 * hashes: the first tenth of them (at least one) validates, the second tests, the rest is trained on. Fewer than three different tasks are
 * all for training.
 */
import { TurnlabError } from '../core/errors.ts';
import { hashText } from '../core/rng.ts';
import type { Split } from './env.ts';
import type { Deal, Game, Move } from './game.ts';

/** `tasks`: all there are. Equal keys are one task. */
export function dealOut<T, S, M extends Move>(
  { key, withheld }: Pick<Game<T, S, M>, 'key' | 'withheld'>,
  tasks: Iterable<T>,
): Deal & { readonly counts: Readonly<Record<Split, number>> } {
  const dealt = new Set<number>();
  const ood = new Set<number>();
  for (const task of tasks) (withheld(task) ? ood : dealt).add(hashText(key(task)));
  const order = Uint32Array.from(dealt).sort();
  const share = order.length < 3 ? 0 : Math.max(1, Math.floor(order.length / 10));
  // Of equal hashes there is one entry, so that what lies below a bound is a number of entries.
  const counts = { train: order.length - 2 * share, val: share, test: share, ood: ood.size };
  const testFrom = order[share] ?? Infinity;
  const trainFrom = order[2 * share] ?? Infinity;
  return {
    splitOf: (text) => {
      const hash = hashText(text);
      return hash >= trainFrom ? 'train' : hash >= testFrom ? 'test' : 'val';
    },
    need(split) {
      const { train, val, test } = counts;
      if (counts[split] === 0)
        throw new TurnlabError(
          'bad-setting',
          `Your own data has no task in the split "${split}": ${train} are for training, ${val} for validation, ${test} for tests and ${ood.size} withheld.`,
          'Choose another split, or bring more data: to train, three different tasks are the least.',
        );
    },
    counts,
  };
}

/** Each word once: the most frequent first, equals by UTF-16 code unit. */
export function byFrequency(words: Iterable<string>): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts.keys()].sort().sort((a, b) => counts.get(b)! - counts.get(a)!);
}
