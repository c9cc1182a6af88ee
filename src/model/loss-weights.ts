/**
 * Loss mask and aggregation as one weight a token, so that the loss of the whole batch is a plain weighted sum however
 * it is cut into micro-batches. In double precision, over the WHOLE batch. Must not know what a loss is.
 */
import type { LossSettings, TrainingRow } from './interface.ts';

/**
 * Weight of every response token of every row. With m the mask, S_i the row's mask sum and R the rows with S_i > 0:
 *   token-mean            m_it / sum of all masks
 *   seq-mean-token-mean   m_it / (S_i R)
 *   seq-mean-token-sum    m_it / R
 * (names and formulas of verl's agg_loss; rows that are wholly masked do not count).
 */
export function lossWeights(rows: readonly TrainingRow[], aggregation: LossSettings['aggregation']): Float64Array[] {
  const sums = rows.map(({ lossMask }) => {
    let sum = 0;
    for (const m of lossMask) sum += m;
    return sum;
  });
  const total = sums.reduce((a, b) => a + b, 0);
  const counted = sums.filter((sum) => sum > 0).length;
  return rows.map(({ lossMask }, i) => {
    const scale = scaleOf(aggregation, total, sums[i]!, counted);
    return Float64Array.from(lossMask, (m) => (m === 0 ? 0 : m * scale));
  });
}

function scaleOf(aggregation: LossSettings['aggregation'], total: number, sum: number, counted: number): number {
  switch (aggregation) {
    case 'token-mean':
      return 1 / total;
    case 'seq-mean-token-mean':
      return 1 / (sum * counted);
    case 'seq-mean-token-sum':
      return 1 / counted;
    default:
      return aggregation satisfies never;
  }
}
