/** Own data as environments: ids that say what they are made of, and splits that are never empty. */
import { describe, expect, test } from 'vitest';
import { ownKindOf, type OwnKind } from '../core/environments.ts';
import { TurnlabError } from '../core/errors.ts';
import { settingsFrom } from '../core/settings.ts';
import { Rng } from '../core/rng.ts';
import { demonstrate } from './demonstration.ts';
import type { Split } from './env.ts';
import { byFrequency, dealOut } from './own-deal.ts';
import { OWN_TEXTS } from './own.fixture.ts';
import { bringBack, bringOwn, ownTextOf } from './own-worlds.ts';
import { ENV_IDS, makeEnv, specOf } from './registry.ts';

const KINDS = Object.keys(OWN_TEXTS) as OwnKind[];

function refusalOf(act: () => unknown): TurnlabError {
  try {
    act();
  } catch (thrown) {
    return thrown as TurnlabError;
  }
  throw new Error('nothing was thrown');
}

describe.each(KINDS)('%s', (kind) => {
  const text = OWN_TEXTS[kind];
  const id = bringOwn(kind, text);

  test('has an id that says its kind and settings take, and is in no list', () => {
    expect(ownKindOf(id)).toBe(kind);
    expect(settingsFrom('micro', { env: id })).toMatchObject({ env: id, level: 0 });
    expect(() => settingsFrom('micro', { env: id, level: 1 })).toThrow(/from 0 to 0/);
    expect(() => settingsFrom('micro', { env: id, observation: 'picture' })).toThrow(/draws no pictures/);
    expect(ENV_IDS).not.toContain(id);
    expect(makeEnv(id).spec).toBe(specOf(id));
  });

  test('is the same however it was written, and another when something was changed', () => {
    expect(bringOwn(kind, `\uFEFF${text.replaceAll('\n', '\r\n')}\r\n\r\n`)).toBe(id);
    const kept = ownTextOf(id)!;
    expect(bringOwn(kind, kept)).toBe(id);
    const lines = kept.split('\n');
    expect(bringOwn(kind, lines.slice(0, -1).join('\n'))).not.toBe(id);
  });

  test('has tasks in every split that is trained or validated with, and each is in one only', () => {
    const env = makeEnv(id);
    const splits: Split[] = ['train', 'val', 'test'];
    const keys = splits.map((split) => {
      const found = new Set<string>();
      for (let seed = 0; seed < 200; seed++) {
        env.reset({ env: id, level: 0, split, seed });
        found.add(env.taskKey());
      }
      return found;
    });
    for (const [i, a] of keys.entries())
      for (const b of keys.slice(i + 1)) expect([...a].filter((key) => b.has(key))).toEqual([]);
    expect(Math.min(...keys.map(({ size }) => size))).toBeGreaterThan(0);
  });

  test('is demonstrated with mistakes, wasted turns and the way out of them', () => {
    const knobs = { noise: 0.4, recovery: 0.5, verbosity: 0.3, loopiness: 0.3 };
    let won = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { steps, won: isWon } = demonstrate({ env: id, level: 0, split: 'train', seed }, knobs, new Rng(seed, 'd'));
      expect(steps.length).toBeGreaterThan(0);
      won += Number(isWon);
    }
    expect(won).toBeGreaterThan(10);
  });
});

test('an id whose data is not here says so, and that other data is not taken for it', () => {
  const gone = 'own-wordle-0123456789abcdef';
  expect(refusalOf(() => specOf(gone))).toMatchObject({ code: 'bad-setting', next: /Bring the same file/ });
  for (const text of [OWN_TEXTS.wordle, `${OWN_TEXTS.wordle}\nsky`, OWN_TEXTS.search, ''])
    expect(refusalOf(() => bringBack(gone, text))).toMatchObject({
      code: 'bad-file',
      message: `The data kept with this run is not that of ${gone}.`,
    });
  bringBack('house', 'anything');
  expect(refusalOf(() => specOf('own-wordle'))).toMatchObject({ message: 'Unknown environment "own-wordle".' });
});

test('a bad file is refused by line and leaves nothing behind', () => {
  const refusal = refusalOf(() => bringOwn('wordle', `${OWN_TEXTS.wordle}\nsky`));
  expect(refusal).toMatchObject({ code: 'bad-file', message: /^Line 13 of the list/ });
});

test('two questions are too few to train on, and the refusal counts them', () => {
  const id = bringOwn('search', OWN_TEXTS.search.split('\n').slice(0, 5).join('\n'));
  expect(() => makeEnv(id).reset({ env: id, level: 0, split: 'train', seed: 0 })).not.toThrow();
  expect(refusalOf(() => makeEnv(id).reset({ env: id, level: 0, split: 'val', seed: 0 }))).toMatchObject({
    code: 'bad-setting',
    message: /2 are for training, 0 for validation, 0 for tests and 0 withheld/,
    next: /three different tasks are the least/,
  });
});

test.each([
  [3, [1, 1, 1]],
  [19, [17, 1, 1]],
  [20, [16, 2, 2]],
  [2, [2, 0, 0]],
])('%s tasks are dealt out as %s', (count, [train, val, tests]) => {
  const tasks = Array.from({ length: count }, (_, i) => `task ${i}`);
  const game = { key: (task: string) => task, withheld: (task: string) => task === 'kept' };
  const deal = dealOut(game, [...tasks, ...tasks, 'kept']);
  expect(deal.counts).toEqual({ train, val, test: tests, ood: 1 });
  const found = { train: 0, val: 0, test: 0, ood: 0 };
  for (const task of tasks) found[deal.splitOf(task)]++;
  expect(found).toEqual({ ...deal.counts, ood: 0 });
});

test('words stand by frequency, equals by code unit', () => {
  expect(byFrequency('b a c a b Z'.split(' '))).toEqual(['a', 'b', 'Z', 'c']);
});
