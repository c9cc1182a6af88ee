/**
 * A run's numbers with the moment they were measured, in the order they came: what tables and event files are made of. Must
 * not know their formats.
 */
import { measured } from '../event-line.ts';

export interface Measurement {
  readonly kind: 'warm' | 'update' | 'evaluation';
  /** Updates done; of the warm start: cloning updates done. */
  readonly step: number;
  /** Unix time in seconds: that of the run's beginning and the seconds spent since; pauses do not count. */
  readonly time: number;
  /** By name; finite. Each kind has names of its own. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** All three kinds say how long they took, under one name. */
const SECONDS = 'perf/seconds';
const OWN_SECONDS = { warm: 'warm/seconds', update: SECONDS, evaluation: 'val/seconds' } as const;

/** `lines` as event-line.ts writes them; of the evaluations those on validation tasks. `created`: ISO 8601. */
export function measurements(created: string, lines: readonly string[]): Measurement[] {
  const found: Measurement[] = [];
  let time = Date.parse(created) / 1000;
  for (const line of lines) {
    const one = measured(line);
    if (!one) continue;
    const { [SECONDS]: seconds, ...rest } = one.metrics;
    time += seconds ?? 0;
    if (one.kind === 'evaluation' && one.split !== 'val') continue;
    const metrics = seconds === undefined ? rest : { ...rest, [OWN_SECONDS[one.kind]]: seconds };
    found.push({ kind: one.kind, step: one.update, time, metrics });
  }
  return found;
}
