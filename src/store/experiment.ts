/**
 * An experiment: the same settings trained from several seeds, one after another. How many, which one it is at, and what each
 * begins with. Pure. Must not train or keep anything.
 */
import { SETTINGS, type Settings } from '../core/settings.ts';

/** What the page offers unless a link says otherwise: fewer seeds cannot say what chance does. */
export const USUAL_SEEDS = 3;
export const MOST_SEEDS = 8;
const SEED_VALUES = 2 ** 32;

export interface Experiment {
  /** Joins the kept runs of its seeds. */
  readonly id: string;
  /** What the first seed began with; the others begin with the same but for the seed. */
  readonly began: Settings;
  readonly seeds: number;
  /** The one that is open, from 0. */
  readonly at: number;
  /** Those that are still to be trained after it. */
  readonly left: readonly number[];
  /** What a seed takes before its first update, in seconds, as measured on this page; 0 before it was. */
  readonly earlySeconds: number;
}

/** Seeds are 32 bits wide; after the last comes the first. */
export const seedAt = (first: number, at: number): number => (first + at + SEED_VALUES) % SEED_VALUES;

/** What the seed that it is at begins with. */
export const beginOf = ({ began, at }: Pick<Experiment, 'began' | 'at'>): Settings => ({
  ...began,
  seed: seedAt(began.seed, at),
});

/** Null for one seed: that is a run by itself. */
export function newExperiment(id: string, began: Settings, seeds: number): Experiment | null {
  if (seeds < 2) return null;
  return { id, began, seeds, at: 0, left: Array.from({ length: seeds - 1 }, (_, i) => i + 1), earlySeconds: 0 };
}

/** At its next seed; null when none is left. */
export function nextSeedOf(experiment: Experiment | null): Experiment | null {
  const [at, ...left] = experiment?.left ?? [];
  return experiment && at !== undefined ? { ...experiment, at, left } : null;
}

/** The live settings that it began with: what was moved while one seed trained holds for that seed. */
export const liveOf = ({ began }: Experiment): Partial<Settings> =>
  Object.fromEntries(SETTINGS.filter(({ live }) => live).map(({ key }) => [key, began[key as keyof Settings]]));
