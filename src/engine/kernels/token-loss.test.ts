import { expect, test } from 'vitest';
import { HYPER, HYPER_LENGTH, OBJECTIVE, tokenLoss } from './token-loss.ts';

const defaults = { temperature: 1, clipLow: 0.2, clipHigh: 0.28, dualClip: 3, klCoef: 0, entropyCoef: 0, objective: 0 };
function hyperOf(values: Partial<typeof defaults>): Float64Array {
  const hyper = new Float64Array(HYPER_LENGTH);
  for (const [name, value] of Object.entries({ ...defaults, ...values }))
    hyper[HYPER[name as keyof typeof HYPER]] = value;
  return hyper;
}
const lossOf = (logprob: number, [advantage, old, reference]: number[], hyper: Partial<typeof defaults> = {}) =>
  tokenLoss(logprob, 0.7, Float64Array.of(advantage!, old!, reference!, 1), 0, hyperOf(hyper));

// Values of verl's compute_policy_loss, run by its authors' code on these inputs (shared vectors, ppo/dual_clip_token_loss).
test.each([
  ['clipped high', -0.5, 1, -1.28, 0, 1],
  ['low ratio, positive advantage', -1.5, 1, -0.60653066, -0.60653066, 0],
  ['high ratio, negative advantage', -0.5, -1, 1.648721271, 1.648721271, 0],
  ['clipped low', -1.5, -1, 0.8, 0, 1],
  ['dual clip', 1, -1, 3, 0, 1],
])('%s', (_, logprob, advantage, loss, gradient, clipped) => {
  const got = lossOf(logprob, [advantage, -1, -1]);
  expect(got.policy).toBeCloseTo(loss, 8);
  expect(got.byLogprob).toBeCloseTo(gradient, 8);
  expect(got.clipped).toBe(clipped);
});

test('without dual clip a negative advantage is not capped', () => {
  expect(lossOf(1, [-1, -1, -1], { dualClip: 1e30 }).policy).toBeCloseTo(Math.exp(2), 10);
});

test('k3 has its published values and is capped at 10, where its gradient stops', () => {
  // Shared vectors, primitive/kl_estimators.
  expect(lossOf(-1, [0, -1, -1.2]).k3).toBeCloseTo(0.018730753, 8);
  expect(lossOf(-2, [0, -1, -1]).k3).toBeCloseTo(0.718281828, 8);
  const far = lossOf(-9, [0, -9, -1], { klCoef: 0.5 });
  expect(far.k3).toBe(10);
  expect(far.byLogprob).toBe(-0);
});

test('k1 is old minus new, the entropy bonus is subtracted, cloning ignores ratio, KL and entropy', () => {
  expect(lossOf(-1.5, [1, -1, -1]).k1).toBeCloseTo(0.5, 12);
  expect(lossOf(-1, [0, -1, -1], { entropyCoef: 0.1 }).total).toBeCloseTo(-0.07, 12);
  const clone = lossOf(-1.5, [2, -9, -9], { objective: OBJECTIVE.cloning, klCoef: 1, entropyCoef: 1 });
  expect(clone).toEqual({ total: 3, policy: 3, k3: 0, k1: 0, clipped: 0, ratio: 1, byLogprob: -2, byEntropy: 0 });
});

test('a log-ratio beyond 20 is cut and pulls no more', () => {
  const far = lossOf(30, [-1, 0, 30], { dualClip: 1e30 });
  expect(far.ratio).toBeCloseTo(Math.exp(20), 0);
  expect(far.byLogprob).toBe(0);
});
