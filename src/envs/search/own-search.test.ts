/** SearchQA over own passages: searching, comparing answers, the expert, saved episodes, and any action at all. */
import { assert as assertProperty, array, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rng } from '../../core/rng.ts';
import { Machine } from '../machine.ts';
import type { Split } from '../env.ts';
import { parseCorpus } from './corpus.ts';
import { ownSearch } from './own-search.ts';
import { plainAnswer } from './plain-words.ts';
import type { SearchScene } from './scene.ts';

const CORPUS = parseCorpus(
  [
    { id: 'd', title: 'Danube', text: 'The Danube rises in Germany, in the Black Forest.' },
    { id: 'r', title: 'Rhine', text: 'The Rhine rises in Switzerland.' },
    { id: 'e', title: 'Elbe', text: 'The Elbe is a river with many bridges.' },
    { id: 'f', title: 'Black Forest', text: 'Hills, clocks and cake.' },
    { question: 'Where does the Danube rise?', answer: ['the Black Forest', 'Germany'], gold: 'd' },
    { question: 'What is a river with many bridges?', answer: 'Elbe' },
    { question: 'Which colour has nothing here?', answer: 'Mauve' },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n'),
);
const GAME = ownSearch('own-search', CORPUS);

/** An episode about this question, whatever split it is in. */
function asked(question: string): Machine<never, never, never> {
  const env = new Machine(GAME) as unknown as Machine<never, never, never>;
  for (const split of ['train', 'val', 'test'] as Split[])
    for (let seed = 0; seed < 40; seed++)
      try {
        if (env.reset({ env: 'own-search', level: 0, split, seed }).fullTask === question) return env;
      } catch {
        // No question of so few falls into this split.
        break;
      }
  throw new Error(`no task asks ${question}`);
}

const DANUBE = 'Where does the Danube rise?';

describe('playing', () => {
  test('a search brings the best passages as they were written; a right answer wins', () => {
    const env = asked(DANUBE);
    const { obs, info } = env.step('search RIVERS? danube, rise');
    expect(info).toMatchObject({ valid: true, effective: true, novel: true });
    expect(obs.full).toBe('[1] Danube: The Danube rises in Germany, in the Black Forest.');
    expect(obs.text).toBe('1 danube : the danube rises in germany in the black forest');
    expect(env.step('answer  the BLACK forest!')).toMatchObject({ reward: 1, terminated: true, info: { won: true } });
  });

  test('the same passages again change nothing, whatever was searched', () => {
    const env = asked(DANUBE);
    env.step('search danube');
    expect(env.step('search germany danube').info).toMatchObject({ valid: true, effective: false, novel: false });
    const { known } = env.scene() as SearchScene;
    expect(known.map(({ query }) => query)).toEqual(['danube', 'germany danube']);
  });

  test('a wrong answer ends it; what no passage holds brings nothing', () => {
    const env = asked(DANUBE);
    expect(env.step('search xyzzy').obs.full).toBe('No passage holds any of these words.');
    expect(env.step('answer Switzerland')).toMatchObject({ reward: 0, terminated: true, info: { reason: 'dead' } });
  });

  test.each([
    'search words',
    'answer words',
    'search',
    'search ?!',
    'answer \u0000',
    'look',
    '',
    `search ${'a '.repeat(17)}`,
    `answer ${'a'.repeat(201)}`,
    `search ${'a'.repeat(100_000)}`,
  ])('%# is not possible and changes nothing', (action) => {
    const env = asked(DANUBE);
    env.step('search danube');
    const { info, obs } = env.step(action);
    expect(info).toMatchObject({ valid: false, effective: false });
    expect(obs.full).toMatch(/^Nothing happens. \[1\] Danube/);
  });

  test('answers are compared without case, signs and English articles', () => {
    expect(plainAnswer('The  Black-Forest.')).toBe('black forest');
    expect(plainAnswer('THE')).toBe('the');
    expect(plainAnswer('Ångström')).toBe(plainAnswer('A\u030angström'));
  });
});

describe('the expert', () => {
  test.each(CORPUS.questions.map(({ question }) => question))('answers “%s” within its turns', (question) => {
    const env = asked(question);
    let turns = 0;
    for (let move = env.oracle(new Rng(0, 'x')); move; move = env.oracle(new Rng(0, 'x'))) {
      const before = env.distance()!;
      const { info } = env.step(move.action);
      // The distance is counted by playing the expert, so it falls by one with each of its turns.
      expect(info).toMatchObject({ valid: true, progress: 1 });
      expect(env.distance()).toBe(before - 1);
      turns++;
      if (info.reason) expect(info.won).toBe(true);
    }
    expect(turns).toBeLessThanOrEqual(3);
  });

  test('passages that nobody has marked are found by naming the answer', () => {
    const env = asked('What is a river with many bridges?');
    const { way, answer } = env.scene() as SearchScene;
    expect([way.map(({ title }) => title), answer]).toEqual([['Elbe (e)'], 'Elbe']);
  });
});

/** A fresh environment over these lines. */
function over(lines: readonly object[]): Machine<never, never, never> {
  const game = ownSearch('own-search', parseCorpus(lines.map((line) => JSON.stringify(line)).join('\n')));
  return new Machine(game) as unknown as Machine<never, never, never>;
}

test.each<[string, readonly object[]]>([
  [
    'an answer and a question that read like the templates',
    [
      { id: 'w', title: 'Speech', text: 'It is made of words.' },
      { question: 'Words!', answer: 'Words' },
    ],
  ],
  [
    'titles and questions that are one word longer than an action',
    [
      { id: 'w', title: '\u6f22'.repeat(1500), text: '\u6cb3' },
      { question: '\u554f'.repeat(1500), answer: '\u6cb3' },
    ],
  ],
])('the expert says nothing that is refused: %s', (_, lines) => {
  const env = over(lines);
  env.reset({ env: 'own-search', level: 0, split: 'train', seed: 0 });
  const infos = [];
  for (let move = env.oracle(new Rng(0, 'x')); move; move = env.oracle(new Rng(0, 'x')))
    infos.push(env.step(move.action).info);
  expect(infos.every(({ valid }) => valid)).toBe(true);
  expect(infos.at(-1)).toMatchObject({ won: true });
});

test('a question that stands there very often is one task like the others', () => {
  const passage = { id: 'p', title: 'P', text: 'a b c d e' };
  const often = Array.from({ length: 20_000 }, () => ({ question: 'which is first?', answer: 'a' }));
  const others = ['b', 'c', 'd', 'e'].map((answer) => ({ question: `which is ${answer}?`, answer }));
  const env = over([passage, ...often, ...others]);
  const seen = new Set<string>();
  for (const split of ['train', 'val', 'test'] as Split[])
    for (let seed = 0; seed < 40; seed++) seen.add(env.reset({ env: 'own-search', level: 0, split, seed }).fullTask);
  expect(seen.size).toBe(5);
});

test('saved episodes come back with the same bytes, and foreign bytes do not', () => {
  const words = constantFrom('search danube', 'search the rises', 'search xyzzy', 'look', 'answer words');
  assertProperty(
    property(array(oneof(words, string({ maxLength: 20 })), { maxLength: 6 }), (actions) => {
      const env = asked(DANUBE);
      for (const action of actions) env.step(action);
      const saved = env.snapshot();
      const scene = env.scene();
      env.step('answer Germany');
      env.restore(saved);
      expect(env.snapshot()).toEqual(saved);
      expect(env.scene()).toEqual(scene);
    }),
    { seed: 1, numRuns: 60 },
  );
  const pack = GAME.pack.bind(GAME);
  const task = GAME.draw(0, new Rng(0, 'any'))!;
  const bytes = pack(task, GAME.start(task));
  expect(GAME.unpack(task, bytes, 0)).toEqual(GAME.start(task));
  expect(GAME.unpack(task, bytes.subarray(1), 0)).toBeNull();
  for (const at of [0, 12, 20, bytes.length - 1])
    expect(
      GAME.unpack(
        task,
        bytes.map((byte, i) => (i === at ? 255 : byte)),
        0,
      ),
    ).toBeNull();
});

test('chance searches and answers with what the corpus holds', () => {
  const env = asked(DANUBE);
  const rng = new Rng(3, 'chance');
  for (let i = 0; i < 50; i++) {
    expect(env.fillIn('search words', rng)).toMatch(/^search [\p{L}\p{N} ]+$/u);
    expect(['the Black Forest', 'Germany', 'Elbe', 'Mauve']).toContain(
      env.fillIn('answer words', rng).replace('answer ', ''),
    );
  }
});
