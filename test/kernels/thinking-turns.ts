/**
 * Turns in which thinking is watched and cut, on any executor against the f64 twin. Cuts are compared exactly, so
 * streams are drawn until no comparison behind a cut is closer than what f32 may move it by.
 */
import { expect } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import type { Executor } from '../../src/engine/executor.ts';
import {
  CUTS,
  NO_EXTREMA,
  replay,
  type Cut,
  type Extrema,
  type Recorded,
  type ThinkingRule,
} from '../../src/engine/kernels/intervention.ts';
import {
  CONTROL_LENGTH,
  readRule,
  RECORD,
  SETTINGS_LENGTH,
  SIGNAL,
  signalOffset,
  stateOffset,
  writeRule,
  type SignalField,
} from '../../src/engine/kernels/sample-state.ts';
import type { Reals } from '../../src/engine/tensor.ts';
import { fixedBounds } from '../../src/model/thinking.ts';
import { normals } from './case.ts';
import { clearLogits, signalOf, stateOf } from './sample.cases.ts';
import { turnOfTwin, turnOn, type Turn, type TurnResult } from './sampling-turn.ts';

const [V, K, J] = [37, 24, 5];
const ROWS = 12;
const TOKENS = { thinkOpen: 1, thinkClose: 2, actionOpen: 3 };
/** What the merge cases of sample.cases.ts allow an entropy or a confidence to be off by. */
const FIGURE_ERROR = 4 * Math.sqrt(V + 16) * 2 ** -23 * 10;

const PLAIN: ThinkingRule = {
  ...TOKENS,
  alpha: 0.4,
  bounds: null,
  intervene: true,
  epsilon: 0.2,
  window: 2,
  minThink: 0,
  maxThink: 0,
  postPeak: true,
  budget: 0,
};
const SEEN: Extrema = { entropyLow: 0.5, entropyHigh: 3, confidenceLow: 2, confidenceHigh: 9 };

export interface ThinkingTurn {
  readonly name: string;
  readonly rule: ThinkingRule;
  readonly start: Extrema;
  /** Cuts that its rows must show, so that the case tests what its name says. */
  readonly shows: readonly Cut[];
  /** Tokens that the logits all but dictate, by step. */
  readonly script: Readonly<Record<number, number>>;
  /** The same logits at every other step, chosen from greedily: exact ties, whose comparisons need no distance. */
  readonly flat: boolean;
}

/** The rule rounded to f32, by the way it takes to a kernel. */
function asOnDevice(rule: ThinkingRule): ThinkingRule {
  const settings = new Float32Array(SETTINGS_LENGTH);
  const control = new Uint32Array(CONTROL_LENGTH);
  writeRule(rule, settings, control);
  return readRule(settings, control);
}

const { thinkOpen, thinkClose } = TOKENS;
const turn = (
  name: string,
  rule: Partial<ThinkingRule>,
  shows: readonly Cut[],
  start = NO_EXTREMA,
  { script = { 0: thinkOpen }, flat = false }: Partial<ThinkingTurn> = {},
): ThinkingTurn => ({ name, rule: asOnDevice({ ...PLAIN, ...rule }), shows, start, script, flat });
const AGAIN = { script: { 0: thinkOpen, 7: thinkClose, 9: thinkOpen } };
/** Entropy at one end or the other, mostly; a confidence that says nothing. */
const THIN: Extrema = { entropyLow: 1, entropyHigh: 1.05, confidenceLow: 4, confidenceHigh: 4 };

export const thinkingTurns: readonly ThinkingTurn[] = [
  turn('off: watched only', { intervene: false }, ['none']),
  turn('saturation, past the peak', {}, ['saturation', 'none']),
  turn('saturation, going on from earlier turns', { epsilon: 0.15 }, ['saturation', 'none'], SEEN),
  turn('saturation, peak or not', { postPeak: false, epsilon: 0.12 }, ['saturation', 'none']),
  turn('a window of one change', { window: 0, epsilon: 0.04 }, ['saturation', 'none'], SEEN),
  turn('a wide window', { window: 5, postPeak: false }, ['saturation', 'none'], SEEN),
  turn('fixed bounds', { bounds: fixedBounds(V, J), epsilon: 0.04 }, ['saturation', 'none']),
  turn('entropy alone', { alpha: 1 }, ['saturation', 'none'], SEEN),
  turn('confidence alone', { alpha: 0, epsilon: 0.12 }, ['saturation', 'none'], SEEN),
  turn('not before L_min', { minThink: 14, epsilon: 0.3 }, ['saturation', 'none'], SEEN),
  turn('L_max behind a threshold that is seldom met', { epsilon: 0.08, maxThink: 12 }, ['saturation', 'cap'], SEEN),
  turn('a hard budget', { intervene: false, budget: 6 }, ['budget']),
  turn('a hard budget beside saturation', { budget: 9, epsilon: 0.12 }, ['saturation', 'budget'], SEEN),
  turn('thinking that opens again, with a peak of its own', { epsilon: 0.15 }, ['saturation'], SEEN, AGAIN),
  turn('thinking that opens again, cut once', { budget: 4, epsilon: 0 }, ['budget'], SEEN, AGAIN),
  turn('nothing changes: the first of equals is the peak', {}, ['saturation'], SEEN, { flat: true }),
  turn('nothing changes, not even before L_min', { minThink: 5 }, ['saturation'], NO_EXTREMA, { flat: true }),
  turn('a narrow range and none', { bounds: THIN, postPeak: false, epsilon: 0.1 }, ['saturation', 'none']),
];

const rowAt = (b: number, generated: number) => ({ episode: 31 + b, turn: 2, attempt: 1, position: 3, generated });

/** Step k of a row: mostly it thinks on, and the sharpness of its logits comes and goes. */
function drawStep({ script, flat }: ThinkingTurn, k: number): (rng: Rng, count: number) => number[] {
  return (rng, count) => {
    const isFlat = flat && script[k] === undefined;
    const logits = isFlat ? normals(new Rng(5, 'flat'), count) : normals(rng, count, 0.5 + 3 * rng.unit());
    logits[thinkOpen]! -= 8;
    logits[thinkClose]! -= 2;
    if (script[k] !== undefined) logits[script[k]]! += 33;
    return logits;
  };
}

/** Row b of a result, its tensors cut to what it generated. */
function recorded({ ids, record, state }: TurnResult, b: number, B: number): Recorded & { readonly M: number[] } {
  const length = state[stateOffset('generated', B) + b]!;
  const column = (field: number): number[] => Array.from({ length }, (_, t) => record[(b * K + t) * 4 + field]!);
  return {
    ids: ids.slice(b * K, b * K + length),
    entropy: column(RECORD.entropy),
    confidence: column(RECORD.confidence),
    M: column(RECORD.uncertainty),
  };
}

/**
 * How far each M may be off: numerator and denominator of a normalised figure x / range, x <= range, both within twice
 * its error give 4 errors / range. A first token has no range and is exact; infinite where a range is within its error.
 */
function errorsOfM({ rule, start }: ThinkingTurn, { entropy, confidence }: Recorded): number[] {
  const seen = { ...start };
  return Array.from(entropy, (H, t) => {
    const C = confidence[t]!;
    Object.assign(seen, {
      entropyLow: Math.min(seen.entropyLow, H),
      entropyHigh: Math.max(seen.entropyHigh, H),
      confidenceLow: Math.min(seen.confidenceLow, C),
      confidenceHigh: Math.max(seen.confidenceHigh, C),
    });
    const { entropyLow, entropyHigh, confidenceLow, confidenceHigh } = rule.bounds ?? seen;
    const term = (range: number): number =>
      range === 0 ? 0 : range < 4 * FIGURE_ERROR ? Infinity : (4 * FIGURE_ERROR) / range;
    return (
      rule.alpha * term(entropyHigh - entropyLow) + (1 - rule.alpha) * term(confidenceHigh - confidenceLow) + 2 ** -21
    );
  });
}

/** Whether every comparison behind a cut stands clear of rounding. */
function isClear(test: ThinkingTurn, row: Recorded): boolean {
  const errors = errorsOfM(test, row);
  const { windowMean, level } = replay(test.rule, row, test.start);
  const count = test.rule.window + 1;
  let highest = -1;
  let error = 0;
  for (const [t, value] of level.entries()) {
    if (Number.isNaN(value)) [highest, error] = [-1, 0];
    if (Number.isNaN(value) || test.flat) continue;
    const worst = Math.max(...errors.slice(Math.max(0, t - count), t + 1));
    if (Math.abs(windowMean[t]! - test.rule.epsilon) <= 2 * worst) return false;
    if (!(Math.abs(value - highest) > worst + error)) return false;
    if (value > highest) [highest, error] = [value, worst];
  }
  return test.flat || errors.every(Number.isFinite);
}

function drawTurn(test: ThinkingTurn): Turn {
  const rng = new Rng(3, test.name);
  const options = { rule: test.rule, maxNew: K, greedy: test.flat ? 1 : 0 };
  const rows: number[][][] = [];
  while (rows.length < ROWS) {
    const b = rows.length;
    const logits = Array.from({ length: K }, (_, k) => {
      const state = stateOf(1, () => rowAt(b, k));
      return clearLogits(rng, { B: 1, V }, state, options, drawStep(test, k));
    });
    const alone: Turn = {
      shape: { B: 1, K, V, J, T: 40 },
      options,
      state: stateOf(1, () => rowAt(b, 0)),
      signal: signalOf(1, test.start),
      logits,
    };
    if (isClear(test, recorded(turnOfTwin(alone), 0, 1))) rows.push(logits);
  }
  return {
    shape: { B: ROWS, K, V, J, T: 40 },
    options,
    state: stateOf(ROWS, (b) => rowAt(b, 0)),
    signal: signalOf(ROWS, test.start),
    logits: Array.from({ length: K }, (_, k) => rows.flatMap((row) => row[k]!)),
  };
}

/** |got - want| <= bound everywhere; written so that NaN fails. */
function expectClose(got: Reals | readonly number[], want: Reals | readonly number[], bound: (i: number) => number) {
  const far = Array.from(want, (value, i) => [i, got[i]!, value] as const);
  expect(far.filter(([i, a, b]) => !(Math.abs(a - b) <= bound(i)))).toEqual([]);
}

/**
 * The turn on `executor`: ids, state and cuts are the twin's; figures and M are within their bounds; and the pure rule
 * run over what the executor itself recorded gives its M to within `rounding`, its cut and its extrema. Returns the cuts
 * that occurred.
 */
export async function checkThinkingTurn(executor: Executor, test: ThinkingTurn, rounding: number): Promise<Cut[]> {
  const input = drawTurn(test);
  const got = await turnOn(executor, input);
  const want = turnOfTwin(input);
  expect(got.ids).toEqual(want.ids);
  expect([...got.state]).toEqual([...want.state]);
  const cuts = new Set<Cut>();
  for (let b = 0; b < ROWS; b++) {
    const mine = recorded(got, b, ROWS);
    const twins = recorded(want, b, ROWS);
    const errors = errorsOfM(test, twins);
    expectClose(mine.entropy as number[], twins.entropy as number[], () => FIGURE_ERROR);
    expectClose(mine.confidence as number[], twins.confidence as number[], () => FIGURE_ERROR);
    expectClose(mine.M, twins.M, (t) => errors[t]!);

    const again = replay(test.rule, mine, test.start);
    expectClose(mine.M, again.uncertainty, () => rounding);
    const forcedFrom = got.state[stateOffset('forcedFrom', ROWS) + b]!;
    expect(again.firedAt).toBe(forcedFrom > 0 && forcedFrom < K ? forcedFrom - 1 : -1);
    if (again.firedAt >= 0) {
      const forced = [TOKENS.thinkClose, TOKENS.actionOpen].slice(0, K - forcedFrom);
      expect((mine.ids as number[]).slice(forcedFrom, forcedFrom + 2)).toEqual(forced);
      expect(CUTS[got.state[stateOffset('cut', ROWS) + b]!]).toBe(again.cut);
    }
    for (const field of Object.keys(SIGNAL) as SignalField[])
      if (field !== 'peak') expect(got.signal[signalOffset(field, ROWS) + b]).toBe(again.extrema[field]);
    cuts.add(again.cut);
  }
  return [...cuts];
}
