import { expect, test } from 'vitest';
import { Rng } from '../../core/rng.ts';
import { readOwn } from './own-data.ts';
import { OWN_EXAMPLES } from './own-examples.ts';

test.each(OWN_EXAMPLES)('the example of $kind can be read, and its expert solves every task', ({ kind, text }) => {
  const { make, splits, spec, about, warning } = readOwn(kind, text);
  expect(splits).toContain('train');
  expect(about).toContain(spec.levels[0]!.title);
  expect(warning).toContain('It cannot be trained on');
  const env = make();
  for (const split of splits)
    for (let seed = 0; seed < 10; seed++) {
      env.reset({ env: spec.id, level: 0, split, seed });
      const rng = new Rng(seed, 'expert');
      let won = false;
      for (let move = env.oracle(rng); move; move = env.oracle(rng)) ({ won } = env.step(move.action).info);
      expect([split, seed, won]).toEqual([split, seed, true]);
    }
});

test('passages that an agent cannot see as a whole are told before they are played', () => {
  const line = JSON.stringify({ id: 'a', title: 'Lang', text: 'Wissenschaftsgeschichte '.repeat(40) });
  const { warning } = readOwn('search', `${line}\n${JSON.stringify({ question: 'q', answer: 'a' })}`);
  expect(warning).toMatch(/^100 % of its words/);
  expect(warning).toMatch(/a prompt has room for 216, so an agent sees only the beginning/);
});

test('splits without a task are not offered', () => {
  const lines = [
    { id: 'a', title: 'A', text: 'b' },
    { question: 'only one', answer: 'b' },
  ];
  const { splits } = readOwn('search', lines.map((line) => JSON.stringify(line)).join('\n'));
  expect(splits).toHaveLength(1);
});
