/**
 * A run's events as lines of JSON: what the command line prints, what run folders, the run library and bundles keep.
 * Must not know where lines go.
 */
import type { Stage } from './checkpoint.ts';
import type { TrainEvent } from './events.ts';

/** Events worth keeping, as one JSON line; null for the rest. NaN and infinity become null, as JSON has it. */
export function jsonLine(event: TrainEvent): string | null {
  switch (event.kind) {
    case 'warm':
    case 'update':
      return JSON.stringify({ kind: event.kind, update: event.update, ...event.metrics });
    case 'evaluation':
      return JSON.stringify({ kind: event.kind, update: event.update, split: event.split, ...event.metrics });
    case 'calibration':
    case 'alert':
      return JSON.stringify(event);
    case 'warning':
      return JSON.stringify({ kind: event.kind, sentence: event.sentence });
    case 'phase':
    case 'progress':
    case 'episode':
    case 'turn':
    case 'turns':
    case 'checkpoint':
      return null;
    default:
      return event satisfies never;
  }
}

/** A line with a counter and numbers by name; a number that was not finite is missing. */
export interface Measured {
  readonly kind: 'warm' | 'update' | 'evaluation';
  readonly update: number;
  /** Of evaluations; "" else. */
  readonly split: string;
  readonly metrics: Readonly<Record<string, number>>;
}

const MEASURED: ReadonlySet<unknown> = new Set(['warm', 'update', 'evaluation']);

/** Null for lines of another kind and for a line that a crash cut off. */
export function measured(line: string): Measured | null {
  const parsed = parse(line);
  if (!parsed || !MEASURED.has(parsed['kind'])) return null;
  const { kind, update, split = '', ...rest } = parsed;
  const metrics = Object.fromEntries(Object.entries(rest).filter(([, value]) => typeof value === 'number'));
  return { kind, update, split, metrics } as Measured;
}

/** The alert in a line; null for any other line. */
export function alertOf(line: string): Extract<TrainEvent, { kind: 'alert' }> | null {
  const parsed = parse(line);
  return parsed?.['kind'] === 'alert' ? (parsed as unknown as Extract<TrainEvent, { kind: 'alert' }>) : null;
}

export interface Counters {
  readonly stage: Stage;
  readonly update: number;
  readonly warmUpdate: number;
}

/** Without the lines that a run resumed from these counters will write again. A line cut off by a crash is one of them. */
export function linesUpTo(lines: readonly string[], { stage, update, warmUpdate }: Counters): string[] {
  return lines.filter((line) => {
    const parsed = parse(line);
    if (!parsed) return false;
    const at = Number(parsed['update'] ?? 0);
    return parsed['kind'] === 'warm' ? at <= warmUpdate : stage !== 'warm-start' && at <= update;
  });
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
