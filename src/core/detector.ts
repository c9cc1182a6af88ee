/**
 * How well a number tells two kinds of cases apart. Pure. Must not know what is detected.
 */

/**
 * Area under the ROC curve: the chance that a positive case scores higher than a negative one, ties counted half
 * (the rank statistic of Mann and Whitney). 0.5 = the score says nothing. NaN scores are left out; NaN when either kind is
 * missing. `positive[i]` other than 0 marks a positive case.
 */
export function areaUnderCurve(scores: ArrayLike<number>, positive: ArrayLike<number | boolean>): number {
  const order = Array.from({ length: scores.length }, (_, i) => i)
    .filter((i) => !Number.isNaN(scores[i]!))
    .sort((a, b) => scores[a]! - scores[b]!);
  const positives = order.filter((i) => Boolean(positive[i])).length;
  let rankSum = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    // Ranks from 1; equal scores share their mean rank.
    const rank = (from + 1 + to) / 2;
    for (let k = from; k < to; k++) if (positive[order[k]!]) rankSum += rank;
    from = to;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
