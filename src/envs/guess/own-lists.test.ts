/** Own lists for the guessing games: what is read, what is refused by line, and that the games play with them. */
import { assert as assertProperty, property, string } from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Rng } from '../../core/rng.ts';
import { TurnlabError } from '../../core/errors.ts';
import type { Env } from '../env.ts';
import { Machine } from '../machine.ts';
import { ownQuestions, ownWordle } from './own-games.ts';
import { MOST, parseThings, parseWords } from './own-lists.ts';
import type { QuestionsScene, WordleScene } from './scene.ts';

const WORDS = 'bread crane flute glove house lemon mouse plant'.split(' ');
const THINGS = ['cat: soft small', 'dog: soft', 'ant: small', 'cow: big soft', 'oak: big wood', 'mat: wood'];

function faultOf(parse: (text: string) => unknown, text: string): string {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(TurnlabError);
    expect((error as TurnlabError).code).toBe('bad-file');
    return (error as TurnlabError).message;
  }
  return 'no error';
}

describe('words', () => {
  it('are read in any case, with comments, empty lines and letters of other languages', () => {
    const list = parseWords(`\uFEFF# mine\r\n\r\n${WORDS.join('\r\n').toUpperCase()}\nÄRGER\n`);
    expect(list.words).toEqual([...WORDS, 'ärger']);
    expect(list.letters).toEqual([...new Set(list.words.join(''))].sort());
  });

  it.each<[string, string, RegExp]>([
    ['two words', 'two words', /Line 9 .* one word a line/],
    ['a digit', 'b3tt3', /Line 9 .* "b3tt3" is not made of letters/],
    ['control characters', 'a\u0000bcd', /Line 9 .* not made of letters/],
    ['another length', 'sky', /Line 9 .* "sky" has 3 letters, the first word has 5/],
    ['one letter', 'a', /Line 9 .* 2 to 7 are possible/],
    ['100 kB', 'z'.repeat(100_000), /Line 9 .* 100000 letters/],
    ['a word twice', 'HOUSE', /Line 9 .* "house" is on line 5/],
    ['letters of two units', '𐐨𐐩', /Line 9 .* cannot be marked/],
  ])('name the line: %s', (_, bad, message) => {
    const fault = faultOf(parseWords, [...WORDS, bad].join('\n'));
    expect(fault).toMatch(message);
    expect(fault.length).toBeLessThan(160);
  });

  it('are neither too few nor too many', () => {
    expect(faultOf(parseWords, '')).toMatch(/holds 0 words/);
    expect(faultOf(parseWords, 'house\nmouse')).toMatch(/holds 2 words/);
    expect(faultOf(parseWords, ' '.repeat(MOST.characters + 1))).toMatch(/more than 200000 characters/);
    const many = Array.from({ length: 600 }, (_, i) =>
      [i % 26, Math.floor(i / 26)].map((n) => String.fromCharCode(97 + n)).join(''),
    );
    expect(faultOf(parseWords, many.join('\n'))).toMatch(/Line 513 .* more than 512 words/);
  });
});

describe('things', () => {
  it('are read with signs or blanks between the words', () => {
    const { things, properties } = parseThings(`# mine\n${THINGS.join('\n')}\nElf small, wood; big`);
    expect(properties).toEqual(['soft', 'small', 'big', 'wood']);
    expect(things[0]).toEqual({ name: 'cat', properties: 0b11 });
    expect(things.at(-1)).toEqual({ name: 'elf', properties: 0b1110 });
  });

  it.each<[string, string, RegExp]>([
    ['nothing is said', 'elf', /Line 7 .* what is true of it/],
    ['a thing twice', 'DOG: wood small', /Line 7 .* "dog" is on line 2/],
    ['the same is said', 'elf: small soft', /Line 7 .* "elf" is told the same of as "cat" on line 1/],
    ['signs', 'elf: sm@ll', /Line 7 .* "sm@ll" is not one plain word/],
    ['control characters', 'elf: small\u0007', /Line 7 .* not one plain word/],
    ['a long word', `elf: ${'x'.repeat(100_000)}`, /Line 7 .* more than 24 characters/],
    ['a thing that is a property', 'big: small wood', /Line 7 .* "big" is a thing and a property/],
    [
      'many properties',
      `elf: ${Array.from({ length: 30 }, (_, i) => `p${i}`).join(' ')}`,
      /Line 7 .* more than 24 prop/,
    ],
  ])('name the line: %s', (_, bad, message) => {
    expect(faultOf(parseThings, [...THINGS, bad].join('\n'))).toMatch(message);
  });

  it('are not too few', () => {
    expect(faultOf(parseThings, 'cat: soft\ndog: big')).toMatch(/holds 2 things and 2 properties/);
  });
});

test('any text is a list or a sentence with a line', () => {
  assertProperty(
    property(string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(faultOf(parseWords, text).length).toBeLessThan(200);
      expect(faultOf(parseThings, text).length).toBeLessThan(200);
    }),
    { seed: 1, numRuns: 100 },
  );
});

function play(env: Env, seed: number): boolean {
  const rng = new Rng(seed, 'expert');
  env.reset({ env: env.spec.id, level: 0, split: 'train', seed });
  let won = false;
  for (let move = env.oracle(rng); move; move = env.oracle(rng)) {
    const { info } = env.step(move.action);
    expect(info.valid).toBe(true);
    won = info.won;
  }
  return won;
}

test('Wordle is played with own words, its expert finds them, and its episodes are saved', () => {
  const env = new Machine(ownWordle('own-wordle', parseWords([...WORDS, 'ärger'].join('\n'))));
  const hidden = new Set<string>();
  for (let seed = 0; seed < 40; seed++) {
    expect(play(env, seed)).toBe(true);
    hidden.add((env.scene() as WordleScene).hidden);
    const saved = env.snapshot();
    env.restore(saved);
    expect(env.snapshot()).toEqual(saved);
  }
  expect(hidden.size).toBeGreaterThan(4);
  env.reset({ env: 'own-wordle', level: 0, split: 'train', seed: 0 });
  expect(env.step('h o u s e').info.valid).toBe(true);
  expect(env.step('h o u s y').info.valid).toBe(false);
});

test('20 questions is played with own things, and its expert finds them', () => {
  const env = new Machine(ownQuestions('own-questions', parseThings(THINGS.join('\n'))));
  for (let seed = 0; seed < 40; seed++) {
    expect(play(env, seed)).toBe(true);
    const saved = env.snapshot();
    env.restore(saved);
    expect(env.snapshot()).toEqual(saved);
  }
  const obs = env.reset({ env: 'own-questions', level: 0, split: 'train', seed: 0 });
  expect(obs.fullTask).toContain('soft, small, big, wood');
  expect((env.scene() as QuestionsScene).things).toHaveLength(6);
});
