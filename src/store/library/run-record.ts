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
}

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
  return { ...record, settings: full(record.settings), began: full(record.began) };
}

/** What goes into a bundle. */
export function sheetOf(record: RunRecord): RunSheet {
  const { heldOut: _, checkpointUpdate: __, saved: ___, isOpen: ____, ...sheet } = record;
  return sheet;
}
