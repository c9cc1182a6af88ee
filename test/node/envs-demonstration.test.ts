/** The knobs of the demonstrations do what they say, and nothing when they are zero. */
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { CHATTER, EXCUSES } from '../../src/envs/chatter.ts';
import { demonstrate, type DemonstrationStep, type Knobs } from '../../src/envs/demonstration.ts';
import { makeEnv } from '../../src/envs/registry.ts';
import { LEVELS, playThrough, refOf } from './envs-play.ts';

const CLEAN: Knobs = { noise: 0, recovery: 0, verbosity: 0, loopiness: 0 };

const stepsOf = (knobs: Partial<Knobs>, episodes: number, level = 1): DemonstrationStep[] =>
  Array.from({ length: episodes }, (_, seed) =>
    demonstrate(refOf('house', level, seed), { ...CLEAN, ...knobs }, new Rng(seed, 'demo')),
  ).flatMap((d) => d.steps);

/** Four standard deviations of a share around `p`. */
const within = (share: number, p: number, n: number): void =>
  expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));

test.each(LEVELS)(
  '$id level $level: without knobs it is the oracle, and it is reproducible',
  ({ id, level, oracleSuccess }) => {
    for (let seed = 0; seed < 30; seed++) {
      const ref = refOf(id, level, seed);
      const { steps, won } = demonstrate(ref, CLEAN, new Rng(seed, 'demo'));
      if (oracleSuccess === undefined) expect(won).toBe(true);
      const rng = new Rng(0, 'other');
      const transitions = playThrough(makeEnv(id), ref, (_, env) => env.oracle(rng)!.action);
      expect(steps.map((s) => s.transition)).toEqual(transitions);
      expect(steps.every((s) => s.executed === s.action && s.think.endsWith(s.action) && !s.wasted)).toBe(true);

      const knobs = { noise: 0.3, recovery: 0.5, verbosity: 0.5, loopiness: 0.3 };
      expect(demonstrate(ref, knobs, new Rng(seed, 'demo'))).toEqual(demonstrate(ref, knobs, new Rng(seed, 'demo')));
    }
  },
);

test('each step starts where the one before ended, and the label is always the sober choice', () => {
  const rng = new Rng(0, 'again');
  for (let seed = 0; seed < 100; seed++) {
    const ref = refOf('house', 1, seed);
    const { steps } = demonstrate(ref, { ...CLEAN, noise: 0.4, recovery: 0.5 }, new Rng(seed, 'demo'));
    const env = makeEnv('house');
    let obs = env.reset(ref);
    for (const step of steps) {
      expect(step.obs).toEqual(obs);
      expect(env.oracle(rng)).toEqual({ think: step.think, action: step.action });
      expect(env.step(step.executed)).toEqual(step.transition);
      obs = step.transition.obs;
    }
  }
});

test('recovery is the share of the noise that is inadmissible', () => {
  for (const recovery of [0, 0.3, 1]) {
    const steps = stepsOf({ noise: 0.3, recovery }, 300);
    const wrong = steps.filter((s) => !s.transition.info.valid).length / steps.length;
    if (recovery === 0) expect(wrong).toBe(0);
    else within(wrong, 0.3 * recovery, steps.length);
    expect(steps.filter((s) => s.executed !== s.action).length).toBeGreaterThan(0);
    for (const s of steps) expect(s.transition.info.valid).toBe(s.obs.admissible.includes(s.executed));
  }
});

test('mistakes name places that other rooms have', () => {
  const wrong = stepsOf({ noise: 0.5, recovery: 1 }, 60)
    .filter((s) => !s.transition.info.valid)
    .map((s) => s.executed);
  expect(wrong.filter((a) => a.startsWith('go to ')).length).toBeGreaterThan(wrong.length / 2);
});

test('verbosity adds a geometric tail of phrases after the decision', () => {
  const steps = stepsOf({ verbosity: 0.4 }, 300);
  const tails = steps.map((s) => s.think.split(' ; ').slice(2));
  for (const phrase of tails.flat()) expect(CHATTER).toContain(phrase);
  within(tails.filter((t) => t.length >= 1).length / tails.length, 0.4, tails.length);
  within(tails.filter((t) => t.length >= 2).length / tails.length, 0.16, tails.length);
});

test('loopiness labels actions that lead to nothing new, says so, and the task is still solved', () => {
  let wasted = 0;
  let turns = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { steps, won } = demonstrate(refOf('house', 1, seed), { ...CLEAN, loopiness: 0.3 }, new Rng(seed, 'demo'));
    turns += steps.length;
    if (won) expect(steps.at(-1)!.wasted).toBe(false);
    for (const step of steps.filter((s) => s.wasted)) {
      wasted++;
      expect(step.transition.info.novel).toBe(false);
      expect(step.transition.info.valid).toBe(true);
      expect(EXCUSES).toContain(step.think.split(' ; ')[0]);
    }
  }
  expect(wasted / turns).toBeGreaterThan(0.15);
  expect(wasted / turns).toBeLessThan(0.3);
});
