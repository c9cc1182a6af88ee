/**
 * T²PO token by token as plain functions: the uncertainty M of a token, and when to end the thinking. The twin of
 * shaders/sample_merge.wgsl runs on it, and so does the replay of recorded turns under other thresholds. What outlives a
 * token is rounded to f32, as on the device. Must not know logits or tensors.
 *
 * t counts the tokens of a response from 0. A think token is one after the opening tag and before the closing one.
 */

/** Smallest and largest entropy and confidence (nats) of the tokens of a trajectory so far. */
export interface Extrema {
  readonly entropyLow: number;
  readonly entropyHigh: number;
  readonly confidenceLow: number;
  readonly confidenceHigh: number;
}

const LARGEST_F32 = (2 - 2 ** -23) * 2 ** 127;
/** Of a trajectory without tokens. Finite, because a shader may treat infinity as it likes. */
export const NO_EXTREMA: Extrema = {
  entropyLow: LARGEST_F32,
  entropyHigh: -LARGEST_F32,
  confidenceLow: LARGEST_F32,
  confidenceHigh: -LARGEST_F32,
};

/** A range narrower than this says nothing; its term is 0. */
export const NARROW = 1e-6;
/** Tokens that replace the thinking once it is cut: the closing tag, then the tag that opens the action. */
export const QUEUE = 2;

/** Numbers that a kernel can take; model/thinking.ts makes one from what a person chose. */
export interface ThinkingRule {
  /** Weight of the entropy term: 1 is entropy alone, 0 confidence alone. */
  readonly alpha: number;
  /** Normalise by these; null: by the extrema of the trajectory so far, this token included. */
  readonly bounds: Extrema | null;
  /** Cut saturated thinking, and thinking of maxThink tokens. */
  readonly intervene: boolean;
  readonly epsilon: number;
  /** N: the window holds N + 1 changes. */
  readonly window: number;
  /** Saturation is not looked for before this many think tokens. */
  readonly minThink: number;
  /** 0 = no cap. */
  readonly maxThink: number;
  /** Only cut when the smoothed signal was highest at least N + 1 tokens ago. */
  readonly postPeak: boolean;
  /** Cut after this many think tokens whatever the signal, with or without `intervene`; 0 = never. */
  readonly budget: number;
  readonly thinkOpen: number;
  readonly thinkClose: number;
  readonly actionOpen: number;
}

/** Why thinking was cut; the place in the list is the number on the device. */
export const CUTS = ['none', 'saturation', 'cap', 'budget'] as const;
export type Cut = (typeof CUTS)[number];

/** What a row remembers from one token to the next. The extrema go on over turns, the rest starts afresh. */
export interface Memory extends Record<keyof Extrema, number> {
  /** t of the first think token; 0 = not thinking. */
  thinkFrom: number;
  /** Largest mean of N + 1 uncertainties in this think segment, and the t it was first reached at; -1 before any. */
  peak: number;
  peakAt: number;
  /** t of the first forced token; 0 = none. */
  forcedFrom: number;
  cut: Cut;
}

export const freshMemory = (start: Extrema): Memory => ({
  ...start,
  thinkFrom: 0,
  peak: -1,
  peakAt: 0,
  forcedFrom: 0,
  cut: 'none',
});

/** The token that t must be, or undefined where the policy chooses. */
export function forcedToken(rule: ThinkingRule, { forcedFrom }: Memory, t: number): number | undefined {
  if (forcedFrom === 0 || t < forcedFrom || t >= forcedFrom + QUEUE) return undefined;
  return t === forcedFrom ? rule.thinkClose : rule.actionOpen;
}

/** distance / range, held to [0, 1]; 0 for a narrow range. */
function share(distance: number, range: number): number {
  return range < NARROW ? 0 : Math.min(1, Math.max(0, distance / range));
}

/**
 * M = alpha H̃ + (1 - alpha)(1 - C̃) of a token with entropy H and confidence C (nats), in [0, 1]; T²PO §3. Widens the
 * extrema first, so a running range always holds the token itself. A narrow range gives 0 for its whole term.
 */
export function uncertainty(rule: ThinkingRule, memory: Memory, entropy: number, confidence: number): number {
  const H = Math.fround(entropy);
  const C = Math.fround(confidence);
  memory.entropyLow = Math.min(memory.entropyLow, H);
  memory.entropyHigh = Math.max(memory.entropyHigh, H);
  memory.confidenceLow = Math.min(memory.confidenceLow, C);
  memory.confidenceHigh = Math.max(memory.confidenceHigh, C);
  const range = rule.bounds ?? memory;
  return Math.fround(
    rule.alpha * share(H - range.entropyLow, range.entropyHigh - range.entropyLow) +
      (1 - rule.alpha) * share(range.confidenceHigh - C, range.confidenceHigh - range.confidenceLow),
  );
}

/** The two means of a window that ends at token t; asked for only where the window lies inside a think segment. */
export interface Windows {
  /** Of the N + 1 uncertainties up to t. */
  level(t: number): number;
  /** Of the N + 1 changes |M_t - M_(t-1)| up to t. */
  change(t: number): number;
}

/** Mean of `count` uncertainties, the last at values[at], each `stride` after the one before. */
export function meanLevel(values: ArrayLike<number>, at: number, stride: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[at - i * stride]!;
  return Math.fround(sum / count);
}

/** Mean of `count` changes between uncertainties, the last change into values[at]. */
export function meanChange(values: ArrayLike<number>, at: number, stride: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.abs(values[at - i * stride]! - values[at - (i + 1) * stride]!);
  return Math.fround(sum / count);
}

/** Memory.thinkFrom after token t. */
function follow(rule: ThinkingRule, thinkFrom: number, t: number, token: number): number {
  if (thinkFrom === 0) return token === rule.thinkOpen ? t + 1 : 0;
  return token === rule.thinkClose ? 0 : thinkFrom;
}

/**
 * Takes in token t and decides whether the thinking ends here: memory.forcedFrom is then t + 1. At most once a response.
 * Only changes between think tokens count, so the rule needs N + 2 of them; the guard needs the 2N + 2 that put a whole
 * window between the peak and now.
 */
export function watch(rule: ThinkingRule, memory: Memory, t: number, token: number, windows: Windows): void {
  const before = memory.thinkFrom;
  memory.thinkFrom = follow(rule, before, t, token);
  if (before === 0 && memory.thinkFrom > 0) memory.peak = -1;
  if (before === 0 || memory.thinkFrom === 0 || memory.forcedFrom !== 0) return;
  const thought = t + 1 - before;
  if (rule.intervene && isSaturated(rule, memory, t, thought, windows)) memory.cut = 'saturation';
  else if (rule.intervene && rule.maxThink > 0 && thought >= rule.maxThink) memory.cut = 'cap';
  else if (rule.budget > 0 && thought >= rule.budget) memory.cut = 'budget';
  else return;
  memory.forcedFrom = t + 1;
}

function isSaturated(
  { window, epsilon, minThink, postPeak }: ThinkingRule,
  memory: Memory,
  t: number,
  thought: number,
  windows: Windows,
): boolean {
  const count = window + 1;
  if (thought < count) return false;
  const level = windows.level(t);
  if (level > memory.peak) {
    memory.peak = level;
    memory.peakAt = t;
  }
  if (thought <= count || thought < minThink || (postPeak && t - memory.peakAt < count)) return false;
  return windows.change(t) < epsilon;
}

/** t of the token at which a response of `length` tokens was cut, -1 when it was not: a cut after its last token
 * changed nothing. */
export const firedAt = ({ forcedFrom }: Memory, length: number): number =>
  forcedFrom > 0 && forcedFrom < length ? forcedFrom - 1 : -1;

/** What was recorded of one response. */
export interface Recorded {
  readonly entropy: ArrayLike<number>;
  readonly confidence: ArrayLike<number>;
  readonly ids: ArrayLike<number>;
}

/** What a rule's alpha, bounds, window and tags make of a response. Arrays are as long as the response; NaN where a
 * quantity is not defined. */
export interface Measured {
  readonly uncertainty: Float32Array;
  /** |M_t - M_(t-1)| of think tokens from the second on. */
  readonly delta: Float32Array;
  /** Mean of the N + 1 changes up to t, what epsilon is compared with. */
  readonly windowMean: Float32Array;
  /** Mean of the N + 1 uncertainties up to t, whose maximum is the peak. */
  readonly level: Float32Array;
  /** Where the level is highest in the whole record (the first such t); -1 when it is nowhere defined. */
  readonly peakAt: number;
  /** After this response. */
  readonly extrema: Extrema;
}

/** `start` is the extrema before the response. */
export function measure(rule: ThinkingRule, { entropy, confidence, ids }: Recorded, start: Extrema): Measured {
  const length = ids.length;
  const memory = freshMemory(start);
  const M = new Float32Array(length);
  const delta = new Float32Array(length).fill(NaN);
  const windowMean = new Float32Array(length).fill(NaN);
  const level = new Float32Array(length).fill(NaN);
  const count = rule.window + 1;
  let thinkFrom = 0;
  let peakAt = -1;
  for (let t = 0; t < length; t++) {
    M[t] = uncertainty(rule, memory, entropy[t]!, confidence[t]!);
    thinkFrom = follow(rule, thinkFrom, t, ids[t]!);
    const thought = thinkFrom === 0 ? 0 : t + 1 - thinkFrom;
    if (thought > 1) delta[t] = meanChange(M, t, 1, 1);
    if (thought > count) windowMean[t] = meanChange(M, t, 1, count);
    if (thought < count) continue;
    level[t] = meanLevel(M, t, 1, count);
    if (peakAt < 0 || level[t]! > level[peakAt]!) peakAt = t;
  }
  const { entropyLow, entropyHigh, confidenceLow, confidenceHigh } = memory;
  const extrema = { entropyLow, entropyHigh, confidenceLow, confidenceHigh };
  return { uncertainty: M, delta, windowMean, level, peakAt, extrema };
}

export interface Decision {
  /** t of the last think token before the cut; -1 = not cut. */
  readonly firedAt: number;
  readonly cut: Cut;
}

/** Where the rule cuts a response measured under the same alpha, bounds, window and tags; cheap, so that thresholds can
 * be dragged over many turns. */
export function decide(rule: ThinkingRule, { level, windowMean }: Measured, ids: ArrayLike<number>): Decision {
  const memory = freshMemory(NO_EXTREMA);
  const windows: Windows = { level: (t) => level[t]!, change: (t) => windowMean[t]! };
  for (let t = 0; t < ids.length && memory.forcedFrom === 0; t++) watch(rule, memory, t, ids[t]!, windows);
  const fired = firedAt(memory, ids.length);
  return { firedAt: fired, cut: fired < 0 ? 'none' : memory.cut };
}

/**
 * The rule over a recorded response. With the rule it was recorded under this gives the recorded M (exactly on the CPU,
 * to rounding on a GPU) and cut. Past a cut that did not happen the tokens are still those of the record.
 */
export function replay(rule: ThinkingRule, recorded: Recorded, start: Extrema): Measured & Decision {
  const measured = measure(rule, recorded, start);
  return { ...measured, ...decide(rule, measured, recorded.ids) };
}
