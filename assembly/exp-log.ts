/** Exponential and logarithm of four f32 at once, within about 2 ulp. Must not be asked for log of 0 or below. */

const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/**
 * e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln 2 / 2, and e^r = 1 + r + r^2 P(r), P the Chebyshev interpolant of
 * (e^r - 1 - r) / r^2 (relative error 1.1e-8). Inputs are held to [-87, 88], where 2^n is a normal number; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88));
  // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504)), f32x4.splat(12582912));
  const n = f32x4.sub(shifted, f32x4.splat(12582912));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH))), f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let p = f32x4.add(f32x4.mul(r, f32x4.splat(0.001392655074596405)), f32x4.splat(0.008363472297787666));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.04166655242443085));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.16666574776172638));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
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
