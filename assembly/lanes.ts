/**
 * Four numbers at a time, with the last few of a row one by one: loops step by `full ? 4 : 1` and touch memory through
 * `take` and `give`, so one loop body serves both. Must not know what is computed.
 */

/** Four floats, or one and three zeros. */
// @ts-ignore: decorator
@inline
export function take(at: usize, full: bool): v128 {
  return full ? v128.load(at) : v128.load32_zero(at);
}

// @ts-ignore: decorator
@inline
export function give(at: usize, value: v128, full: bool): void {
  if (full) v128.store(at, value);
  else v128.store_lane<f32>(at, value, 0);
}

/** `value`, with zeros in the lanes that `take` made up: for sums of what is not zero there. */
// @ts-ignore: decorator
@inline
export function real(value: v128, full: bool): v128 {
  return full ? value : v128.and(value, i32x4(-1, 0, 0, 0));
}

// @ts-ignore: decorator
@inline
export function madd(sum: v128, x: v128, y: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, y));
}

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function total(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<u32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Largest of `count` floats. */
export function largest(at: usize, count: usize): f32 {
  const end = at + (count << 2);
  let best = f32x4.splat(-Infinity);
  for (; at + 16 <= end; at += 16) best = f32x4.pmax(best, v128.load(at));
  best = f32x4.pmax(best, v128.shuffle<u32>(best, best, 2, 3, 0, 1));
  best = f32x4.pmax(best, v128.shuffle<u32>(best, best, 1, 0, 3, 2));
  for (; at < end; at += 4) best = f32x4.pmax(best, v128.load32_splat(at));
  return f32x4.extract_lane(best, 0);
}

/** Dot product of two runs of `count` floats. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, count: usize): f32 {
  const end = a + (count << 2);
  let sum = f32x4.splat(0);
  for (; a + 16 <= end; a += 16, b += 16) sum = madd(sum, v128.load(a), v128.load(b));
  for (; a < end; a += 4, b += 4) sum = madd(sum, v128.load32_zero(a), v128.load32_zero(b));
  return total(sum);
}
