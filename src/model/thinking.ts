/**
 * What a person may choose about a turn's thinking, its bounds, and the rule that the sampling kernel then follows.
 * Must not decide anything about a token: engine/kernels/intervention.ts does.
 */
import { TurnlabError } from '../core/errors.ts';
import { NONE } from '../engine/kernels/cache.ts';
import type { Extrema, ThinkingRule } from '../engine/kernels/intervention.ts';

/** T²PO's token level: which signal is computed, and when it ends the thinking. May differ from turn to turn. */
export interface ThinkingControl {
  /** Token ids of <think>, </think> and <action>; a codec's control words will do. */
  readonly tokens: { readonly thinkOpen: number; readonly thinkClose: number; readonly actionOpen: number };
  /** What stands as the uncertainty M of a token, and is acted on: blend = alpha H̃ + (1 - alpha)(1 - C̃), entropy = H̃,
   * confidence = 1 - C̃. */
  readonly signal: 'blend' | 'entropy' | 'confidence';
  /** Weight of the entropy in the blend, 0 to 1; 0.4 was best in the paper. */
  readonly alpha: number;
  /** j of the confidence, 2 to 20. Moved inside an episode, the running range holds confidences of both kinds. */
  readonly topJ: number;
  /** What H and C are normalised by: running = their extrema over the trajectory so far, fixed = fixedBounds. */
  readonly bounds: 'running' | 'fixed';
  /** Whether thinking is cut by the next five. */
  readonly intervene: boolean;
  /** The thinking is saturated once the mean of the last window + 1 changes of M is below this, 0 to 1. */
  readonly epsilon: number;
  /** N. Only changes between think tokens count, so nothing is cut before N + 2 of them (2N + 2 with postPeak). */
  readonly window: number;
  /** L_min: not cut as saturated before this many think tokens. */
  readonly minThink: number;
  /** L_max: cut at this many think tokens in any case; 0 = no such cap. */
  readonly maxThink: number;
  /** Never cut at the peak: only when M, averaged over N + 1 tokens, was highest at least N + 1 tokens ago. */
  readonly postPeak: boolean;
  /** The baseline of a hard thinking budget: cut at this many think tokens, with or without `intervene`; 0 = none. */
  readonly budget: number;
}

/** A distribution whose likeliest token misses certainty by this much counts as fully confident under fixed bounds. */
const NEARLY_CERTAIN = 1e-3;

/**
 * Bounds that do not depend on a trajectory. H: 0 to ln V. C: its least possible value ln j (j equal tokens share all
 * mass; a uniform distribution has ln V) to that of 1 - 1e-3 on one token and the rest spread evenly, since C itself has
 * no upper bound. What lies outside is held to the nearer bound.
 */
export function fixedBounds(V: number, topJ: number): Extrema {
  const j = Math.min(topJ, V);
  const other = Math.log((V - 1) / NEARLY_CERTAIN);
  return {
    entropyLow: 0,
    entropyHigh: Math.log(V),
    confidenceLow: Math.log(j),
    confidenceHigh: (-Math.log(1 - NEARLY_CERTAIN) + (j - 1) * other) / j,
  };
}

/** M is recorded, nothing is cut: what holds when a request says nothing about thinking. */
export const WATCH_ONLY: ThinkingRule = {
  alpha: Math.fround(0.4),
  bounds: null,
  intervene: false,
  epsilon: 0,
  window: 0,
  minThink: 0,
  maxThink: 0,
  postPeak: true,
  budget: 0,
  thinkOpen: NONE,
  thinkClose: NONE,
  actionOpen: NONE,
};

const WEIGHT = { blend: null, entropy: 1, confidence: 0 } as const;

/** The rule in numbers that a kernel takes: reals rounded to f32, so that a replay compares what the device compared. */
export function ruleOf(control: ThinkingControl, V: number): ThinkingRule {
  const bounds = control.bounds === 'fixed' ? fixedBounds(V, control.topJ) : null;
  const { intervene, window, minThink, maxThink, postPeak, budget, tokens } = control;
  return {
    alpha: Math.fround(WEIGHT[control.signal] ?? control.alpha),
    epsilon: Math.fround(control.epsilon),
    bounds: bounds && {
      entropyLow: Math.fround(bounds.entropyLow),
      entropyHigh: Math.fround(bounds.entropyHigh),
      confidenceLow: Math.fround(bounds.confidenceLow),
      confidenceHigh: Math.fround(bounds.confidenceHigh),
    },
    intervene,
    window,
    minThink,
    maxThink,
    postPeak,
    budget,
    thinkOpen: tokens.thinkOpen,
    thinkClose: tokens.thinkClose,
    actionOpen: tokens.actionOpen,
  };
}

/** Throws TurnlabError `bad-setting` for a value that is out of range, or that can never cut in a turn this long. */
export function checkThinking(control: ThinkingControl, V: number, maxNewTokens: number): void {
  const fail = (sentence: string, next: string): never => {
    throw new TurnlabError('bad-setting', sentence, next);
  };
  const { alpha, epsilon, topJ, window, minThink, maxThink, budget } = control;
  for (const [name, value] of Object.entries({ α: alpha, ε: epsilon }))
    if (!(value >= 0 && value <= 1)) fail(`${name} must be 0 to 1, got ${value}.`, 'Choose a value between 0 and 1.');
  if (!(Number.isInteger(topJ) && topJ >= 2 && topJ <= 20))
    fail(`j must be a whole number from 2 to 20, got ${topJ}.`, 'The paper uses 5.');
  const counts = { 'The window N': window, L_min: minThink, L_max: maxThink, 'The thinking budget': budget };
  for (const [name, value] of Object.entries(counts))
    if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 31))
      fail(`${name} must be a whole number of tokens, got ${value}.`, 'Choose 0 or more.');
  if (maxThink > 0 && minThink > maxThink)
    fail(`L_min ${minThink} is above L_max ${maxThink}.`, 'Lower L_min or raise L_max.');
  // <think>, N + 2 think tokens, and room for what is forced.
  if (control.intervene && window + 4 > maxNewTokens)
    fail(
      `A window of N = ${window} never fills in a turn of ${maxNewTokens} tokens.`,
      `Choose an N of at most ${Math.max(0, maxNewTokens - 4)}, or longer turns.`,
    );
  for (const [name, id] of Object.entries(control.tokens))
    if (!(Number.isInteger(id) && id >= 0 && id < V))
      fail(`${name} is token ${id} of a vocabulary of ${V}.`, 'Use the control words of this model’s tokenizer.');
}
