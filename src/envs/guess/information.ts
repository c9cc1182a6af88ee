/** How much a question tells. Whole numbers only, so that every engine makes the same choice. */
import { microLogs } from '../logarithms.ts';

/** No game here has more candidates. */
const MOST_CANDIDATES = 512;
const LOGS = microLogs(MOST_CANDIDATES);

/**
 * What n equally likely candidates leave unknown once an answer has split them into parts of these sizes, times n, in
 * millionths of a nat: Σ c ln c. The smaller, the more the answer is expected to tell: ln n - Σ c ln c / n.
 */
export function unknownAfter(parts: Iterable<number>): number {
  let sum = 0;
  for (const part of parts) sum += part * LOGS[part]!;
  return sum;
}
