/**
 * A kept run's curves out of its event lines, with every way to measure how far it has come. Pure. Must not draw or smooth.
 */
import type { Settings } from '../../core/settings.ts';
import { wilson } from '../../core/wilson.ts';
import { measured, type Measured } from '../../train/event-line.ts';
import type { HeldOut } from './run-record.ts';

/** How far a run has come, four ways, all counted from the end of the warm start. */
export const PROGRESS = ['updates', 'turns', 'tokens', 'seconds'] as const;
export type Progress = (typeof PROGRESS)[number];

/** What is drawn of each update, and of each evaluation. */
export const CURVES = ['heldOut', 'success', 'length', 'tokens', 'entropy'] as const;
export type CurveName = (typeof CURVES)[number];

export interface Point {
  readonly at: Readonly<Record<Progress, number>>;
  readonly value: number;
  /** 95 % interval; held-out success only. */
  readonly low?: number;
  readonly high?: number;
}

export type RunCurves = Readonly<Record<CurveName, readonly Point[]>>;

const METRIC: Readonly<Record<Exclude<CurveName, 'heldOut'>, string>> = {
  success: 'episode/success_rate',
  length: 'episode/length/mean',
  tokens: 'response_length/mean',
  entropy: 'actor/entropy',
};

/** `began`: the settings the run began with; lines that repeat an update take the place of the earlier ones. */
export function curvesOf(lines: readonly string[], began: Settings): RunCurves {
  const updates = new Map<number, Measured>();
  const evaluations = new Map<number, Measured>();
  for (const line of lines) {
    const found = measured(line);
    if (found?.kind === 'update') updates.set(found.update, found);
    if (found?.kind === 'evaluation' && found.split === 'val') evaluations.set(found.update, found);
  }
  const curves: Record<CurveName, Point[]> = { heldOut: [], success: [], length: [], tokens: [], entropy: [] };
  const at: Record<Progress, number> = { updates: 0, turns: 0, tokens: 0, seconds: 0 };
  const last = Math.max(-1, ...updates.keys(), ...evaluations.keys());
  for (let update = 0; update <= last; update++) {
    const { metrics = {} } = updates.get(update) ?? {};
    at.updates = update;
    at.turns += (metrics['episode/length/mean'] ?? 0) * began.groups * began.groupSize;
    at.tokens += metrics['perf/generated_tokens'] ?? 0;
    at.seconds += metrics['perf/seconds'] ?? 0;
    for (const [name, metric] of Object.entries(METRIC) as [keyof typeof METRIC, string][]) {
      const value = isIdle(metrics, metric) ? undefined : metrics[metric];
      if (value !== undefined) curves[name].push({ at: { ...at }, value });
    }
    const heldOut = heldOutAt(evaluations.get(update));
    if (heldOut) curves.heldOut.push({ at: { ...at }, value: heldOut.rate, low: heldOut.low, high: heldOut.high });
  }
  return curves;
}

/** An update that found nothing to learn from measured nothing about the optimiser. */
const isIdle = (metrics: Measured['metrics'], metric: string): boolean =>
  metric.startsWith('actor/') && metrics['perf/trained_tokens'] === 0;

function heldOutAt(evaluation: Measured | undefined): HeldOut | null {
  const rate = evaluation?.metrics['val/success_rate'];
  if (!evaluation || rate === undefined) return null;
  const n = evaluation.metrics['val/episodes'] ?? 0;
  const [low, high] = wilson(rate, n);
  return { update: evaluation.update, rate, low, high, n };
}

/** The newest look at held-out tasks. */
export function heldOutOf(lines: readonly string[]): HeldOut | null {
  const all = lines.map(measured).filter((found) => found?.kind === 'evaluation' && found.split === 'val');
  return all.map((found) => heldOutAt(found!)).findLast((found) => found !== null) ?? null;
}

/** Averages each point with those before it: an exponential moving average, debiased as in Adam. `past` in [0, 1). */
export function smoothed(values: readonly number[], past: number): number[] {
  let average = 0;
  let weight = 0;
  return values.map((value) => {
    average = past * average + (1 - past) * value;
    weight = past * weight + (1 - past);
    return average / weight;
  });
}
