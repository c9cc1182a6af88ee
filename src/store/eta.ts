/** How long the present phase will still take, from how it went so far. */
import type { Progress } from './state.ts';

/** Too early to say anything useful before this much has passed. */
const TOO_EARLY_MS = 2000;

/** Seconds; NaN when unknown. `now` in ms on performance.now()'s clock. */
export function secondsLeft({ done, total, since }: Pick<Progress, 'done' | 'total' | 'since'>, now: number): number {
  const elapsed = now - since;
  if (done <= 0 || total <= 0 || elapsed < TOO_EARLY_MS) return Number.NaN;
  return ((elapsed / done) * Math.max(0, total - done)) / 1000;
}
