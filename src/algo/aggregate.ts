/**
 * How token losses of a ragged batch become one number; the choice decides how much a long row weighs
 * (DAPO, arXiv 2503.14476, and Dr.GRPO, arXiv 2503.20783, argue about exactly this). f64. Must not compute losses.
 */
export type Aggregation = 'token-mean' | 'seq-mean-token-sum' | 'seq-mean-token-mean' | 'seq-mean-token-sum-norm';

/**
 * `loss[r][t]`, `mask[r][t]` in {0, 1}. Fully masked rows do not count as rows (as in current verl).
 * `seq-mean-token-sum-norm` divides the sum by `constant` (default: padded width) and by nothing else.
 * 0 when everything is masked.
 */
export function aggregateLoss(
  loss: readonly ArrayLike<number>[],
  mask: readonly ArrayLike<number>[],
  mode: Aggregation,
  constant = Math.max(...loss.map((row) => row.length)),
): number {
  const sums = loss.map((row, r) => {
    let sum = 0;
    let count = 0;
    for (let t = 0; t < row.length; t++)
      if (mask[r]![t]) {
        sum += row[t]!;
        count += 1;
      }
    return { sum, count };
  });
  const rows = sums.filter(({ count }) => count > 0);
  if (rows.length === 0) return 0;
  const total = rows.reduce((all, { sum }) => all + sum, 0);
  switch (mode) {
    case 'token-mean':
      return total / rows.reduce((all, { count }) => all + count, 0);
    case 'seq-mean-token-sum':
      return total / rows.length;
    case 'seq-mean-token-mean':
      return rows.reduce((all, { sum, count }) => all + sum / (count + 1e-8), 0) / rows.length;
    case 'seq-mean-token-sum-norm':
      return total / constant;
    default:
      return mode satisfies never;
  }
}
