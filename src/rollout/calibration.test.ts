import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rng } from '../core/rng.ts';
import { decide, measure, NO_EXTREMA, type ThinkingRule } from '../engine/kernels/intervention.ts';
import { WATCH_ONLY } from '../model/thinking.ts';
import { calibrate, EDGES, spreadOf, thresholdFor } from './calibration.ts';
import type { Trajectory, Turn } from './trajectory.ts';
import { turnRecords, type TurnRecords } from './turn-records.ts';

const [OPEN, CLOSE] = [1, 2];
const RULE: ThinkingRule = {
  ...WATCH_ONLY,
  window: 1,
  minThink: 3,
  postPeak: true,
  thinkOpen: OPEN,
  thinkClose: CLOSE,
  actionOpen: 3,
};
/** M is the entropy itself. */
const ENTROPY: ThinkingRule = {
  ...RULE,
  alpha: 1,
  bounds: { entropyLow: 0, entropyHigh: 1, confidenceLow: 0, confidenceHigh: 1 },
};

function turn(think: readonly number[], gamma: number): Turn {
  const M = Float32Array.from([0.1, ...think, 0.1, 0.1]);
  return {
    prompt: Uint32Array.of(5),
    response: {
      ids: Uint32Array.from([OPEN, ...think.map(() => 9), CLOSE, 3]),
      logprob: M,
      entropy: M,
      confidence: M,
      finished: true,
      uncertainty: M,
      forced: new Uint8Array(M.length),
      firedAt: -1,
      cut: 'none',
    },
    action: '',
    think: '',
    formatValid: true,
    before: '',
    after: '',
    anchor: '',
    reward: 0,
    info: { valid: true, effective: true, novel: true, repeat: false, progress: 0, won: false, score: 0 },
    phi: 0.5,
    gamma,
    rejected: [],
  };
}

/** Episodes of four turns; thoughts of 0 to 12 tokens whose M rises to a peak and settles. */
function played(episodes: number, thinks = true): TurnRecords {
  const rng = new Rng(3, 'calibration');
  const thought = (): number[] =>
    Array.from({ length: rng.below(13) }, (_, t) => Math.exp(-Math.abs(t - 3)) * (0.5 + 0.5 * rng.unit()));
  const trajectories = Array.from({ length: episodes }, (_, episode): Trajectory => ({
    task: { env: 'x', level: 0, split: 'train', seed: 0 },
    group: 0,
    episode,
    turns: [0, 1, 2, 3].map((k) => turn(thinks ? thought() : [], k === 0 ? NaN : rng.unit() ** 3)),
    reward: 0,
    success: false,
    score: 0,
  }));
  return turnRecords(trajectories, { thinkOpen: OPEN, thinkClose: CLOSE, actionOpen: 3, actionClose: 4 });
}

describe('a calibrated rule', () => {
  const records = played(60);
  const responses = Array.from({ length: records.count }, (_, r) => {
    const of = <T extends Uint32Array | Float32Array>(column: T): T =>
      column.subarray(records.start[r], records.start[r + 1]) as T;
    return { ids: of(records.ids), entropy: of(records.uncertainty), confidence: of(records.confidence) };
  });

  test.each([0.05, 0.2, 0.5])('intervenes in a share of %f of the very turns it was read off', (rate) => {
    const { epsilon, eta, epsilonRate, etaRate, turns } = calibrate(records, RULE, rate, false);
    expect(turns).toBe(240);
    const rule = { ...ENTROPY, intervene: true, epsilon: Math.fround(epsilon) };
    const cuts = responses.filter((r) => decide(rule, measure(rule, r, NO_EXTREMA), r.ids).firedAt >= 0).length;
    // One turn more or less is as near as whole turns can come.
    expect(Math.abs(cuts / 240 - rate)).toBeLessThanOrEqual(1 / 240);
    expect(epsilonRate).toBe(cuts / 240);
    const stagnant = [...records.gamma].filter((gamma) => gamma < eta).length;
    expect(Math.abs(stagnant / 180 - rate)).toBeLessThanOrEqual(1 / 180);
    expect(etaRate).toBe(stagnant / 180);
  });

  test('says less than was asked for when too few thoughts are long enough', () => {
    const { epsilonRate } = calibrate(records, { ...RULE, minThink: 12 }, 0.5, false);
    expect(epsilonRate).toBeGreaterThan(0);
    expect(epsilonRate).toBeLessThan(0.2);
  });

  test('as published, turns with a Γ of 0 are not among those resampled', () => {
    const gamma = records.gamma.map((value, r) => (r % 4 !== 0 && r < 80 ? 0 : value));
    const plain = calibrate({ ...records, gamma }, RULE, 0.4, false);
    const published = calibrate({ ...records, gamma }, RULE, 0.4, true);
    expect(plain.etaRate).toBeCloseTo(0.4, 10);
    expect(published.etaRate).toBeCloseTo(0.4, 10);
    expect(published.eta).toBeGreaterThan(plain.eta);
  });

  test('the figures shown are those of all turns', () => {
    const { gamma, windowMean } = calibrate(records, RULE, 0.2, false);
    expect(gamma.count).toBe(180);
    expect(gamma.counts.reduce((a, b) => a + b, 0)).toBe(180);
    expect(windowMean.count).toBeGreaterThan(240);
    expect(gamma.quantiles).toEqual([...gamma.quantiles].sort((a, b) => a - b));
  });
});

describe('what gives nothing to go by is refused in one sentence', () => {
  test.each([
    ['too few turns', played(16), RULE, 0.2, /needs 50 turns .* only 48 were played/],
    ['a policy that never thinks', played(30, false), RULE, 0.2, /No thought was long enough for a window of N = 1/],
    ['a rate of 0', played(30), RULE, 0, /between 0 and 1, got 0/],
    ['a rate that is no number', played(30), RULE, NaN, /between 0 and 1, got NaN/],
  ])('%s', (_, records, rule, rate, words) => {
    expect(() => calibrate(records, rule, rate, false)).toThrow(words);
    expect(() => calibrate(records, rule, rate, false)).toThrow(/stay as they were/);
  });
});

describe('a threshold', () => {
  test('has the wanted share below it, as nearly as ties allow', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (whole, rate) => {
          const values = whole.map((v) => v / 100);
          const [threshold, share] = thresholdFor(values, values.length, rate);
          expect(share).toBe(values.filter((v) => v < threshold).length / values.length);
          const reachable = [...new Set(values)].map((v) => values.filter((u) => u <= v).length);
          const wanted = Math.max(1, Math.round(rate * values.length));
          const best = Math.min(...reachable.map((k) => Math.abs(k - wanted)));
          expect(Math.abs(share * values.length - wanted)).toBeCloseTo(best, 9);
        },
      ),
    );
  });

  test('is never below what the settings allow', () => {
    expect(thresholdFor([0, 0, 0, 0.5], 4, 0.75)[0]).toBeGreaterThan(0);
    expect(thresholdFor([1e-9, 1e-8], 2, 0.5)).toEqual([1e-6, 1]);
  });
});

test('a spread: linear quantiles, bins by powers of ten, what lies outside in the outermost', () => {
  const { count, quantiles, counts } = spreadOf([0, 1e-9, 0.01, 0.0101, 1, 3]);
  expect(count).toBe(6);
  expect(quantiles[4]).toBeCloseTo(0.01005, 12);
  expect(quantiles[8]).toBeCloseTo(1 + 0.75 * 2, 12);
  expect([counts[0], counts.at(-1)]).toEqual([2, 2]);
  const bin = EDGES.findIndex((edge) => edge > 0.0100001) - 1;
  expect(counts[bin]! + counts[bin - 1]!).toBe(2);
});
