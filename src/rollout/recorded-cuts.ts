/**
 * Where the rule would cut a recorded thought, for every ε at once: the rule's own functions over the recorded M, nothing is
 * generated. Pure. Must not judge whether a cut is good.
 */
import {
  freshMemory,
  meanChange,
  meanLevel,
  NO_EXTREMA,
  watch,
  type Measured,
  type ThinkingRule,
} from '../engine/kernels/intervention.ts';
import { thoughtOf } from './decision.ts';

/** Smoothed signals from recorded M. The window and the tags are the rule's; its thresholds are not used. */
export function measuredFrom(rule: ThinkingRule, M: Float32Array, ids: Uint32Array): Measured {
  const [from, to] = thoughtOf(rule, ids);
  const nowhere = (): Float32Array => new Float32Array(ids.length).fill(NaN);
  const [delta, windowMean, level] = [nowhere(), nowhere(), nowhere()];
  const count = rule.window + 1;
  let peakAt = -1;
  for (let t = from; t < to; t++) {
    if (t > from) delta[t] = meanChange(M, t, 1, 1);
    if (t - from >= count) windowMean[t] = meanChange(M, t, 1, count);
    if (t - from + 1 < count) continue;
    level[t] = meanLevel(M, t, 1, count);
    if (peakAt < 0 || level[t]! > level[peakAt]!) peakAt = t;
  }
  return { uncertainty: M, delta, windowMean, level, peakAt, extrema: NO_EXTREMA };
}

/** Where a thought is cut: the last think token before the cut and what ε must exceed for it. */
export interface Cuts {
  /** Ever later and ever lower: the first place whose `above` lies below ε is the cut. */
  readonly places: readonly { readonly at: number; readonly above: number }[];
  /** The longest thought or the hard budget cuts here whatever ε; Infinity = neither does. */
  readonly latest: number;
}

/** One pass of the rule itself over a thought, never letting it fire and noting what it would have compared ε with. */
export function cutsOf(
  rule: ThinkingRule,
  { level, windowMean }: Pick<Measured, 'level' | 'windowMean'>,
  ids: Uint32Array,
): Cuts {
  const places: { at: number; above: number }[] = [];
  const memory = freshMemory(NO_EXTREMA);
  const change = (at: number): number => {
    const above = windowMean[at]!;
    if (above < (places.at(-1)?.above ?? Infinity)) places.push({ at, above });
    return Infinity;
  };
  const windows = { level: (at: number) => level[at]!, change };
  // A cut after the last token changes nothing.
  for (let t = 0; t + 1 < ids.length && memory.forcedFrom === 0; t++) watch(rule, memory, t, ids[t]!, windows);
  return { places, latest: memory.forcedFrom > 0 ? memory.forcedFrom - 1 : Infinity };
}

/** The last think token before the cut; -1 = not cut. ε is rounded to f32, as the sampling compares it. */
export function cutAt({ places, latest }: Cuts, epsilon: number): number {
  const rounded = Math.fround(epsilon);
  const at = Math.min(places.find(({ above }) => above < rounded)?.at ?? Infinity, latest);
  return Number.isFinite(at) ? at : -1;
}
