/**
 * What is known about a run besides its curves and its weights: run.json of a bundle, and the heart of a run's entry in
 * the library. Plain data. Must not know where it is kept.
 */
import { TurnlabError } from '../../core/errors.ts';
import { checkSetting, settingsFrom, type Settings } from '../../core/settings.ts';
import type { Stage, TrainState } from '../checkpoint.ts';
import type { Change } from '../timeline.ts';

export const SHEET_FORMAT = 'turnlab-run';
/** Grows when a reader of today could misread what is written then. */
export const SHEET_VERSION = 1;

export interface RunSheet {
  readonly format: typeof SHEET_FORMAT;
  readonly version: typeof SHEET_VERSION;
  /** Version of turnlab that trained it. */
  readonly turnlab: string;
  /** Unique; names the run in storage. */
  readonly id: string;
  readonly name: string;
  /** Which colour, then which dash, its curves are drawn in; both count from 0. */
  readonly colour: number;
  readonly dash: number;
  readonly starred: boolean;
  readonly notes: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** What it was trained on: "CPU · WASM SIMD". */
  readonly backend: string;
  readonly preset: string;
  /** What `changed` compares with: a preset's title or the name of the run it was cloned from. */
  readonly against: string;
  /** How the settings it began with differ from that, one entry a setting. */
  readonly changed: readonly string[];
  readonly seed: number;
  /** The newest; with live changes. */
  readonly settings: Settings;
  readonly began: Settings;
  readonly changes: readonly Change[];
  readonly stage: Stage;
  readonly update: number;
  readonly warmUpdates: number;
}

/** The part that a checkpoint says itself. */
export const sheetPartOf = ({ began, settings, changes, stage, update, warmUpdate }: TrainState) => ({
  seed: began.seed,
  settings,
  began,
  changes,
  stage,
  update,
  warmUpdates: warmUpdate,
});

const bad = (sentence: string, next = 'Use a bundle as turnlab wrote it.'): never => {
  throw new TurnlabError('bad-file', sentence, next);
};

/** A version number that a newer turnlab wrote. */
export const isNewer = (value: unknown): boolean => typeof value === 'number' && value > SHEET_VERSION;

const TEXTS = ['turnlab', 'id', 'name', 'notes', 'created', 'backend', 'preset', 'against'] as const;
const COUNTS = ['colour', 'dash', 'seed', 'update', 'warmUpdates'] as const;
const STAGES: readonly unknown[] = ['warm-start', 'training', 'finished'] satisfies Stage[];
/** Names folders, so no separators and no dots. */
const ID = /^[\w-]{1,64}$/;

/** The value itself, once every part of it is what it should be. Throws TurnlabError `bad-file` naming what is not. */
export function checkSheet(value: unknown): RunSheet {
  const sheet = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof RunSheet, unknown>>;
  if (sheet.format !== SHEET_FORMAT) bad('This is not a description of a turnlab run.');
  if (isNewer(sheet.version))
    bad(
      `The run was written by a newer turnlab (version ${String(sheet.version)}; this one reads ${SHEET_VERSION}).`,
      'Reload the page, or use a newer turnlab.',
    );
  if (sheet.version !== SHEET_VERSION) bad('The run’s description has no version.');
  for (const key of TEXTS) if (typeof sheet[key] !== 'string') bad(`The run’s description lacks “${key}”.`);
  for (const key of COUNTS)
    if (!Number.isInteger(sheet[key]) || (sheet[key] as number) < 0) bad(`The run’s “${key}” is not a count.`);
  if (!ID.test(sheet.id as string)) bad('The run’s id is malformed.');
  if (Number.isNaN(Date.parse(sheet.created as string))) bad('The run’s date is not a date.');
  if (typeof sheet.starred !== 'boolean') bad('The run’s star is neither true nor false.');
  if (!Array.isArray(sheet.changed) || sheet.changed.some((line) => typeof line !== 'string'))
    bad('The run’s “changed” is not a list of lines.');
  if (!STAGES.includes(sheet.stage)) bad(`The run’s stage “${String(sheet.stage)}” is unknown.`);
  checkSettings(sheet.settings);
  checkSettings(sheet.began);
  if (!Array.isArray(sheet.changes)) bad('The run’s “changes” is not a list.');
  for (const change of sheet.changes as unknown[]) checkChange(change);
  return sheet as RunSheet;
}

function checkSettings(value: unknown): void {
  if (typeof value !== 'object' || value === null) bad('The run has no settings.');
  settingsFrom('micro', value as Record<string, unknown>);
}

function checkChange(value: unknown): void {
  const { warmUpdate, update, turn, changes } = (value ?? {}) as Partial<Change>;
  const isPlace = [warmUpdate, update, turn].every((n) => Number.isInteger(n));
  if (!isPlace || typeof changes !== 'object' || changes === null) bad('The run’s list of changes is malformed.');
  // One by one: a change need not fit together with settings that another one has moved since.
  for (const [key, moved] of Object.entries(changes!)) checkSetting(key, moved);
}
