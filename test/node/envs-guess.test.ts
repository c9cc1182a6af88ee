/** What is special about the guessing games: marks, tables, information, and experts that know no more than was said. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { unknownAfter } from '../../src/envs/guess/information.ts';
import { NUMBER } from '../../src/envs/guess/number.ts';
import { QUESTIONS } from '../../src/envs/guess/questions.ts';
import type { NumberScene, QuestionsScene, WordleScene } from '../../src/envs/guess/scene.ts';
import { PROPERTIES, THINGS } from '../../src/envs/guess/things.ts';
import { WORDLE } from '../../src/envs/guess/wordle.ts';
import { marksOf, WORD_LEVELS, wordListOf } from '../../src/envs/guess/words.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { refOf } from './envs-play.ts';

describe('marks', () => {
  test.each([
    ['bad', 'bad', 'green green green'],
    ['bad', 'dab', 'yellow green yellow'],
    ['bob', 'bet', 'green grey grey'],
    ['bob', 'tab', 'grey grey green'],
    ['bab', 'abb', 'yellow yellow green'],
    ['ege', 'gee', 'yellow yellow green'],
    ['eeg', 'gee', 'yellow green yellow'],
  ])('%s against %s', (guess, hidden, marks) => {
    expect(marksOf(guess, hidden).join(' ')).toBe(marks);
  });
});

test('word lists: distinct, of the stated length and alphabet', () => {
  WORD_LEVELS.forEach(({ length, consonants, vowels, count }, level) => {
    const { words } = wordListOf(level);
    expect([words.length, new Set(words).size]).toEqual([count, count]);
    const letters = [...consonants, ...vowels];
    for (const word of words)
      expect(word.length === length && word.split('').every((l) => letters.includes(l))).toBe(true);
  });
});

test('the fixed table tells all things apart, the first 32 by the first eight properties', () => {
  expect(new Set(THINGS.map((t) => t.name)).size).toBe(64);
  expect(new Set(THINGS.map((t) => t.properties)).size).toBe(64);
  expect(new Set(THINGS.slice(0, 32).map((t) => t.properties & 255)).size).toBe(32);
  PROPERTIES.forEach((name, p) =>
    expect(
      THINGS.some((t) => (t.properties >> p) & 1),
      name,
    ).toBe(true),
  );
});

test('what an answer leaves unknown is Σ c ln c', () => {
  for (const parts of [[1, 1], [5, 3, 2], [60], [1, 499]])
    expect(Math.abs(unknownAfter(parts) / 1e6 - parts.reduce((sum, c) => sum + c * Math.log(c), 0))).toBeLessThan(1e-3);
});

test('the number expert halves: no guess leaves more than half of the range', () => {
  const env = makeEnv('number');
  for (let seed = 0; seed < 80; seed++) {
    const rng = new Rng(seed, 'halve');
    env.reset(refOf('number', seed % 4, seed));
    for (let move = env.oracle(rng); move !== null; move = env.oracle(rng)) {
      const lefts = (): number[] => (env.scene() as NumberScene).guesses.map((g) => g.left);
      const { low, high } = env.scene() as NumberScene;
      const before = lefts().at(-1) ?? high - low + 1;
      env.step(move.action);
      expect(lefts().at(-1)!).toBeLessThanOrEqual(Math.max(1, before / 2));
    }
  }
});

test('the wordle expert says how many words are left; when it is one, it guesses that', () => {
  const env = makeEnv('wordle');
  for (let seed = 0; seed < 60; seed++) {
    const rng = new Rng(seed, 'left');
    env.reset(refOf('wordle', seed % 3, seed));
    for (let move = env.oracle(rng); move !== null; move = env.oracle(rng)) {
      const { left } = (env.scene() as WordleScene).guesses.at(-1)!;
      expect(move.think).toBe(`${String(left).split('').join(' ')} left ; ${move.action}`);
      expect(env.step(move.action).info.won || left > 1).toBe(true);
    }
  }
});

/** The expert may depend on what was said only: any hidden content that gives the same answers must give the same move. */
describe('the expert never uses what is hidden', () => {
  test('wordle', () => {
    const rng = new Rng(1, 'hidden words');
    for (let i = 0; i < 40; i++) {
      const task = WORDLE.draw(i % 3, rng);
      if (task === null) continue;
      const state = { guesses: [task.given, rng.pick(wordListOf(i % 3).words.filter((w) => w !== task.given))] };
      const others = wordListOf(i % 3).words.filter(
        (hidden) => WORDLE.anchor({ ...task, hidden }, state) === WORDLE.anchor(task, state),
      );
      for (const hidden of others.slice(0, 5))
        expect(WORDLE.oracle({ ...task, hidden }, state, rng)).toEqual(WORDLE.oracle(task, state, rng));
    }
  });

  test('number', () => {
    const rng = new Rng(2, 'hidden numbers');
    let compared = 0;
    for (let i = 0; i < 80; i++) {
      const task = NUMBER.draw(i % 4, rng)!;
      const state = { guesses: [task.low + 2, task.high - 2].filter((g) => g !== task.hidden) };
      for (let hidden = task.low; hidden <= Math.min(task.high, task.low + 20); hidden++)
        if (NUMBER.anchor({ ...task, hidden }, state) === NUMBER.anchor(task, state)) {
          compared++;
          expect(NUMBER.oracle({ ...task, hidden }, state, rng)).toEqual(NUMBER.oracle(task, state, rng));
        }
    }
    expect(compared).toBeGreaterThan(200);
  });

  test('questions', () => {
    const rng = new Rng(3, 'hidden things');
    let compared = 0;
    for (let i = 0; i < 60; i++) {
      const task = QUESTIONS.draw(i % 3, rng);
      if (task === null) continue;
      const state = { facts: [...new Set([...task.given, 0, 3])] };
      task.things.forEach((_, hidden) => {
        if (QUESTIONS.anchor({ ...task, hidden }, state) !== QUESTIONS.anchor(task, state)) return;
        compared++;
        expect(QUESTIONS.oracle({ ...task, hidden }, state, rng)).toEqual(QUESTIONS.oracle(task, state, rng));
      });
    }
    expect(compared).toBeGreaterThan(100);
  });
});

test('what was said before tells nothing: it costs a turn and changes nothing', () => {
  const again = (id: string, level: number): void => {
    const env = makeEnv(id);
    const rng = new Rng(level, 'again');
    for (let seed = 0; seed < 30; seed++) {
      const start = env.reset(refOf(id, level, seed));
      const action = env.fillIn(start.admissible[0]!, rng);
      env.step(action);
      if (env.distance() === 0) continue;
      const { info, obs } = env.step(action);
      expect([info.valid, info.effective, info.novel, info.repeat]).toEqual([true, false, false, true]);
      expect(obs.text.startsWith('nothing happens')).toBe(false);
    }
  };
  again('wordle', 1);
  again('number', 1);
  again('questions', 2);
});

test('the questions scene strikes out exactly what the facts exclude', () => {
  const env = makeEnv('questions');
  for (let seed = 0; seed < 40; seed++) {
    const rng = new Rng(seed, 'scene');
    env.reset(refOf('questions', seed % 3, seed));
    for (let move = env.oracle(rng); move !== null; move = env.oracle(rng)) {
      const { things, facts, hidden } = env.scene() as QuestionsScene;
      const fit = things.filter((t) => t.fits).map((t) => t.name);
      expect(fit).toContain(hidden);
      if (facts.length > 0) expect(fit.length).toBe(facts.at(-1)!.left);
      env.step(move.action);
    }
    expect((env.scene() as QuestionsScene).found).toBe(true);
  }
});
