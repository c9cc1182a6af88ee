/** A run's entry in the library: its sheet, and what the list shows without opening anything else. Plain data. */
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

export interface RunRecord extends RunSheet {
  readonly heldOut: HeldOut | null;
  /** Update of the checkpoint that is kept; null = none yet. */
  readonly checkpointUpdate: number | null;
  /** When something about the training was last written; ISO 8601, UTC. */
  readonly saved: string;
  /** A page had it open and never let go of it: a crash, or the tab was closed. */
  readonly isOpen: boolean;
}

/** Null for what another version of turnlab, or something else, has put there. */
export function recordOf(value: unknown): RunRecord | null {
  try {
    checkSheet(value);
    return value as RunRecord;
  } catch {
    return null;
  }
}

/** What goes into a bundle. */
export function sheetOf(record: RunRecord): RunSheet {
  const { heldOut: _, checkpointUpdate: __, saved: ___, isOpen: ____, ...sheet } = record;
  return sheet;
}
