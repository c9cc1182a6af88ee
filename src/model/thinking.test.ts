import { describe, expect, test } from 'vitest';
import { normals } from '../../test/kernels/case.ts';
import { Rng } from '../core/rng.ts';
import { HYPER, HYPER_LENGTH, rowStatistics } from '../engine/kernels/head.ts';
import { fixedBounds, ruleOf, type ThinkingControl } from './thinking.ts';

const CONTROL: ThinkingControl = {
  tokens: { thinkOpen: 1, thinkClose: 2, actionOpen: 3 },
  signal: 'blend',
  alpha: 0.3,
  topJ: 5,
  bounds: 'running',
  intervene: true,
  epsilon: 0.1,
  window: 2,
  minThink: 3,
  maxThink: 20,
  postPeak: true,
  budget: 0,
};

/** Entropy and confidence of one row of logits. */
function figures(logits: readonly number[], J: number): { H: number; C: number } {
  const hyper = new Float64Array(HYPER_LENGTH);
  hyper[HYPER.temperature] = 1;
  const out = new Float64Array(4);
  rowStatistics.run({ M: 1, V: logits.length, J }, [Float64Array.from(logits), Uint32Array.of(0), hyper, out]);
  return { H: out[1]!, C: out[2]! };
}

describe('fixed bounds', () => {
  const V = 60;
  const row = (likely: number, by: number): number[] => Array.from({ length: V }, (_, j) => (j < likely ? by : 0));

  test.each([2, 5, 20])('hold what any distribution can show from below, j = %i', (J) => {
    const { entropyLow, entropyHigh, confidenceLow } = fixedBounds(V, J);
    const rng = new Rng(J, 'distributions');
    for (let n = 0; n < 200; n++) {
      const { H, C } = figures(normals(rng, V, 6 * rng.unit()), J);
      expect(H).toBeGreaterThan(entropyLow);
      expect(H).toBeLessThan(entropyHigh);
      expect(C).toBeGreaterThan(confidenceLow);
    }
    // Reached: by the uniform distribution, and by j equal tokens that leave nothing to the rest.
    expect(figures(row(V, 0), J).H).toBeCloseTo(entropyHigh, 12);
    expect(figures(row(J, 60), J).C).toBeCloseTo(confidenceLow, 12);
  });

  test('the confidence counts as full at 1 - 1e-3 on one token and the rest spread evenly', () => {
    const { C } = figures(row(1, Math.log(0.999 / (0.001 / (V - 1)))), 5);
    expect(fixedBounds(V, 5).confidenceHigh).toBeCloseTo(C, 12);
  });
});

test('signal and bounds become numbers rounded to f32', () => {
  const alphaOf = (signal: ThinkingControl['signal']) => ruleOf({ ...CONTROL, signal }, 60).alpha;
  expect([alphaOf('blend'), alphaOf('entropy'), alphaOf('confidence')]).toEqual([Math.fround(0.3), 1, 0]);
  expect(ruleOf(CONTROL, 60)).toMatchObject({ bounds: null, epsilon: Math.fround(0.1), thinkClose: 2, window: 2 });
  const { bounds } = ruleOf({ ...CONTROL, bounds: 'fixed' }, 60);
  expect(bounds!.entropyHigh).toBe(Math.fround(Math.log(60)));
});
