import { expect, test } from 'vitest';
import { normals } from '../../../test/kernels/case.ts';
import { differences, distance } from '../../../test/kernels/differences.ts';
import { Rng } from '../../core/rng.ts';
import { ShapeError } from '../kernel.ts';
import { NONE } from './cache.ts';
import { HYPER, HYPER_LENGTH, LOSS_ROW, LOSS_STATS, lossStatistics, policyLoss, rowStatistics } from './head.ts';

const defaults = { temperature: 1, clipLow: 0.2, clipHigh: 0.28, dualClip: 3, klCoef: 0, entropyCoef: 0, objective: 0 };
type Hyper = Partial<typeof defaults>;
function hyperOf(values: Hyper): Float64Array {
  const hyper = new Float64Array(HYPER_LENGTH);
  for (const [name, value] of Object.entries({ ...defaults, ...values }))
    hyper[HYPER[name as keyof typeof HYPER]] = value;
  return hyper;
}
const zeros = (count: number) => new Float64Array(count);

function statistics(logits: Float64Array, target: number, J: number, temperature = 1): number[] {
  const out = zeros(4);
  const V = logits.length;
  rowStatistics.run({ M: 1, V, J }, [logits, Uint32Array.of(target), hyperOf({ temperature }), out]);
  return [...out];
}

test('row statistics of a hand-made distribution', () => {
  const p = [0.5, 0.25, 0.125, 0.125];
  const got = statistics(Float64Array.from(p, Math.log), 1, 2);
  const entropy = -p.reduce((sum, q) => sum + q * Math.log(q), 0);
  const want = [Math.log(0.25), entropy, (Math.log(2) + Math.log(4)) / 2, 0.5];
  expect(distance(Float64Array.from(got), Float64Array.from(want))).toBeLessThan(1e-12);
});

test('row statistics: a shift changes nothing, temperature divides, NONE gives log-probability 0', () => {
  const logits = Float64Array.from(normals(new Rng(1, 'row'), 9, 2));
  const plain = statistics(logits, 4, 5);
  const shifted = statistics(
    logits.map((z) => z + 1000),
    4,
    5,
  );
  expect(distance(Float64Array.from(shifted), Float64Array.from(plain))).toBeLessThan(1e-10);
  const hot = statistics(logits, 4, 5, 2);
  const halved = statistics(
    logits.map((z) => z / 2),
    4,
    5,
  );
  expect(distance(Float64Array.from(hot), Float64Array.from(halved))).toBeLessThan(1e-12);
  expect(statistics(logits, NONE, 5)[0]).toBe(0);
});

test('confidence with J beyond the vocabulary takes all of it; ties count once each', () => {
  // Uniform over 3: every -ln p is ln 3 however many are averaged.
  for (const J of [1, 2, 3, 20]) expect(statistics(zeros(3), 0, J)[2]).toBeCloseTo(Math.log(3), 12);
  expect(statistics(Float64Array.of(-3, 5, 0, 5), 0, 2)[2]).toBeCloseTo(Math.log(2 + Math.exp(-5) + Math.exp(-8)), 12);
});

test('logits of ±1e4 stay finite', () => {
  const [logprob, entropy, confidence, p] = statistics(Float64Array.of(1e4, -1e4, 0), 1, 2);
  expect([logprob, entropy, confidence, p]).toEqual([-2e4, 0, 5000, 1]);
});

/** Rows whose log-ratio to the behaviour policy is `gaps[m]`. */
function batch(gaps: readonly number[], advantages: readonly number[], hyper: Hyper, weight = 1.7) {
  const M = gaps.length;
  const V = 7;
  const rng = new Rng(5, 'loss');
  const logits = Float64Array.from(normals(rng, M * V, 1.5));
  const target = Uint32Array.from(gaps, (_, m) => (3 * m) % V);
  const h = hyperOf(hyper);
  const stats = zeros(4 * M);
  rowStatistics.run({ M, V, J: 1 }, [logits, target, h, stats]);
  const token = zeros(4 * M);
  for (const [m, gap] of gaps.entries())
    token.set([advantages[m]!, stats[4 * m]! - gap, stats[4 * m]! - gap / 2, weight], 4 * m);
  const out = zeros(8 * M);
  const run = (z: Float64Array) => {
    policyLoss.run({ M, V }, [z, target, token, h, out]);
    return out.reduce((sum, value, i) => (i % 8 === LOSS_ROW.loss ? sum + value : sum), 0);
  };
  return { M, V, logits, out, run };
}

// Log-ratios 0.1 and -0.1 lie inside the clip band, 0.9 and -0.9 outside, 2 beyond the dual clip of 3.
const gaps = [0.1, -0.1, 0.9, -0.9, 0.9, -0.9, 2, -2];
const advantages = [1, -1.3, 0.8, 2, -0.7, -1, -1.5, 0.6];
test.each<[string, Hyper, number[]]>([
  ['clipping, both signs', {}, [0, 0, 1, 0, 0, 1, 1, 0]],
  ['no dual clip', { dualClip: 1e30 }, [0, 0, 1, 0, 0, 1, 0, 0]],
  ['k3 penalty', { klCoef: 0.3 }, [0, 0, 1, 0, 0, 1, 1, 0]],
  ['entropy bonus', { entropyCoef: 0.2 }, [0, 0, 1, 0, 0, 1, 1, 0]],
  ['all at temperature 0.7', { klCoef: 0.3, entropyCoef: 0.2, temperature: 0.7 }, [0, 0, 1, 0, 0, 1, 1, 0]],
  ['all at temperature 1.8', { klCoef: 0.3, entropyCoef: -0.2, temperature: 1.8 }, [0, 0, 1, 0, 0, 1, 1, 0]],
  ['cloning', { objective: 1, temperature: 1.3 }, [0, 0, 0, 0, 0, 0, 0, 0]],
])('gradient matches finite differences: %s', (_, hyper, clipped) => {
  const { M, V, logits, out, run } = batch(gaps, advantages, hyper);
  const want = differences(logits, () => run(logits.slice()));
  const gradient = logits.slice();
  run(gradient);
  expect(distance(gradient, want)).toBeLessThan(1e-8);
  expect(gaps.map((_, m) => out[8 * m + LOSS_ROW.clipped])).toEqual(clipped);
  for (let m = 0; m < M; m++) {
    const sum = gradient.slice(m * V, (m + 1) * V).reduce((a, b) => a + b, 0);
    expect(Math.abs(sum), `row ${m} sums to zero over the vocabulary`).toBeLessThan(1e-13);
  }
});

test('the weight scales gradient and losses, not the figures', () => {
  const one = batch(gaps, advantages, { klCoef: 0.3, entropyCoef: 0.2 }, 1);
  const three = batch(gaps, advantages, { klCoef: 0.3, entropyCoef: 0.2 }, -3);
  const gradient = one.logits.slice();
  const scaled = three.logits.slice();
  one.run(gradient);
  three.run(scaled);
  const expected = one.out.map((value, i) =>
    i % 8 === LOSS_ROW.loss || i % 8 === LOSS_ROW.policyLoss ? -3 * value : value,
  );
  expect(
    distance(
      scaled,
      gradient.map((g) => -3 * g),
    ),
  ).toBeLessThan(1e-14);
  expect(distance(three.out, expected)).toBeLessThan(1e-13);
});

test('weight 0 and target NONE give zero gradient and a zero row, whatever the logits', () => {
  const logits = Float64Array.of(NaN, Infinity, 1, 2, 3, 4);
  const out = zeros(16).fill(5);
  const token = Float64Array.of(1, -1, -1, 0, 1, -1, -1, 1);
  policyLoss.run({ M: 2, V: 3 }, [logits, Uint32Array.of(0, NONE), token, hyperOf({}), out]);
  expect([...logits]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(out.every((value) => value === 0)).toBe(true);
});

test('on policy the gradient does not depend on the clip and the loss is -A', () => {
  const tight = batch([0, 0], [1, -2], { clipLow: 0.01, clipHigh: 0.01 });
  const wide = batch([0, 0], [1, -2], { clipLow: 0.9, clipHigh: 0.9 });
  const a = tight.logits.slice();
  const b = wide.logits.slice();
  expect(tight.run(a)).toBeCloseTo(1.7 * (-1 + 2), 12);
  wide.run(b);
  expect(distance(a, b)).toBe(0);
  expect([tight.out[LOSS_ROW.ratio], tight.out[LOSS_ROW.k1], tight.out[LOSS_ROW.k3]]).toEqual([1, 0, 0]);
});

test('loss statistics add up rows with weight, onto what is there', () => {
  const out = Float64Array.from({ length: 24 }, (_, i) => i);
  const stats = zeros(16).fill(100);
  lossStatistics.run({ M: 3 }, [out, Float64Array.of(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, -2), stats]);
  const sums = (field: number) => 100 + field + 16 + field;
  expect(stats[LOSS_STATS.loss]).toBe(sums(LOSS_ROW.loss));
  expect(stats[LOSS_STATS.policyLoss]).toBe(sums(LOSS_ROW.policyLoss));
  expect(stats[LOSS_STATS.entropy]).toBe(sums(LOSS_ROW.entropy));
  expect(stats[LOSS_STATS.k3]).toBe(sums(LOSS_ROW.k3));
  expect(stats[LOSS_STATS.k1]).toBe(sums(LOSS_ROW.k1));
  expect(stats[LOSS_STATS.clipped]).toBe(sums(LOSS_ROW.clipped));
  expect(stats[LOSS_STATS.ratio]).toBe(sums(LOSS_ROW.ratio));
  expect(stats[LOSS_STATS.count]).toBe(102);
  expect(stats.slice(8)).toEqual(zeros(8).fill(100));
});

test('shapes the shaders cannot hold are refused', () => {
  expect(() => rowStatistics.lengths({ M: 1, V: 4, J: 21 })).toThrow(ShapeError);
  expect(() => rowStatistics.lengths({ M: 1, V: 4, J: 0 })).toThrow(ShapeError);
  expect(() => policyLoss.lengths({ M: 1.5, V: 4 })).toThrow(ShapeError);
});
