/** All that the token lane tells about one try: signals, marks, and a token's numbers in words. Pure. */
import type { ThinkingRule } from '../../engine/kernels/intervention.ts';
import { decidedAt, thoughtOf } from '../../rollout/decision.ts';
import { cutAt, cutsOf, measuredFrom, type Cuts } from '../../rollout/recorded-cuts.ts';
import type { Response } from '../../rollout/trajectory.ts';
import { segments, type Segment } from '../episode/segments.ts';
import { fixed, short } from '../format.ts';

export interface TokenSignals {
  readonly texts: readonly string[];
  readonly kinds: readonly Segment['kind'][];
  readonly delta: Float32Array;
  readonly windowMean: Float32Array;
  /** -1 = the thought is too short for a window. */
  readonly peakAt: number;
  /** The first token that may be cut at, -1 = there is none. */
  readonly minThinkAt: number;
  /** The think token that completes the decision, -1 = the action was never named, or is not known yet. */
  readonly decidedAt: number;
  readonly cuts: Cuts;
}

/** The first `length` tokens of a response, as one that is being written. */
export function headOf(response: Response, length: number): Response {
  const { ids, logprob, entropy, confidence, uncertainty, forced, firedAt } = response;
  return {
    ids: ids.subarray(0, length),
    logprob: logprob.subarray(0, length),
    entropy: entropy.subarray(0, length),
    confidence: confidence.subarray(0, length),
    uncertainty: uncertainty.subarray(0, length),
    forced: forced.subarray(0, length),
    finished: response.finished && length >= ids.length,
    // A cut shows by the first token that it put there.
    firedAt: firedAt + 1 < length ? firedAt : -1,
    cut: firedAt + 1 < length ? response.cut : 'none',
  };
}

export function signalsOf(response: Response, words: readonly string[], rule: ThinkingRule): TokenSignals {
  const { ids, uncertainty } = response;
  const texts = Array.from(ids, (id) => words[id] ?? `#${id}`);
  const measured = measuredFrom(rule, uncertainty, ids);
  const [from, to] = thoughtOf(rule, ids);
  const earliest = from + Math.max(1, rule.minThink) - 1;
  return {
    texts,
    kinds: segments(texts).flatMap((segment) => Array.from({ length: segment.to - segment.from }, () => segment.kind)),
    delta: measured.delta,
    windowMean: measured.windowMean,
    peakAt: measured.peakAt,
    decidedAt: decidedAt({ ...rule, actionClose: words.indexOf('</action>') }, ids),
    minThinkAt: from > 0 && earliest < to ? earliest : -1,
    cuts: cutsOf(rule, measured, ids),
  };
}

/** Values of the lane's quantities at token t; "–" where one is not defined. */
export function numbersAt(response: Response, signals: TokenSignals, t: number) {
  return {
    M: fixed(response.uncertainty[t] ?? NaN, 3),
    H: `${fixed(response.entropy[t] ?? NaN, 2)} nats`,
    C: `${fixed(response.confidence[t] ?? NaN, 2)} nats`,
    delta: short(signals.delta[t] ?? NaN),
    windowMean: short(signals.windowMean[t] ?? NaN),
  } as const;
}

/** One sentence, for assistive technology. */
export function tokenSentence(response: Response, signals: TokenSignals, t: number): string {
  const { M, H, C, delta, windowMean } = numbersAt(response, signals, t);
  const forced = response.forced[t] === 1 ? ', put there by the cut' : '';
  return `${signals.texts[t]}${forced}: M ${M}, H ${H}, C ${C}, change ${delta}, window mean ${windowMean}`;
}

/** What the lane shows as a whole, in words. */
export function laneSummary(response: Response, signals: TokenSignals, epsilon: number): string {
  const { texts, peakAt, cuts } = signals;
  const decided = signals.decidedAt < 0 ? '' : ` The decision is complete at token ${signals.decidedAt + 1}.`;
  const where = (t: number): string => `token ${t + 1} (${texts[t]})`;
  const peak = peakAt < 0 ? 'The thought is too short for a window.' : `The peak is at ${where(peakAt)}.`;
  const then = response.firedAt < 0 ? 'It was not cut when played.' : `It was cut after ${where(response.firedAt)}.`;
  const at = cutAt(cuts, epsilon);
  const now = at < 0 ? 'would not cut it' : `would cut it after ${where(at)}`;
  return `${texts.length} tokens. ${peak}${decided} ${then} ε = ${short(epsilon)} ${now}.`;
}
