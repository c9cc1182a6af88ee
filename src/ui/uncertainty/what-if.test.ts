import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../engine/kernels/intervention.ts';
import { settingsFrom, type Settings } from '../../core/settings.ts';
import { decidedAt, thoughtOf } from '../../rollout/decision.ts';
import { cutAt, cutsOf, measuredFrom } from '../../rollout/recorded-cuts.ts';
import type { TurnRecords } from '../../rollout/turn-records.ts';
import { cuttingRule, prepare, resamplingRule, whatIf, type WhatIf } from './what-if.ts';

const WORDS = ['<think>', '</think>', '<action>', '</action>', 'word'];
const [OPEN, CLOSE, ACT, END, WORD] = [0, 1, 2, 3, 4] as const;
const TAGS = { thinkOpen: OPEN, thinkClose: CLOSE, actionOpen: ACT, actionClose: END };

interface Made {
  readonly turn: number;
  readonly attempt: number;
  readonly gamma: number;
  /** M of the think tokens. */
  readonly thought: readonly number[];
}

/** Records of responses `<think> … </think> <action> word </action>`. */
function records(made: readonly Made[]): TurnRecords {
  const responses = made.map(({ thought }) => ({
    ids: [OPEN, ...thought.map(() => WORD), CLOSE, ACT, WORD, END],
    M: [0, ...thought, 0, 0, 0, 0],
  }));
  const start = new Uint32Array(made.length + 1);
  for (const [r, { ids }] of responses.entries()) start[r + 1] = start[r]! + ids.length;
  const M = Float32Array.from(responses.flatMap((response) => response.M));
  const none = new Uint8Array(made.length);
  return {
    count: made.length,
    start,
    episode: new Uint32Array(made.length),
    group: new Uint32Array(made.length),
    turn: Uint32Array.from(made, ({ turn }) => turn),
    attempt: Uint32Array.from(made, ({ attempt }) => attempt),
    accepted: none,
    firedAt: new Int32Array(made.length).fill(-1),
    decidedAt: Int32Array.from(responses, ({ ids }) => decidedAt(TAGS, Uint32Array.from(ids))),
    phi: new Float64Array(made.length),
    gamma: Float64Array.from(made, ({ gamma }) => gamma),
    label: none,
    reward: new Float32Array(made.length),
    success: none,
    ids: Uint32Array.from(responses.flatMap(({ ids }) => ids)),
    entropy: M,
    confidence: M,
    uncertainty: M,
    forced: new Uint8Array(M.length),
  };
}

const judge = (made: readonly Made[], changes: Partial<Settings>): WhatIf => {
  const settings = settingsFrom('micro', { window: 1, minThink: 2, maxThink: 0, thinkBudget: 0, ...changes });
  const rule = cuttingRule(settings, WORDS);
  return whatIf(prepare(records(made), rule), settings.epsilon, resamplingRule(settings));
};
const FLAT = [0.1, 0.9, 0.5, 0.5, 0.5, 0.5, 0.5];
const turn = (more: Partial<Made> = {}): Made => ({ turn: 1, attempt: 0, gamma: 0.5, thought: FLAT, ...more });

describe('what a threshold would have done', () => {
  it('counts a cut and the think tokens behind it', () => {
    // M stands still from the third think token (t = 3): the window of two changes is calm at t = 5, three tokens of FLAT
    // and the tags after it. Two think tokens are left behind t = 5.
    expect(judge([turn()], { epsilon: 0.01, peakGuard: false })).toMatchObject({
      cuts: 1,
      savedTokens: 2,
      cutAfter: Int32Array.of(5),
    });
    expect(judge([turn({ thought: [0.1, 0.9, 0.1, 0.9, 0.1] })], { epsilon: 0.01 })).toMatchObject({ cuts: 0 });
  });

  it('cuts where the sampling would have: never before L_min', () => {
    expect(judge([turn()], { epsilon: 0.01, minThink: 7, peakGuard: false })).toMatchObject({
      cuts: 1,
      savedTokens: 0,
    });
    expect(judge([turn()], { epsilon: 0.01, minThink: 8, peakGuard: false })).toMatchObject({ cuts: 0 });
  });

  it('throws away recorded tries until one is far enough, and says when that one was never played', () => {
    const tries = [turn({ gamma: 0.001 }), turn({ attempt: 1, gamma: 0.01 }), turn({ attempt: 2, gamma: 0.2 })];
    const length = FLAT.length + 5;
    const eta = (value: number): WhatIf => judge(tries, { eta: value, maxTries: 2 });
    expect(eta(0.0005)).toMatchObject({ resamples: 0, thrownTokens: 0 });
    expect(eta(0.005)).toMatchObject({ resamples: 1, thrownTokens: length, unplayed: 0 });
    expect(eta(0.05)).toMatchObject({ resamples: 1, thrownTokens: 2 * length, unplayed: 0 });
    // B_max of 2 keeps the third whatever its Γ.
    expect(eta(0.9)).toMatchObject({ resamples: 1, thrownTokens: 2 * length, unplayed: 0 });
    expect(judge([turn({ gamma: 0.001 })], { eta: 0.01 })).toMatchObject({ resamples: 1, unplayed: 1 });
  });

  it('leaves the first turn of an episode alone, and a Γ of 0 under the published rule', () => {
    expect(judge([turn({ turn: 0, gamma: NaN })], { eta: 1 }).resamples).toBe(0);
    expect(judge([turn({ gamma: 0 })], { eta: 1 }).resamples).toBe(1);
    expect(judge([turn({ gamma: 0 })], { eta: 1, tdsRule: 'asPublished' }).resamples).toBe(0);
  });

  it('never cuts or resamples less when the threshold is higher', () => {
    const some = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
    const made = fc.array(fc.record({ thought: some, gamma: fc.double({ min: 0, max: 1, noNaN: true }) }));
    const threshold = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(
      fc.property(made, threshold, threshold, (turns, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((value) =>
          judge(
            turns.map((one) => turn(one)),
            { epsilon: value, eta: value },
          ),
        ) as [WhatIf, WhatIf];
        expect(low.cuts).toBeLessThanOrEqual(high.cuts);
        expect(low.resamples).toBeLessThanOrEqual(high.resamples);
        expect(low.savedTokens).toBeLessThanOrEqual(high.savedTokens);
      }),
    );
  });

  it('judges 2 000 turns within a frame', () => {
    const thought = Array.from({ length: 48 }, (_, t) => (t % 7) / 7);
    const settings = settingsFrom('micro', { window: 2, epsilon: 0.1, eta: 0.4 });
    const rule = cuttingRule(settings, WORDS);
    const prepared = prepare(records(Array.from({ length: 2000 }, () => turn({ thought }))), rule);
    const times = Array.from({ length: 9 }, () => {
      const from = performance.now();
      whatIf(prepared, settings.epsilon, resamplingRule(settings));
      return performance.now() - from;
    });
    // The quickest is what it costs when no other program has the core.
    expect(Math.min(...times)).toBeLessThan(16);
  });
});

describe('cuts for every ε at once', () => {
  it('are the decisions of the rule', () => {
    const M = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 24 });
    const changes = fc.record({
      window: fc.integer({ min: 0, max: 3 }),
      minThink: fc.integer({ min: 0, max: 8 }),
      maxThink: fc.constantFrom(0, 9, 20),
      thinkBudget: fc.constantFrom(0, 12),
      peakGuard: fc.boolean(),
      epsilon: fc.constantFrom(1e-6, 0.05, 0.125, 0.3, 1),
    });
    let cut = 0;
    fc.assert(
      fc.property(M, changes, fc.boolean(), (eighths, some, isClosed) => {
        const rule = { ...cuttingRule(settingsFrom('micro', some), WORDS), epsilon: Math.fround(some.epsilon) };
        const tail = isClosed ? [CLOSE, ACT, WORD, END] : [];
        const ids = Uint32Array.from([OPEN, ...eighths.map(() => WORD), ...tail]);
        const measured = measuredFrom(rule, Float32Array.from([0, ...eighths.map((m) => m / 8), ...tail]), ids);
        const { firedAt } = decide(rule, measured, ids);
        if (firedAt >= 0) cut++;
        expect(cutAt(cutsOf(rule, measured, ids), some.epsilon)).toBe(firedAt);
      }),
      { numRuns: 500 },
    );
    expect(cut).toBeGreaterThan(50);
  });
});

describe('signals of a recorded thought', () => {
  const rule = cuttingRule(settingsFrom('micro', { window: 1 }), WORDS);

  it('are defined inside the thought alone, from the window on', () => {
    const ids = Uint32Array.of(OPEN, WORD, WORD, WORD, CLOSE, ACT);
    const { windowMean, level, peakAt } = measuredFrom(rule, Float32Array.of(0, 0.5, 0.75, 0.25, 1, 1), ids);
    expect([...windowMean]).toEqual([NaN, NaN, NaN, 0.375, NaN, NaN]);
    expect([...level]).toEqual([NaN, NaN, 0.625, 0.5, NaN, NaN]);
    expect(peakAt).toBe(2);
  });

  it('are nowhere defined without a thought; a thought that never closes runs to the end', () => {
    const ids = Uint32Array.of(ACT, WORD);
    expect(measuredFrom(rule, Float32Array.of(1, 1), ids).peakAt).toBe(-1);
    expect(thoughtOf(rule, ids)).toEqual([0, 0]);
    expect(thoughtOf(rule, Uint32Array.of(OPEN, WORD, WORD))).toEqual([1, 3]);
  });
});
