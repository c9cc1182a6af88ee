/** Central finite differences in f64: what a backward formula is held to. */

/** Gradient of a scalar function of `x`, one entry at a time; `x` is restored. */
export function differences(x: Float64Array, f: () => number): Float64Array {
  // Truncation is about step², rounding about 2^-52 |f| / step: both near 1e-10 of the function's size here.
  const step = 1e-5;
  return x.map((value, i) => {
    x[i] = value + step;
    const above = f();
    x[i] = value - step;
    const below = f();
    x[i] = value;
    return (above - below) / (2 * step);
  });
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (const [i, value] of a.entries()) sum += value * b[i]!;
  return sum;
}

/** Largest |a - b|; NaN when any entry is NaN or the lengths differ. */
export function distance(a: Float64Array, b: Float64Array): number {
  let most = a.length === b.length ? 0 : NaN;
  for (const [i, value] of a.entries()) {
    const gap = Math.abs(value - b[i]!);
    if (!(gap <= most)) most = gap;
  }
  return most;
}
