/** How sure one can be of a mean over few independent runs: Student's t interval. */

/** Two-sided 95 % points by degrees of freedom 1…30; beyond, the normal's is close enough to be the smaller error. */
const T95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

export interface Estimate {
  readonly n: number;
  readonly mean: number;
  /** Standard deviation over runs, n - 1; NaN for fewer than two. */
  readonly deviation: number;
  /** The 95 % interval is mean ± half; NaN for fewer than two. */
  readonly half: number;
}

/** Over the finite values; NaN throughout when there are none. */
export function estimate(values: readonly number[]): Estimate {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  const deviation = n < 2 ? Number.NaN : Math.sqrt(finite.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
  return { n, mean, deviation, half: ((T95[n - 2] ?? 1.96) * deviation) / Math.sqrt(n) };
}
