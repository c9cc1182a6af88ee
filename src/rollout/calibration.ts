/**
 * Reads the thresholds ε and η off recorded turns, so that they intervene as often as a person wants: thresholds do not
 * transfer between models (T²PO §4). Pure. Must not play or set anything.
 */
import { TurnlabError } from '../core/errors.ts';
import {
  freshMemory,
  meanChange,
  meanLevel,
  NO_EXTREMA,
  watch,
  type ThinkingRule,
} from '../engine/kernels/intervention.ts';
import type { TurnRecords } from './turn-records.ts';

export const QUANTILES = [0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95] as const;
/** Bins of a histogram: six per power of ten from 1e-6 to 1. */
export const EDGES: readonly number[] = Array.from({ length: 37 }, (_, i) => 10 ** (i / 6 - 6));
/** No threshold is set below this: the least that the settings allow. */
const LEAST = 1e-6;
/** Fewer turns say nothing about a share of them. */
const LEAST_TURNS = 50;

/** How a quantity is spread. */
export interface Spread {
  readonly count: number;
  /** In the order of QUANTILES; linear between neighbours. */
  readonly quantiles: readonly number[];
  /** counts[b] values lie in [EDGES[b], EDGES[b + 1]); the first bin holds smaller ones too, the last larger ones. */
  readonly counts: readonly number[];
}

export interface Calibration {
  /** What was asked for: share of turns to intervene in. */
  readonly rate: number;
  /** Turns that were looked at. */
  readonly turns: number;
  /** What ε is compared with: the window mean of Δ at every think token where thinking might be cut. */
  readonly windowMean: Spread;
  /** Γ of every turn but the first of an episode. */
  readonly gamma: Spread;
  readonly epsilon: number;
  readonly eta: number;
  /** Share of these turns whose thinking ε would have cut, and of those with a Γ that η would have sampled again. Less than
   * `rate` where thoughts are too short for the window. */
  readonly epsilonRate: number;
  readonly etaRate: number;
}

/**
 * ε and η that intervene in `rate` (0 to 1) of the recorded first tries. `rule` says where thinking may be cut (window,
 * L_min, peak guard); the recorded M stand as they are. `published`: a Γ of exactly 0 is left alone. Throws TurnlabError
 * `bad-setting` when there is too little to go by.
 */
export function calibrate(records: TurnRecords, rule: ThinkingRule, rate: number, published: boolean): Calibration {
  const fail = (sentence: string, next: string): never => {
    throw new TurnlabError('bad-setting', `${sentence} ε and η stay as they were.`, next);
  };
  if (!(rate > 0 && rate < 1)) fail(`The wanted rate must lie between 0 and 1, got ${rate}.`, 'The default is 0.2.');
  const first = Array.from({ length: records.count }, (_, r) => r).filter((r) => records.attempt[r] === 0);
  const gammas = first.map((r) => records.gamma[r]!).filter((gamma) => !Number.isNaN(gamma));
  if (gammas.length < LEAST_TURNS)
    fail(
      `Calibration needs ${LEAST_TURNS} turns that follow another one, and only ${gammas.length} were played.`,
      'Play more tasks per update or more episodes per task.',
    );
  const windows = first.map((r) => windowMeans(records, r, rule));
  const lowest = windows.filter((values) => values.length > 0).map((values) => Math.min(...values));
  if (lowest.length === 0)
    fail(
      `No thought was long enough for a window of N = ${rule.window} and L_min = ${rule.minThink}, so there is nothing to choose ε by.`,
      'Choose a smaller N or L_min, or let the demonstrations think more (verbosity).',
    );
  const stagnant = published ? gammas.filter((gamma) => gamma > 0) : gammas;
  const [epsilon, epsilonRate] = thresholdFor(lowest, first.length, rate);
  const [eta, etaRate] = thresholdFor(stagnant, gammas.length, rate);
  return {
    rate,
    turns: first.length,
    windowMean: spreadOf(windows.flat()),
    gamma: spreadOf(gammas),
    epsilon,
    eta,
    epsilonRate,
    etaRate,
  };
}

/** The window means that ε is compared with in record r, by the rule itself, which never fires here. */
function windowMeans({ start, ids, uncertainty }: TurnRecords, r: number, rule: ThinkingRule): number[] {
  const [from, to] = [start[r]!, start[r + 1]!];
  const M = uncertainty.subarray(from, to);
  const count = rule.window + 1;
  const asked: number[] = [];
  const memory = freshMemory(NO_EXTREMA);
  const patient = { ...rule, intervene: true, maxThink: 0, budget: 0 };
  for (let t = 0; t < M.length; t++)
    watch(patient, memory, t, ids[from + t]!, {
      level: (at) => meanLevel(M, at, 1, count),
      change: (at) => {
        asked.push(meanChange(M, at, 1, count));
        return Infinity;
      },
    });
  return asked;
}

/** A threshold that `rate` of `total` cases lie below, as nearly as ties allow, and the share that does; `values` are those
 * of the cases that can lie below any. */
export function thresholdFor(values: readonly number[], total: number, rate: number): [number, number] {
  const sorted = Float64Array.from(values).sort();
  const wanted = Math.min(sorted.length, Math.max(1, Math.round(rate * total)));
  // Places where a threshold can stand: between neighbours that differ, and above all.
  const places = Array.from({ length: sorted.length }, (_, i) => i + 1).filter(
    (k) => k === sorted.length || sorted[k]! > sorted[k - 1]!,
  );
  const k = places.reduce((best, place) => (Math.abs(place - wanted) < Math.abs(best - wanted) ? place : best));
  const above = k === sorted.length ? 2 * sorted[k - 1]! : sorted[k]!;
  const between = Number(((sorted[k - 1]! + above) / 2).toPrecision(6));
  const threshold = Math.min(1, Math.max(LEAST, between));
  return [threshold, sorted.filter((value) => value < threshold).length / total];
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const counts = Array.from({ length: EDGES.length - 1 }, () => 0);
  for (const value of sorted) {
    const above = EDGES.findIndex((edge) => value < edge);
    counts[above < 0 ? counts.length - 1 : Math.max(0, above - 1)]! += 1;
  }
  return { count: sorted.length, quantiles: QUANTILES.map((q) => quantile(sorted, q)), counts };
}

/** Linear between the neighbours of place q (n - 1). */
function quantile(sorted: ArrayLike<number>, q: number): number {
  const place = q * (sorted.length - 1);
  const low = Math.floor(place);
  const next = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return sorted[low]! + (place - low) * (next - sorted[low]!);
}
