/**
 * The numbers of one run, as they come: rings per kind of event that charts read once a frame. Nothing here passes
 * through React or zustand. Must not know how a curve is drawn.
 */
import { Ring } from '../core/ring.ts';
import { wilson } from '../core/wilson.ts';
import type { Metrics } from '../train/events.ts';
import type { SeedBand } from './seed-band.ts';

/** What is kept of an update event; each also as a smoothed column. */
export const UPDATE_METRICS = [
  'episode/success_rate',
  'episode/reward/mean',
  'episode/length/mean',
  'response_length/mean',
  'actor/entropy',
  'actor/kl',
  'actor/grad_norm',
] as const;
export const EVALUATION_COLUMNS = ['val/success_rate', 'low', 'high', 'n', 'val/length/mean'] as const;
export const WARM_METRICS = ['warm/loss', 'warm/success_rate'] as const;

const CAPACITY = 32_768;
/** Weight of the past in the smoothed columns (exponential moving average, debiased as in Adam). */
export const SMOOTHING = 0.9;

export type TableName = 'update' | 'evaluation' | 'warm';

/** A live setting changed, or an alert was raised, after this many updates, and after this many cloning updates. */
export interface Mark {
  readonly update: number;
  readonly warmUpdate: number;
  /** "Threshold ε 0.1 → 0.2". */
  readonly label: string;
  /** For a line on a chart: "ε 0.2". */
  readonly short: string;
  /** No change of a setting but something that went wrong. */
  readonly isAlert?: true;
}

export class RunHistory {
  /** Column 0 is always the update. */
  readonly tables: Readonly<Record<TableName, Ring>> = {
    update: new Ring(1 + 2 * UPDATE_METRICS.length, CAPACITY),
    evaluation: new Ring(1 + EVALUATION_COLUMNS.length, CAPACITY / 4),
    warm: new Ring(1 + WARM_METRICS.length, CAPACITY),
  };
  marks: readonly Mark[] = [];
  #band: SeedBand | null = null;
  readonly #average = new Float64Array(UPDATE_METRICS.length);
  readonly #averageWeight = new Float64Array(UPDATE_METRICS.length);
  readonly #listeners = new Set<() => void>();

  /** The seeds of the same experiment that are finished; null = there are none. */
  get band(): SeedBand | null {
    return this.#band;
  }

  set band(band: SeedBand | null) {
    if (band === this.#band) return;
    this.#band = band;
    this.#changed();
  }

  /** Called after every change; must be cheap. Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An update that found nothing to learn from measured nothing about the optimiser: a gap, not a zero. */
  addUpdate(update: number, metrics: Metrics): void {
    const isIdle = metrics['perf/trained_tokens'] === 0;
    const isMissing = (name: string): boolean => isIdle && name.startsWith('actor/');
    const raw = UPDATE_METRICS.map((name) => (isMissing(name) ? Number.NaN : (metrics[name] ?? Number.NaN)));
    this.#append('update', [update, ...raw, ...raw.map((value, i) => this.#smooth(i, value))]);
  }

  /** `fallbackN` trials when the event does not say how many tasks were played. */
  addEvaluation(update: number, metrics: Metrics, fallbackN: number): void {
    const rate = metrics['val/success_rate'] ?? Number.NaN;
    const n = metrics['val/episodes'] ?? fallbackN;
    this.#append('evaluation', [update, rate, ...wilson(rate, n), n, metrics['val/length/mean'] ?? Number.NaN]);
  }

  /** A cloning update may come in parts (its loss, then how well it plays); they share a row. */
  addWarm(update: number, metrics: Metrics): void {
    const { warm } = this.tables;
    const last = warm.length - 1;
    const known = (i: number): number => (warm.at(last, 0) === update ? warm.at(last, 1 + i) : Number.NaN);
    this.#append('warm', [update, ...WARM_METRICS.map((name, i) => metrics[name] ?? known(i))]);
  }

  addMark(mark: Omit<Mark, 'warmUpdate'>): void {
    const { warm } = this.tables;
    this.marks = [...this.marks, { ...mark, warmUpdate: warm.at(warm.length - 1, 0) || 0 }];
    this.#changed();
  }

  clear(): void {
    for (const table of Object.values(this.tables)) table.clear();
    this.marks = [];
    this.#average.fill(0);
    this.#averageWeight.fill(0);
    this.#changed();
  }

  /** After a recovery the run goes through updates again: what it had beyond them never happened. */
  #append(name: TableName, row: readonly number[]): void {
    const table = this.tables[name];
    let kept = table.length;
    while (kept > 0 && table.at(kept - 1, 0) >= (row[0] ?? 0)) kept--;
    table.truncate(kept);
    table.push(row);
    this.#changed();
  }

  #smooth(i: number, value: number): number {
    if (!Number.isFinite(value)) return Number.NaN;
    const average = SMOOTHING * (this.#average[i] ?? 0) + (1 - SMOOTHING) * value;
    const weight = SMOOTHING * (this.#averageWeight[i] ?? 0) + (1 - SMOOTHING);
    this.#average[i] = average;
    this.#averageWeight[i] = weight;
    return average / weight;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
