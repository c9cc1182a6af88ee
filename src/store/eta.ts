/** How long the present stage will still take, from how it went so far. */
import type { Pace } from './state.ts';

/** Too early to say anything useful before this much has passed. */
const TOO_EARLY_MS = 2000;

/** Seconds; NaN when unknown. `now` in ms on performance.now()'s clock. */
export function secondsLeft({ since, from, done, total }: Pace, now: number): number {
  const elapsed = now - since;
  if (done <= from || total <= 0 || elapsed < TOO_EARLY_MS) return Number.NaN;
  return ((elapsed / (done - from)) * Math.max(0, total - done)) / 1000;
}
