/**
 * A study as it is kept: the study file, and how far each of its cells has come. Plain data; survives a reload. Must not
 * run or store anything.
 */
import type { Outcome } from '../../train/outcome.ts';
import { cellsOf, type Cell, type Study } from '../../train/study.ts';

/** `begun`: it has a run to go on with. */
export type CellPhase = 'waiting' | 'begun' | 'done' | 'collapsed' | 'skipped' | 'failed';

export interface KeptCell {
  readonly phase: CellPhase;
  /** Its run in the run library; null before it began. */
  readonly run: string | null;
  readonly stage: 'warm-start' | 'training';
  readonly warmUpdate: number;
  readonly update: number;
  /** Newest held-out success; NaN before the first look. */
  readonly success: number;
  /** Began from another cell's clone. */
  readonly isCloned: boolean;
  /** Seconds of work until training began, and since; pauses are not in them. */
  readonly warmSeconds: number;
  readonly trainSeconds: number;
  /** Once it came to its end. */
  readonly outcome: Outcome | null;
  /** Why it failed. */
  readonly note: string;
}

export interface KeptStudy {
  readonly version: 1;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly study: Study;
  /** As `cellsOf` lists them. */
  readonly cells: readonly KeptCell[];
}

const WAITING: KeptCell = {
  phase: 'waiting',
  run: null,
  stage: 'warm-start',
  warmUpdate: 0,
  update: 0,
  success: Number.NaN,
  isCloned: false,
  warmSeconds: 0,
  trainSeconds: 0,
  outcome: null,
  note: '',
};

/** Throws TurnlabError `bad-file` for a study whose cells cannot be run. */
export const freshStudy = (study: Study, id: string, created: string): KeptStudy => ({
  version: 1,
  id,
  created,
  study,
  cells: cellsOf(study).map(() => WAITING),
});

/** Null for what another version of turnlab has put there, or what no longer fits the settings. */
export function keptStudyOf(value: unknown): KeptStudy | null {
  try {
    const kept = value as KeptStudy;
    return kept.version === 1 && cellsOf(kept.study).length === kept.cells.length ? kept : null;
  } catch {
    return null;
  }
}

export const isOver = ({ phase }: KeptCell): boolean => phase !== 'waiting' && phase !== 'begun';

/** The cell to go on with: an interrupted one first, else the first that waits; -1 when nothing is left. */
export function nextCell({ cells }: KeptStudy): number {
  const begun = cells.findIndex(({ phase }) => phase === 'begun');
  return begun >= 0 ? begun : cells.findIndex(({ phase }) => phase === 'waiting');
}

/** One cell changed. */
export const withCell = (kept: KeptStudy, at: number, patch: Partial<KeptCell>): KeptStudy => ({
  ...kept,
  cells: kept.cells.map((cell, i) => (i === at ? { ...cell, ...patch } : cell)),
});

/** A skipped or failed cell takes its place in the line again. */
export const putBack = (kept: KeptStudy, at: number): KeptStudy =>
  withCell(kept, at, { phase: kept.cells[at]?.run ? 'begun' : 'waiting', note: '' });

/** "epsilon 0.1, eta 0.02, seed 3". */
export const nameOfCell = ({ name, seed }: Pick<Cell, 'name' | 'seed'>): string => `${name}, seed ${seed}`;
