/** What is special about UnaryMath: right answers, right working, what tries are paid, and slips in noisy demonstrations. */
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { demonstrate } from '../../src/envs/demonstration.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { LEVELS, type Problem } from '../../src/envs/unary/problems.ts';
import { UNARY } from '../../src/envs/unary/spec.ts';
import { refOf } from './envs-play.ts';

function draw(level: number, rng: Rng): Problem {
  for (;;) {
    const problem = LEVELS[level]!.draw(rng);
    if (problem !== null) return problem;
  }
}

const numbersIn = (text: string): number[] => (text.replaceAll(/(?<=\d) (?=\d)/g, '').match(/\d+/g) ?? []).map(Number);

/** The answer by an own reading of the text. */
function solved(level: number, text: string): number {
  const [a, b, c, d] = numbersIn(text) as [number, number, number, number];
  switch (level) {
    case 0:
      return text.includes('+') ? a * b + c : a * b - c;
    case 1:
      return a * b;
    case 2:
      return (a * b + c) % d;
    case 3:
      return (c - b) / a;
    default:
      return text.includes('all in') ? (a - b) / c : text.includes('more') ? a * b + c : a * b - c;
  }
}

test('answers are right, within the stated range, and every step of the working holds', () => {
  const rng = new Rng(1, 'problems');
  for (let i = 0; i < 2000; i++) {
    const level = i % LEVELS.length;
    const { text, answer, scratch } = draw(level, rng);
    expect(answer, text).toBe(solved(level, text));
    expect(Number.isInteger(answer) && answer >= 0 && answer <= LEVELS[level]!.largest).toBe(true);
    const [start, ...results] = scratch.replaceAll(/(?<=\d) (?=\d)/g, '').split(' = ');
    let left = start!;
    for (const step of results) {
      const [x, sign, y] = left.split(' ');
      const [result] = step.split(' ');
      const by: Readonly<Record<string, number>> = {
        '+': Number(x) + Number(y),
        '-': Number(x) - Number(y),
        '*': Number(x) * Number(y),
        '/': Number(x) / Number(y),
        mod: Number(x) % Number(y),
      };
      expect(by[sign!], `${scratch} at ${left}`).toBe(Number(result));
      left = step;
    }
    expect(Number(left)).toBe(answer);
  }
});

test('a right answer is worth half as much after every wrong one, and repeats cost', () => {
  const task = { ...draw(0, new Rng(2, 'one')), largest: 270 };
  const wrong = (n: number): string => String(task.answer === n ? 9999 : n);
  const played = (answers: readonly string[]): number => {
    let state = UNARY.start(task);
    let sum = 0;
    for (const text of answers) {
      const move = UNARY.read!(task, state, text.split('').join(' '))!;
      const next = UNARY.act(task, state, move).state;
      sum += UNARY.reward!(task, state, next);
      state = next;
    }
    return sum;
  };
  const right = String(task.answer);
  expect(played([right])).toBe(1);
  expect(played([wrong(1), right])).toBe(0.5);
  expect(played([wrong(1), wrong(2), right])).toBe(0.25);
  // Two distinct answers of three: the right one is worth 1/4, a third of the answers repeats.
  expect(played([wrong(1), wrong(1), right])).toBeCloseTo(0.25 - 0.5 / 3, 12);
  expect(played([wrong(1), wrong(2), wrong(3), wrong(4), wrong(5)])).toBe(0);
  expect(played([wrong(1), wrong(1), wrong(1), wrong(1), wrong(1)])).toBeCloseTo(-0.4, 12);
});

test('the fifth wrong answer ends it; nothing but "try again" is ever said', () => {
  const env = makeEnv('unary');
  env.reset(refOf('unary', 0, 5));
  const answer = (env.scene() as { answer: number }).answer;
  const wrong = [1, 2, 2, 4, 5].map((n) => (n === answer ? 9 : n));
  const played = wrong.map((n) => env.step(String(n)));
  expect(played.map((t) => t.terminated)).toEqual([false, false, false, false, true]);
  expect(played[4]!.reward).toBeCloseTo(-0.5 * (1 - new Set(wrong).size / 5), 12);
  expect(played.map((t) => t.info.effective)).toEqual([true, true, false, true, true]);
  expect(played[3]!.obs.text).toBe([...new Set(wrong.slice(0, 4))].map((n) => `${n} try again`).join(' / '));
});

test('noisy demonstrations show a wrong first answer, then the right one with its working', () => {
  let revised = 0;
  let slips = 0;
  for (let seed = 0; seed < 100; seed++) {
    const knobs = { noise: 0.5, recovery: 0, verbosity: 0, loopiness: 0 };
    const { steps, won } = demonstrate(refOf('unary', 0, seed), knobs, new Rng(seed, 'demo'));
    const labels = new Set(steps.map((s) => s.action));
    expect(labels.size).toBe(1);
    steps.slice(1).forEach(({ think }) => expect(think.startsWith('wrong : ')).toBe(true));
    if (!won || steps.length < 2) continue;
    revised++;
    const given = steps[0]!.executed.replaceAll(' ', '');
    const right = steps[0]!.action.replaceAll(' ', '');
    const isNear =
      given.length === right.length && right.split('').filter((digit, i) => given[i] !== digit).length === 1;
    if (isNear) slips++;
  }
  expect(revised).toBeGreaterThan(25);
  expect(slips / revised).toBeGreaterThan(0.3);
});
