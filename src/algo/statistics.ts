/**
 * Statistics over pools of numbers with every convention spelled out, because published systems differ exactly here
 * (docs/METRICS.md; GRPO forks use ddof 1 and eps outside the root, whitening uses eps inside it, and so on).
 * f64 throughout. Must not know what the numbers mean.
 */
export interface StdConvention {
  /** Divide squared deviations by n - ddof. */
  readonly ddof: 0 | 1;
  readonly eps: number;
  /** `after-root`: std + eps. `inside-root`: sqrt(var + eps). `variance-floor`: sqrt(max(var, eps)) + eps. */
  readonly epsPlace: 'after-root' | 'inside-root' | 'variance-floor';
}

/** What a pool of one element gives: its value untouched (mean 0, std 1, eps still added), or 0. */
export type Singleton = 'raw' | 'zero';

export interface PoolConvention {
  /** null: centre only. */
  readonly std: StdConvention | null;
  readonly singleton: Singleton;
}

/** GRPO as in verl and most forks. */
export const GROUP_Z: PoolConvention = { std: { ddof: 1, eps: 1e-6, epsPlace: 'after-root' }, singleton: 'raw' };
/** Dr.GRPO (arXiv 2503.20783). */
export const GROUP_CENTRE: PoolConvention = { std: null, singleton: 'raw' };

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** 0 for a pool of `ddof` elements or fewer. */
export function variance(values: ArrayLike<number>, ddof: 0 | 1): number {
  if (values.length <= ddof) return 0;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum / (values.length - ddof);
}

/** What a deviation is divided by. */
export function spread(variance: number, { eps, epsPlace }: StdConvention): number {
  switch (epsPlace) {
    case 'after-root':
      return Math.sqrt(variance) + eps;
    case 'inside-root':
      return Math.sqrt(variance + eps);
    case 'variance-floor':
      return Math.sqrt(Math.max(variance, eps)) + eps;
    default:
      return epsPlace satisfies never;
  }
}

/** Each value relative to the pool: (x - mean) / spread, or x - mean. A pool of one follows `singleton`. */
export function relativeTo(
  pool: ArrayLike<number>,
  values: ArrayLike<number>,
  { std, singleton }: PoolConvention,
): Float64Array {
  const out = Float64Array.from(values);
  const alone = pool.length === 1;
  if (alone && singleton === 'zero') return out.fill(0);
  const centre = alone ? 0 : mean(pool);
  const scale = std ? spread(alone ? 1 : variance(pool, std.ddof), std) : 1;
  return out.map((x) => (x - centre) / scale);
}

/** Each value relative to its own group; results in the order of the input. */
export function standardiseByGroup(
  values: ArrayLike<number>,
  groups: ArrayLike<number | string>,
  convention: PoolConvention,
): Float64Array {
  const members = new Map<number | string, number[]>();
  for (let i = 0; i < values.length; i++) {
    const pool = members.get(groups[i]!);
    if (pool) pool.push(i);
    else members.set(groups[i]!, [i]);
  }
  const out = new Float64Array(values.length);
  for (const pool of members.values()) {
    const scores = pool.map((i) => values[i]!);
    const relative = relativeTo(scores, scores, convention);
    pool.forEach((i, k) => (out[i] = relative[k]!));
  }
  return out;
}

/** Whitening over all masked entries of a ragged batch (PPO, REINFORCE++): mean by sum / (n + 1e-8), variance with
 * Bessel's n / (n - 1), scale sqrt(var + 1e-8), then times the mask. Needs two masked entries. */
export function maskedWhiten(rows: readonly ArrayLike<number>[], mask: readonly ArrayLike<number>[]): Float64Array[] {
  let n = 0;
  let sum = 0;
  eachMasked(rows, mask, (x, m) => {
    n += m;
    sum += x * m;
  });
  const centre = sum / (n + 1e-8);
  let squares = 0;
  eachMasked(rows, mask, (x, m) => (squares += (x - centre) ** 2 * m));
  const bessel = n / (n - 1);
  const scale = Math.sqrt((squares / (n + 1e-8)) * bessel + 1e-8);
  return rows.map((row, r) => Float64Array.from(row, (x, t) => ((x - centre) / scale) * mask[r]![t]!));
}

function eachMasked(
  rows: readonly ArrayLike<number>[],
  mask: readonly ArrayLike<number>[],
  visit: (value: number, weight: number) => void,
): void {
  for (const [r, row] of rows.entries()) for (let t = 0; t < row.length; t++) visit(row[t]!, mask[r]![t]!);
}
