/**
 * How sure one can be of a success rate: the Wilson score interval (Wilson 1927), which stays inside 0..1 and is honest
 * for few trials, unlike rate ± 1.96 standard errors.
 */

/** 97.5 % quantile of the standard normal: a two-sided 95 % interval. */
const Z95 = 1.959963984540054;

/** [low, high] of the 95 % interval for `rate` measured on `n` independent trials; NaN when n is 0. */
export function wilson(rate: number, n: number, z = Z95): [low: number, high: number] {
  if (!(n > 0)) return [Number.NaN, Number.NaN];
  const z2 = z * z;
  const centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
