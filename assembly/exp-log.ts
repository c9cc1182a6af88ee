/** Exponential and logarithm of four f32 at once, within about 2 ulp. Must not be asked for log of 0 or below. */

const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/** Four copies of each constant of `exp`: V8 loads a vector with one instruction but builds one with three. */
const FOURS: usize = memory.data<f32>([
  -87, -87, -87, -87,
  88, 88, 88, 88,
  1.44269504, 1.44269504, 1.44269504, 1.44269504,
  12582912, 12582912, 12582912, 12582912,
  LN2_HIGH, LN2_HIGH, LN2_HIGH, LN2_HIGH,
  LN2_LOW, LN2_LOW, LN2_LOW, LN2_LOW,
  1, 1, 1, 1,
  0.5, 0.5, 0.5, 0.5,
  0.16666574776172638, 0.16666574776172638, 0.16666574776172638, 0.16666574776172638,
  0.04166655242443085, 0.04166655242443085, 0.04166655242443085, 0.04166655242443085,
  0.008363472297787666, 0.008363472297787666, 0.008363472297787666, 0.008363472297787666,
  0.001392655074596405, 0.001392655074596405, 0.001392655074596405, 0.001392655074596405,
], 16);

/**
 * e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln 2 / 2, and e^r = 1 + r + r^2 P(r), P the Chebyshev interpolant of
 * (e^r - 1 - r) / r^2 (relative error 1.1e-8). Inputs are held to [-87, 88],
 * where 2^n is a normal number; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, v128.load(FOURS)), v128.load(FOURS, 16));
  // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
  const magic = v128.load(FOURS, 48);
  const shifted = f32x4.add(f32x4.mul(x, v128.load(FOURS, 32)), magic);
  const n = f32x4.sub(shifted, magic);
  const coarse = f32x4.sub(x, f32x4.mul(n, v128.load(FOURS, 64)));
  const r = f32x4.sub(coarse, f32x4.mul(n, v128.load(FOURS, 80)));
  const square = f32x4.mul(r, r);
  const low = f32x4.add(f32x4.mul(r, v128.load(FOURS, 128)), v128.load(FOURS, 112));
  const high = f32x4.add(f32x4.mul(r, v128.load(FOURS, 160)), v128.load(FOURS, 144));
  const tail = f32x4.add(low, f32x4.mul(square, f32x4.add(high, f32x4.mul(square, v128.load(FOURS, 176)))));
  const p = f32x4.add(f32x4.add(f32x4.mul(square, tail), r), v128.load(FOURS, 96));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/**
 * log x = e ln 2 + log m with m in [sqrt 1/2, sqrt 2), and log m = 2 atanh s = 2s + s (2/3 s^2 + 2/5 s^4 + ...),
 * s = (m - 1) / (m + 1); the first term left out is below 1e-9 of the sum.
 */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const e = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(e, 23)), f32x4.splat(1));
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  let r = f32x4.add(f32x4.mul(z, f32x4.splat(0.22222222)), f32x4.splat(0.28571429));
  r = f32x4.add(f32x4.mul(r, z), f32x4.splat(0.4));
  r = f32x4.add(f32x4.mul(r, z), f32x4.splat(0.66666667));
  r = f32x4.mul(f32x4.mul(r, z), s);
  const n = f32x4.convert_i32x4_s(e);
  const low = f32x4.add(f32x4.mul(n, f32x4.splat(LN2_LOW)), r);
  return f32x4.add(f32x4.mul(n, f32x4.splat(LN2_HIGH)), f32x4.add(low, f32x4.add(s, s)));
}
