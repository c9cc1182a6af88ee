/** What is special about the number puzzles: their arithmetic, their grammar, and what counts as a try. */
import { array, assert as assertProperty, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { countSums, countWays, partials, waysOn, work, type Sign } from '../../src/envs/countdown/arithmetic.ts';
import { COUNTDOWN } from '../../src/envs/countdown/attempts.ts';
import { bracketedSum, bracketings, resultsOf, type Bracketed } from '../../src/envs/countdown/brackets.ts';
import { sumText, workedText } from '../../src/envs/countdown/puzzle.ts';
import { POINTS } from '../../src/envs/countdown/stepwise.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { refOf } from './envs-play.ts';

test('sums are worked out from left to right; a division has to come out even', () => {
  expect(
    partials({
      first: 3,
      rest: [
        ['+', 5],
        ['*', 9],
        ['/', 4],
        ['-', 20],
      ],
    }),
  ).toEqual([3, 8, 72, 18, -2]);
  expect(partials({ first: 7, rest: [['/', 2]] })).toBeNull();
  expect([work(0, '/', 5), work(5, '/', 0), work(-6, '/', 3)]).toEqual([0, null, -2]);
});

test('counting ways agrees with writing them down, equal numbers included', () => {
  const rng = new Rng(1, 'ways');
  const signs: readonly Sign[] = ['+', '-', '*', '/'];
  let found = 0;
  for (let i = 0; i < 300; i++) {
    const left = Array.from({ length: 1 + rng.below(3) }, () => 1 + rng.below(6)).sort((a, b) => a - b);
    const target = rng.below(30);
    const count = { target, signs, most: Infinity, allows: () => true };
    const written = [...waysOn(5, left, target, signs)];
    expect(countWays(5, left, 0, count)).toBe(written.length);
    expect(new Set(written.map((w) => w.flat().join(' '))).size).toBe(written.length);
    found += written.length;
  }
  expect(found).toBeGreaterThan(100);
  // 3 * 8 and 8 * 3.
  expect(countSums([3, 8], { target: 24, signs, most: Infinity, allows: () => true })).toBe(2);
});

/** What a text comes to by its own reading, or null when it is no sum of exactly these numbers. */
function reference(numbers: readonly number[], text: string): number | null {
  if (!/^\d+(?:[-+*]\d+)*$/.test(text.replaceAll(' ', '')) || text !== text.replaceAll(/ +/g, ' ').trim()) return null;
  const tokens = text.replaceAll(/(?<=\d) (?=\d)/g, '').split(' ');
  const isSpaced = text.split(' ').every((t) => t.length === 1);
  const used = tokens.filter((_, i) => i % 2 === 0);
  if (!isSpaced || used.some((u) => !/^(?:0|[1-9]\d*)$/.test(u))) return null;
  if (
    used
      .map(Number)
      .sort((a, b) => a - b)
      .join() !== numbers.join()
  )
    return null;
  return tokens.reduce((value, token, i) => {
    if (i % 2 === 1 || i === 0) return i === 0 ? Number(token) : value;
    const sign = tokens[i - 1];
    return sign === '+' ? value + Number(token) : sign === '-' ? value - Number(token) : value * Number(token);
  }, 0);
}

test('the grammar: every number once, signs between, single spaces; and the value shown is right', () => {
  const task = { numbers: [3, 5, 12], target: 27, signs: ['+', '-', '*'] as const, brackets: false };
  const state = COUNTDOWN.start(task);
  let legal = 0;
  const word = constantFrom('3', '5', '1 2', '+', '-', '*', '1', '2', '0', '/', '', '12', '3 ', '(');
  const number = constantFrom('3', '5', '1 2');
  const sign = constantFrom('+', '-', '*');
  const check = (text: string): void => {
    const value = reference(task.numbers, text);
    const move = COUNTDOWN.read!(task, state, text);
    expect(move !== null, text).toBe(value !== null);
    if (move === null) return;
    legal++;
    expect(partials(move.sum)!.at(-1)).toBe(value);
  };
  assertProperty(
    property(array(word, { maxLength: 8 }), (words) => check(words.join(' '))),
    { seed: 3, numRuns: 2000 },
  );
  assertProperty(
    property(number, sign, number, sign, number, (a, s, b, t, c) => check([a, s, b, t, c].join(' '))),
    { seed: 4, numRuns: 300 },
  );
  expect(legal).toBeGreaterThan(30);
  for (const text of ['', '3', '3 + 5', '3 + 5 + 1 2 + 3', '0 3 + 5 + 1 2', '+ 3 + 5 + 1 2', '3 + 5 + 1 2 +', 'sum'])
    expect(COUNTDOWN.read!(task, state, text), text).toBeNull();
});

test('brackets: worked out first, the rest from left to right; at most two pairs, none inside another', () => {
  const rest: Bracketed['rest'] = [
    ['+', 5],
    ['*', 9],
    ['-', 2],
  ];
  const worked = [[], [0], [0, 2], [1], [2]].map((opens) => workedText({ first: 3, rest, opens }));
  expect(worked).toEqual([
    '3 + 5 = 8 * 9 = 7 2 - 2 = 7 0',
    '( 3 + 5 = 8 ) * 9 = 7 2 - 2 = 7 0',
    '( 3 + 5 = 8 ) * ( 9 - 2 = 7 ) = 5 6',
    '3 + ( 5 * 9 = 4 5 ) = 4 8 - 2 = 4 6',
    '3 + 5 = 8 * ( 9 - 2 = 7 ) = 5 6',
  ]);
  expect(bracketings(4)).toEqual([[], [0], [0, 2], [1], [2]]);
  expect(bracketings(6).filter((opens) => opens.some((o, i) => i > 0 && o - opens[i - 1]! < 2))).toEqual([]);
  expect(Math.max(...bracketings(6).map((opens) => opens.length))).toBe(2);
  expect(
    resultsOf({
      first: 8,
      rest: [
        ['/', 3],
        ['+', 1],
      ],
      opens: [1],
    }),
  ).toEqual([8, 2]);
  expect(
    resultsOf({
      first: 8,
      rest: [
        ['+', 7],
        ['/', 2],
      ],
      opens: [1],
    }),
  ).toBeNull();
});

/** What a text with brackets comes to, by JavaScript's own arithmetic, fully bracketed from the left; null when it is none. */
function bracketReference(numbers: readonly number[], text: string): number | null {
  const term = String.raw`(?:\d|\( \d [-+*] \d \))`;
  if (!new RegExp(`^${term}(?: [-+*] ${term})*$`).test(text)) return null;
  const used = [...text.matchAll(/\d/g)].map(Number);
  if (used.toSorted((a, b) => a - b).join() !== numbers.join()) return null;
  const [first, ...others] = text.split(/ (?=[-+*] (?![^(]*\)))/);
  // oxlint-disable-next-line no-eval -- digits, signs and brackets, checked above
  return eval(others.reduce((left, right) => `(${left} ${right})`, first!)) as number;
}

test('the grammar with brackets: what is read is what an independent reading takes, and comes to the same', () => {
  const task = { numbers: [2, 3, 5, 9], target: 56, signs: ['+', '-', '*'] as const, brackets: true };
  const state = COUNTDOWN.start(task);
  let legal = 0;
  const check = (text: string): void => {
    const value = bracketReference(task.numbers, text);
    const move = COUNTDOWN.read!(task, state, text);
    expect(move !== null, text).toBe(value !== null);
    if (move === null) return;
    legal++;
    expect(sumText(move.sum)).toBe(text);
    expect(resultsOf(move.sum)!.at(-1)).toBe(value);
    const after = COUNTDOWN.act(task, state, move).state;
    expect(COUNTDOWN.unpack(task, COUNTDOWN.pack(task, after), 1)).toEqual(after);
  };
  const word = constantFrom('2', '3', '5', '9', '+', '-', '*', '(', ')', '( ', '');
  assertProperty(
    property(array(word, { maxLength: 14 }), (words) => check(words.join(' '))),
    { seed: 5, numRuns: 2000 },
  );
  // Brackets thrown into a sum at random: some of these are right, most are not.
  const bracket = constantFrom('', '', '', '( ', ' )');
  const sign = constantFrom(' + ', ' - ', ' * ');
  const order = constantFrom('2359', '9532', '5293', '3925', '2259');
  assertProperty(
    property(
      order,
      array(bracket, { minLength: 8, maxLength: 8 }),
      array(sign, { minLength: 3, maxLength: 3 }),
      (o, b, s) =>
        check(
          o
            .split('')
            .map((n, i) => `${b[2 * i]}${n}${b[2 * i + 1]}${s[i] ?? ''}`)
            .join(''),
        ),
    ),
    { seed: 6, numRuns: 6000 },
  );
  expect(legal).toBeGreaterThan(60);
  const rng = new Rng(5, 'drawn');
  for (let i = 0; i < 200; i++) check(COUNTDOWN.fillIn!(task, 'sum', rng));
  for (const text of [
    '( 3 + 5 * 9 ) - 2',
    '( ( 3 + 5 ) * 9 ) - 2',
    '( 3 ) + 5 * 9 - 2',
    '( 3 + 5 * ( 9 - 2',
    '3 + 5 ) * ( 9 - 2',
    '(3 + 5) * (9 - 2)',
    '( '.repeat(50_000),
  ])
    expect(COUNTDOWN.read!(task, state, text), text.slice(0, 30)).toBeNull();
});

test('level 4 needs brackets: no sum without them gives the target, one with a single pair does, and that is the expert’s', () => {
  const env = makeEnv('countdown');
  for (let seed = 0; seed < 60; seed++) {
    env.reset(refOf('countdown', 4, seed));
    const [target, numbers] = env
      .taskKey()
      .split(' from ')
      .map((part) => part.split(' ').map(Number)) as [[number], number[]];
    const count = { target: target[0], signs: ['+', '-', '*'] as const, most: 1, allows: () => true };
    expect(countSums(numbers, count)).toBe(0);
    expect(bracketedSum(numbers, target[0], count.signs)).not.toBeNull();
    const { think, action } = env.oracle(new Rng(0, 'unused'))!;
    expect(action.match(/\(/g)).toHaveLength(1);
    expect(think.length).toBeGreaterThan(2 * action.length);
    expect(env.step(action).info.won).toBe(true);
  }
});

test('with four numbers one pair does all that two can', () => {
  const rng = new Rng(6, 'pairs');
  for (let i = 0; i < 400; i++) {
    const task = { numbers: [2, 4, 7, 9], signs: ['+', '-', '*'] as const, brackets: true };
    const text = COUNTDOWN.fillIn!({ ...task, target: 0 }, 'sum', rng);
    const { sum } = COUNTDOWN.read!({ ...task, target: 0 }, COUNTDOWN.start({ ...task, target: 0 }), text)!;
    const fewer = (sum.opens ?? []).filter((open) => open !== 0);
    expect(resultsOf({ ...sum, opens: fewer })!.at(-1)).toBe(resultsOf(sum)!.at(-1));
  }
});

test('three legal tries that miss are paid 0.1, an illegal one among them nothing; a repeat uses up a try', () => {
  const env = makeEnv('countdown');
  const rng = new Rng(2, 'misses');
  let missed = 0;
  for (let seed = 0; seed < 60; seed++) {
    const ref = refOf('countdown', 1, seed);
    env.reset(ref);
    const tries = Array.from({ length: 3 }, () => env.fillIn('sum', rng));
    const played = tries.map((text) => env.step(text));
    if (played.some((t) => t.info.won)) continue;
    missed++;
    const last = played[2]!;
    expect([last.reward, last.terminated, last.info.reason, last.info.score]).toEqual([0.1, true, 'dead', 0.1]);
    env.reset(ref);
    const [, repeat, illegal] = [tries[0]!, tries[0]!, '1 +'].map((text) => env.step(text));
    expect([repeat!.info.valid, repeat!.info.effective, repeat!.info.repeat]).toEqual([true, false, true]);
    expect([illegal!.reward, illegal!.truncated, illegal!.info.reason]).toEqual([0, true, 'limit']);
  }
  expect(missed).toBeGreaterThan(30);
});

test('few ways means few: level 3 puzzles have at most four sums', () => {
  for (let seed = 0; seed < 30; seed++) {
    const rng = new Rng(seed, 'few');
    const task = COUNTDOWN.draw(3, rng);
    if (task === null) continue;
    const ways = countSums(task.numbers, {
      target: task.target,
      signs: task.signs,
      most: Infinity,
      allows: () => true,
    });
    expect(ways >= 1 && ways <= 4).toBe(true);
  }
});

test('points: a misplaced symbol loses the sum, "=" ends it, and only a whole sum wins', () => {
  const env = makeEnv('points');
  const rng = new Rng(3, 'points');
  for (let seed = 0; seed < 40; seed++) {
    const ref = refOf('points', seed % 3, seed);
    const { admissible } = env.reset(ref);
    expect(admissible.at(-1)).toBe('=');
    const start = env.snapshot();
    expect([env.step('+').info.progress, env.distance(), env.oracle(rng)]).toEqual([null, null, null]);
    env.restore(start);
    const ended = env.step('=');
    expect([ended.terminated, ended.reward, ended.info.reason]).toEqual([true, 0, 'dead']);
    env.restore(start);
    for (let move = env.oracle(rng); move !== null; move = env.oracle(rng)) {
      const left = env.distance()!;
      const { info, reward } = env.step(move.action);
      expect([env.distance(), info.won, reward]).toEqual([left - 1, left === 1, left === 1 ? 10 : 0]);
    }
  }
});

test('points level 2 always asks for 24', () => {
  const rng = new Rng(4, 'twenty-four');
  for (let i = 0; i < 50; i++) expect(POINTS.draw(2, rng)?.target ?? 24).toBe(24);
});
