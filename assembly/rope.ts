/** Rotary embedding in place: queries and keys of every token turn by table[position], values stay. */
import { give, take } from './lanes';

/** `sign` 1 turns forward, -1 back. `heads` = H + Hk. */
export function rope(
  N: usize, T: usize, heads: usize, Dh: usize, rowBytes: usize, sign: f32, position: usize, table: usize, qkv: usize,
): void {
  const half = Dh >> 1;
  for (let n: usize = 0; n < N; n++, qkv += rowBytes) {
    const t = <usize>load<u32>(position + (n << 2));
    if (t >= T) continue;
    const line = table + ((t * Dh) << 2);
    for (let h: usize = 0; h < heads; h++)
      for (let i: usize = 0; i < half; ) {
        const full = i + 4 <= half;
        const low = qkv + ((h * Dh + i) << 2);
        const high = low + (half << 2);
        const cos = take(line + (i << 2), full);
        const sin = f32x4.mul(take(line + ((half + i) << 2), full), f32x4.splat(sign));
        const a = take(low, full);
        const b = take(high, full);
        give(low, f32x4.sub(f32x4.mul(a, cos), f32x4.mul(b, sin)), full);
        give(high, f32x4.add(f32x4.mul(b, cos), f32x4.mul(a, sin)), full);
        i += full ? 4 : 1;
      }
  }
}
