/**
 * What came out of a run and of a set of runs that differ only in their seed, read from their metrics lines. Must not train
 * or touch files.
 */
import { estimate, type Estimate } from '../core/student.ts';
import { collapsedAt } from './collapse.ts';
import type { Metrics } from './events.ts';

/** A line of metrics.jsonl. */
export type MetricsLine = { readonly kind: string; readonly update: number; readonly split?: string } & Record<
  string,
  unknown
>;

/** Every field is about one run; NaN where the run has nothing to say. `val/…` figures are of its last evaluation. */
export interface Outcome {
  /** Held-out success of the warm start. */
  readonly start: number;
  readonly success: number;
  readonly score: number;
  readonly turnsToSuccess: number;
  readonly tokensPerSuccess: number;
  /** Generated in training rollouts, discarded attempts included. */
  readonly tokens: number;
  /** Of these, thrown away. */
  readonly discarded: number;
  readonly updates: number;
  readonly seconds: number;
  /** Update with which success had collapsed; NaN when it did not. */
  readonly collapse: number;
  /** Means over the updates. */
  readonly cutRate: number;
  readonly resampleRate: number;
  /** Area under the curve of −Γ for turns that change nothing: means over the first and the last fifth of the updates. */
  readonly aucFirst: number;
  readonly aucLast: number;
}

export type Figure = keyof Outcome;

const number = (line: Metrics | MetricsLine | undefined, name: string): number => {
  const value = line?.[name];
  return typeof value === 'number' ? value : Number.NaN;
};

export function outcomeOf(lines: readonly MetricsLine[]): Outcome {
  const evaluations = lines.filter(({ kind, split }) => kind === 'evaluation' && split === 'val');
  const updates = lines.filter(({ kind }) => kind === 'update');
  const last = evaluations.at(-1);
  const over = (part: readonly MetricsLine[], name: string): number =>
    estimate(part.map((line) => number(line, name))).mean;
  const total = (name: string): number => updates.reduce((sum, line) => sum + (number(line, name) || 0), 0);
  const fifth = Math.ceil(updates.length / 5);
  const collapse = collapsedAt(updates.map((line) => number(line, 'episode/success_rate')));
  return {
    start: number(evaluations[0], 'val/success_rate'),
    success: number(last, 'val/success_rate'),
    score: number(last, 'val/score'),
    turnsToSuccess: number(last, 'val/turns_to_success'),
    tokensPerSuccess: number(last, 'val/tokens_per_success'),
    tokens: total('perf/generated_tokens'),
    discarded: total('tds/discarded_tokens'),
    updates: updates.length,
    seconds: total('perf/seconds'),
    collapse: collapse < 0 ? Number.NaN : updates[collapse]!.update,
    cutRate: over(updates, 'tti/rate'),
    resampleRate: over(updates, 'tds/resample_rate'),
    aucFirst: over(updates.slice(0, fifth), 'signal/auc_ineffective'),
    aucLast: over(updates.slice(-fifth), 'signal/auc_ineffective'),
  };
}

/** Runs by seed. */
export type Outcomes = ReadonlyMap<number, Outcome>;

/** A figure over the seeds. */
export const across = (outcomes: Outcomes, figure: Figure): Estimate =>
  estimate([...outcomes.values()].map((outcome) => outcome[figure]));

/** How much larger the figure is than in `base`, seed by seed, over the seeds that both have. */
export const difference = (outcomes: Outcomes, base: Outcomes, figure: Figure): Estimate =>
  estimate(
    [...outcomes].flatMap(([seed, outcome]) => {
      const other = base.get(seed);
      return other === undefined ? [] : [outcome[figure] - other[figure]];
    }),
  );

export const collapses = (outcomes: Outcomes): number =>
  [...outcomes.values()].filter(({ collapse }) => !Number.isNaN(collapse)).length;
