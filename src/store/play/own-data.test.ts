import { expect, test } from 'vitest';
import { Rng } from '../../core/rng.ts';
import { readOwn } from './own-data.ts';
import { OWN_EXAMPLES } from './own-examples.ts';

test.each(OWN_EXAMPLES)('the example of $kind can be read, and its expert solves every task', ({ kind, text }) => {
  const { make, splits, spec, about, warning } = readOwn(kind, text);
  expect(splits).toContain('train');
  expect(about).toContain(spec.levels[0]!.title);
  expect(warning).toBeTruthy();
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
  const passages = [1, 2, 3].map((n) => ({
    id: `${n}`,
    title: `Band ${n}`,
    text: Array.from({ length: 100 }, (_, i) => `wort${n}x${i}`).join(' '),
  }));
  const questions = passages.map(({ id, title }) => ({ question: `Was ist ${title}?`, answer: title, gold: id }));
  const { warning } = readOwn('search', [...passages, ...questions].map((line) => JSON.stringify(line)).join('\n'));
  expect(warning).toMatch(/^\d+ of its words \(.*, …\) find no room in the vocabulary/);
  expect(warning).toMatch(/of the prompts are longer than the 216 tokens there is room for/);
});

test('splits without a task are not offered', () => {
  const lines = [
    { id: 'a', title: 'A', text: 'b' },
    { question: 'only one', answer: 'b' },
  ];
  const { splits, warning } = readOwn('search', lines.map((line) => JSON.stringify(line)).join('\n'));
  expect(splits).toEqual(['train']);
  expect(warning).toContain('three different tasks are the least');
});
