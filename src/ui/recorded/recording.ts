/**
 * A run that was trained earlier on the command line, as scripts/record-run.mjs writes it: one description, then its events in
 * the order they came. Must not play them.
 */
import { settingsFrom, type Settings } from '../../core/settings.ts';
import { episodeOf } from '../../train/bundle/episode-line.ts';
import { measured } from '../../train/event-line.ts';
import type { TrainEvent } from '../../train/events.ts';

export const RECORDING_FORMAT = 'turnlab-recording';

export interface Recording {
  /** ISO date of the day it was trained on. */
  readonly made: string;
  /** What it was trained on: "CPU · WASM SIMD". */
  readonly backend: string;
  readonly preset: string;
  readonly settings: Settings;
  readonly parameters: number;
  /** Text of each token id in its episodes. */
  readonly words: readonly string[];
  readonly events: readonly TrainEvent[];
}

/** Throws when it is not a recording that this version can show. */
export function readRecording(text: string): Recording {
  const [head, ...lines] = JSON.parse(text) as [Record<string, unknown>, ...object[]];
  if (head['format'] !== RECORDING_FORMAT || head['version'] !== 1) throw new Error('Not a recording.');
  const settings = settingsFrom(String(head['preset']), head['settings'] as Record<string, unknown>);
  return { ...(head as unknown as Omit<Recording, 'events' | 'settings'>), settings, events: lines.map(eventOf) };
}

function eventOf(line: object): TrainEvent {
  const text = JSON.stringify(line);
  const found = measured(text);
  if (!found) return episodeOf(text);
  const { kind, update, split, metrics } = found;
  return kind === 'evaluation' ? { kind, update, split: split as 'val', metrics } : { kind, update, metrics };
}
