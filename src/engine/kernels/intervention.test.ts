import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rng } from '../../core/rng.ts';
import {
  CUTS,
  freshMemory,
  NO_EXTREMA,
  replay,
  type Cut,
  type Extrema,
  type Recorded,
  type ThinkingRule,
} from './intervention.ts';
import {
  CONTROL,
  CONTROL_LENGTH,
  readMemory,
  RECORD,
  SETTINGS,
  SETTINGS_LENGTH,
  signalLength,
  stateLength,
  stateOffset,
  writeMemory,
  writeRule,
} from './sample-state.ts';
import { sampleChunks, sampleMerge, sampleScratchLength } from './sample.ts';

const [OPEN, CLOSE, ACTION] = [1, 2, 3];
const RULE: ThinkingRule = {
  alpha: 0.5,
  bounds: null,
  intervene: true,
  epsilon: 0.25,
  window: 1,
  minThink: 0,
  maxThink: 0,
  postPeak: true,
  budget: 0,
  thinkOpen: OPEN,
  thinkClose: CLOSE,
  actionOpen: ACTION,
};
/** H and C both 0 to 1, so that M is what `thinks` asks for. */
const UNIT: Extrema = { entropyLow: 0, entropyHigh: 1, confidenceLow: 0, confidenceHigh: 1 };

/** A response that opens thinking and then has these uncertainties. */
function thinks(levels: readonly number[], ids: readonly number[] = levels.map(() => 9)): Recorded {
  const entropy = [0, ...levels];
  return { ids: [OPEN, ...ids], entropy, confidence: entropy.map((M) => 1 - M) };
}
const over = (rule: Partial<ThinkingRule>, recorded: Recorded) => replay({ ...RULE, ...rule }, recorded, UNIT);

describe('the signal', () => {
  test('is alpha H̃ + (1 - alpha)(1 - C̃) over the extrema so far, this token included, and never looks back', () => {
    const recorded = { ids: [9, 9, 9, 9], entropy: [1, 3, 2, 5], confidence: [4, 2, 3, 6] };
    const { uncertainty, extrema } = replay({ ...RULE, alpha: 0.25 }, recorded, NO_EXTREMA);
    // No range, highest H and lowest C, the middle of both, highest H and highest C.
    expect([...uncertainty]).toEqual([0, 1, 0.5, 0.25]);
    expect(extrema).toEqual({ entropyLow: 1, entropyHigh: 5, confidenceLow: 2, confidenceHigh: 6 });
  });

  test('goes on from the extrema of earlier turns', () => {
    const start = { entropyLow: 0, entropyHigh: 4, confidenceLow: 0, confidenceHigh: 8 };
    const { uncertainty } = replay(RULE, { ids: [9], entropy: [1], confidence: [2] }, start);
    expect(uncertainty[0]).toBe(0.5);
  });

  test('a range narrower than 1e-6 gives 0 for its own term only', () => {
    const recorded = { ids: [9, 9], entropy: [1, 1 + 4e-7], confidence: [4, 2] };
    expect([...replay({ ...RULE, alpha: 0.25 }, recorded, NO_EXTREMA).uncertainty]).toEqual([0, 0.75]);
  });

  test('fixed bounds hold what lies outside, and the extrema are still followed', () => {
    const recorded = { ids: [9, 9, 9], entropy: [-1, 2, 0.5], confidence: [0.5, -3, 7] };
    const { uncertainty, extrema } = replay({ ...RULE, bounds: UNIT }, recorded, NO_EXTREMA);
    expect([...uncertainty]).toEqual([0.25, 1, 0.25]);
    expect(extrema).toEqual({ entropyLow: -1, entropyHigh: 2, confidenceLow: -3, confidenceHigh: 7 });
  });
});

describe('the cut', () => {
  const falling = [1, 0.5, 0, 0, 0, 0, 0, 0];

  test('comes when the mean of N + 1 changes between think tokens is below epsilon, past the peak', () => {
    const { delta, windowMean, level, firedAt, cut, peakAt } = over({}, thinks(falling));
    expect([...delta.subarray(0, 5)]).toEqual([NaN, NaN, 0.5, 0.5, 0]);
    expect([...windowMean.subarray(0, 6)]).toEqual([NaN, NaN, NaN, 0.5, 0.25, 0]);
    expect([...level.subarray(0, 5)]).toEqual([NaN, NaN, 0.75, 0.25, 0]);
    // 0.25 is not below epsilon; at 5 the mean is 0 and the peak at 2 lies 3 back.
    expect([firedAt, cut, peakAt]).toEqual([5, 'saturation', 2]);
  });

  test('never at the peak unless the guard is off', () => {
    const flatTop = thinks([0, 0.5, 1, 1, 1, 1, 0.9, 0.85, 0.85, 0.85]);
    expect(over({ postPeak: false }, flatTop).firedAt).toBe(5);
    // The smoothed signal is first highest at 4; one full window later is 6.
    expect(over({}, flatTop).firedAt).toBe(6);
    expect(over({ epsilon: 0.01 }, flatTop).firedAt).toBe(6);
  });

  test('not before L_min', () => {
    expect(over({ minThink: 7 }, thinks(falling)).firedAt).toBe(7);
  });

  test('L_max and the budget count think tokens; L_max belongs to the intervention, the budget does not', () => {
    const busy = thinks([0, 1, 0, 1, 0, 1, 0, 1]);
    const fired = (rule: Partial<ThinkingRule>) => {
      const { firedAt, cut } = over(rule, busy);
      return [firedAt, cut];
    };
    expect(fired({})).toEqual([-1, 'none']);
    expect(fired({ maxThink: 3 })).toEqual([3, 'cap']);
    expect(fired({ maxThink: 3, intervene: false })).toEqual([-1, 'none']);
    expect(fired({ budget: 5, intervene: false })).toEqual([5, 'budget']);
    expect(fired({ budget: 5, maxThink: 3 })).toEqual([3, 'cap']);
    // A cut after the last token changes nothing.
    expect(fired({ maxThink: 8 })).toEqual([-1, 'none']);
  });

  test('only inside the think segment, which ends with its closing tag and may open again', () => {
    const flat = [0, 0, 0, 0, 0, 0];
    expect(over({}, { ...thinks(flat), ids: [9, 9, 9, 9, 9, 9, 9] }).firedAt).toBe(-1);
    expect(over({}, thinks(flat, [9, 9, CLOSE, 9, 9, 9])).firedAt).toBe(-1);
    expect(over({ budget: 2 }, thinks(flat, [9, CLOSE, OPEN, 9, 9, 9])).firedAt).toBe(5);
  });

  test('a segment that opens again has a peak of its own', () => {
    const levels = [1, 1, 0, 0, 0.5, 0.5, 0.5, 0.5, 0.5];
    // The second segment is first highest at 6; without a peak of its own it would be cut at 7.
    expect(over({}, thinks(levels, [9, 9, CLOSE, OPEN, 9, 9, 9, 9, 9])).firedAt).toBe(8);
  });

  test('at most once', () => {
    const twice = thinks(Array<number>(9).fill(0), [9, 9, CLOSE, ACTION, OPEN, 9, 9, 9, 9]);
    expect(over({ budget: 2 }, twice).firedAt).toBe(2);
  });
});

/** What t2po.md says, written out over whole responses: for each t, where it would be cut by what came before. */
function definition(
  rule: ThinkingRule,
  recorded: Recorded,
  start: Extrema,
): { M: number[]; firedAt: number; cut: Cut } {
  const H = Array.from(recorded.entropy, Math.fround);
  const C = Array.from(recorded.confidence, Math.fround);
  const ids = Array.from(recorded.ids);
  const scaled = (x: number, low: number, high: number): number => Math.min(1, Math.max(0, (x - low) / (high - low)));
  const M = H.map((h, t) => {
    const hs = [start.entropyLow, start.entropyHigh, ...H.slice(0, t + 1)].filter((x) => Math.abs(x) < 1e30);
    const cs = [start.confidenceLow, start.confidenceHigh, ...C.slice(0, t + 1)].filter((x) => Math.abs(x) < 1e30);
    const b = rule.bounds;
    const [hLow, hHigh] = b ? [b.entropyLow, b.entropyHigh] : [Math.min(...hs), Math.max(...hs)];
    const [cLow, cHigh] = b ? [b.confidenceLow, b.confidenceHigh] : [Math.min(...cs), Math.max(...cs)];
    const uncertain = hHigh - hLow < 1e-6 ? 0 : scaled(h, hLow, hHigh);
    const unsure = cHigh - cLow < 1e-6 ? 0 : 1 - scaled(C[t]!, cLow, cHigh);
    return rule.alpha * uncertain + (1 - rule.alpha) * unsure;
  });
  const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
  const count = rule.window + 1;
  for (let t = 0; t + 1 < ids.length; t++) {
    // The segment t lies in: after the opening tag that no closing tag has followed.
    const closed = ids.lastIndexOf(CLOSE, t);
    const open = ids.indexOf(OPEN, closed + 1);
    if (open < 0 || open >= t) continue;
    const segment = M.slice(open + 1, t + 1);
    const smoothed = segment.slice(count - 1).map((_, i) => mean(segment.slice(i, i + count)));
    const changes = segment.slice(1).map((m, i) => Math.abs(m - segment[i]!));
    const isLongEnough = changes.length >= count && segment.length >= rule.minThink;
    const sincePeak = smoothed.length - 1 - smoothed.indexOf(Math.max(...smoothed));
    const isPast = !rule.postPeak || sincePeak >= count;
    if (rule.intervene && isLongEnough && isPast && mean(changes.slice(-count)) < rule.epsilon)
      return { M, firedAt: t, cut: 'saturation' };
    if (rule.intervene && rule.maxThink > 0 && segment.length >= rule.maxThink) return { M, firedAt: t, cut: 'cap' };
    if (rule.budget > 0 && segment.length >= rule.budget) return { M, firedAt: t, cut: 'budget' };
  }
  return { M, firedAt: -1, cut: 'none' };
}

describe('kernel twin, pure rule and definition agree token by token on random logit streams', () => {
  const V = 11;
  const extrema = fc.constantFrom<Extrema>(NO_EXTREMA, {
    entropyLow: 0.5,
    entropyHigh: 2,
    confidenceLow: 2,
    confidenceHigh: 6,
  });
  const rules = fc.record({
    alpha: fc.constantFrom(0, 0.4, 0.7, 1).map(Math.fround),
    bounds: fc.constantFrom<Extrema | null>(null, {
      entropyLow: 0,
      entropyHigh: 2.5,
      confidenceLow: 1.5,
      confidenceHigh: 5,
    }),
    intervene: fc.boolean(),
    epsilon: fc.constantFrom(0, 0.02, 0.1, 0.2, 0.3, 1).map(Math.fround),
    window: fc.integer({ min: 0, max: 4 }),
    minThink: fc.integer({ min: 0, max: 10 }),
    maxThink: fc.constantFrom(0, 0, 9, 12),
    postPeak: fc.boolean(),
    budget: fc.constantFrom(0, 0, 0, 7),
    thinkOpen: fc.constant(OPEN),
    thinkClose: fc.constant(CLOSE),
    actionOpen: fc.constant(ACTION),
  });

  /** Three rows of K tokens from logits whose sharpness changes from token to token. */
  function play(rule: ThinkingRule, start: Extrema, seed: number, J: number) {
    const [B, K] = [3, 24];
    const rng = new Rng(seed, 'streams');
    const settings = new Float64Array(SETTINGS_LENGTH);
    settings[SETTINGS.temperature] = settings[SETTINGS.topP] = 1;
    const control = new Uint32Array(CONTROL_LENGTH);
    control[CONTROL.stopToken] = 5;
    control[CONTROL.maxNew] = K - 1;
    control[CONTROL.seed] = seed;
    writeRule(rule, settings, control);
    const state = new Uint32Array(stateLength(B));
    const signal = new Float64Array(signalLength(B));
    for (let b = 0; b < B; b++) {
      writeMemory(freshMemory(start), state, signal, b, B);
      state[stateOffset('episode', B) + b] = b;
    }
    const ids = new Uint32Array(B * K);
    const record = new Float64Array(4 * B * K);
    const pieces = new Float64Array(sampleScratchLength({ B, V }));
    for (let k = 0; k < K; k++) {
      const logits = new Float64Array(B * V);
      for (let b = 0; b < B; b++) {
        const sharpness = 4 * rng.unit();
        for (let j = 0; j < V; j++) logits[b * V + j] = sharpness * rng.normal();
        logits[b * V + OPEN]! += k === 0 ? 12 : -2;
        logits[b * V + CLOSE]! -= 3;
        logits[b * V + 5]! -= 6;
      }
      sampleChunks.run({ B, V }, [logits, settings, control, state, pieces]);
      sampleMerge.run({ B, K, V, J, T: 64 }, [logits, settings, control, pieces, state, ids, record, signal]);
    }
    return Array.from({ length: B }, (_, b) => {
      const length = state[stateOffset('generated', B) + b]!;
      const column = (field: number): number[] => Array.from({ length }, (_, t) => record[(b * K + t) * 4 + field]!);
      return {
        ids: Array.from(ids.subarray(b * K, b * K + length)),
        entropy: column(RECORD.entropy),
        confidence: column(RECORD.confidence),
        M: column(RECORD.uncertainty),
        memory: readMemory(state, signal, b, B),
      };
    });
  }

  test('600 streams', () => {
    const seen = new Map<Cut, number>(CUTS.map((cut) => [cut, 0]));
    const property = fc.property(
      rules,
      extrema,
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.integer({ min: 2, max: 8 }),
      (rule, start, seed, J) => {
        for (const { memory, M, ...recorded } of play(rule, start, seed, J)) {
          const length = recorded.ids.length;
          const pure = replay(rule, recorded, start);
          expect(M).toEqual([...pure.uncertainty]);
          const { entropyLow, entropyHigh, confidenceLow, confidenceHigh } = memory;
          expect({ entropyLow, entropyHigh, confidenceLow, confidenceHigh }).toEqual(pure.extrema);

          const { forcedFrom } = memory;
          const fired = forcedFrom > 0 && forcedFrom < length ? forcedFrom - 1 : -1;
          expect(pure.firedAt).toBe(fired);
          expect(pure.cut).toBe(fired < 0 ? 'none' : memory.cut);
          if (fired >= 0)
            expect(recorded.ids.slice(fired + 1, fired + 3)).toEqual([CLOSE, ACTION].slice(0, length - fired - 1));

          const spelled = definition(rule, recorded, start);
          for (const [t, m] of spelled.M.entries()) expect(Math.abs(m - M[t]!)).toBeLessThan(2 ** -23);
          expect([spelled.firedAt, spelled.cut]).toEqual([pure.firedAt, pure.cut]);
          seen.set(pure.cut, seen.get(pure.cut)! + 1);
        }
      },
    );
    fc.assert(property, { seed: 20260501, numRuns: 200 });
    // The streams reach every way a response can end.
    for (const cut of CUTS) expect(seen.get(cut), cut).toBeGreaterThan(20);
  });
});
