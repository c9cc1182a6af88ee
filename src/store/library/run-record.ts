/** A run's entry in the library: its sheet, and what the list shows without opening anything else. Plain data. */
import { settingsFrom, type Settings } from '../../core/settings.ts';
import { checkSheet, type RunSheet } from '../../train/bundle/run-sheet.ts';

export interface HeldOut {
  readonly update: number;
  readonly rate: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Tasks played. */
  readonly n: number;
}

/** Which seed of which experiment a run is. */
export interface SeedPlace {
  readonly id: string;
  /** The experiment's; the run's own says the seed as well. */
  readonly name: string;
  /** How many were wanted, and which of them it is, from 0. */
  readonly seeds: number;
  readonly at: number;
}

/** How the notes of a run begin that a study has made (study/cell-runs.ts). */
export const OF_STUDY = 'Study “';

export interface RunRecord extends RunSheet {
  readonly heldOut: HeldOut | null;
  /** Update of the checkpoint that is kept; null = none yet. */
  readonly checkpointUpdate: number | null;
  /** When something about the training was last written; ISO 8601, UTC. */
  readonly saved: string;
  /** A page had it open and never let go of it: a crash, or the tab was closed. */
  readonly isOpen: boolean;
  /** Left out when it stands alone. Belongs to this browser's list and goes into no bundle. */
  readonly experiment?: SeedPlace;
}

/** "calm otter · seed 1". */
export const seedName = (experiment: string, seed: number): string => `${experiment} · seed ${seed}`;

/** What the list shows as one: the same for all seeds of an experiment. */
export const groupIdOf = ({ id, experiment }: Pick<RunRecord, 'id' | 'experiment'>): string => experiment?.id ?? id;
export const groupNameOf = ({ name, experiment }: Pick<RunRecord, 'name' | 'experiment'>): string =>
  experiment?.name ?? name;

/** Null for what another version of turnlab, or something else, has put there. Settings that came later have their
 * defaults, which is how the run was trained. */
export function recordOf(value: unknown): RunRecord | null {
  try {
    checkSheet(value);
  } catch {
    return null;
  }
  const record = value as RunRecord;
  const full = (settings: Settings): Settings => settingsFrom('micro', { ...settings });
  const { experiment, ...rest } = record;
  return {
    ...rest,
    settings: full(record.settings),
    began: full(record.began),
    ...(isPlace(experiment) && { experiment }),
  };
}

/** A run whose place cannot be read stands alone. */
function isPlace(value: unknown): value is SeedPlace {
  const { id, name, seeds, at } = (value ?? {}) as Partial<SeedPlace>;
  const isWhole = Number.isInteger(seeds) && Number.isInteger(at) && at! >= 0 && at! < seeds!;
  return typeof id === 'string' && typeof name === 'string' && isWhole;
}

/** What goes into a bundle. */
export function sheetOf(record: RunRecord): RunSheet {
  const { heldOut: _, checkpointUpdate: __, saved: ___, isOpen: ____, experiment: _____, ...sheet } = record;
  return sheet;
}
