/** The key/value cache: attention of one query a row to its cached keys, and writing into the cache. */
import { exp } from './exp-log';
import { dot, give, largest, madd, real, take, total } from './lanes';

/** `scores` has room for T floats. */
export function decodeAttention(B: usize, T: usize, H: usize, Hk: usize, Dh: usize, qkv: usize, cacheK: usize, cacheV: usize, count: usize, o: usize, scores: usize): void {
  const head = Dh << 2;
  const line = Hk * head;
  const scale = f32x4.splat(1 / sqrt<f32>(<f32>Dh));
  for (let b: usize = 0; b < B; b++) {
    const keys = min<usize>(load<u32>(count + (b << 2)), T);
    if (keys == 0) {
      memory.fill(o + b * H * head, 0, H * head);
      continue;
    }
    for (let h: usize = 0; h < H; h++) {
      const q = qkv + (b * (H + 2 * Hk) + h) * head;
      const at = b * T * line + ((h * Hk) / H) * head;
      let k = cacheK + at;
      for (let t: usize = 0; t < keys; t++, k += line) store<f32>(scores + (t << 2), dot(q, k, Dh));
      const most = f32x4.splat(largest(scores, keys));
      let sum = f32x4.splat(0);
      for (let t: usize = 0; t < keys; ) {
        const full = t + 4 <= keys;
        const s = scores + (t << 2);
        const e = exp(f32x4.mul(f32x4.sub(take(s, full), most), scale));
        sum = f32x4.add(sum, real(e, full));
        give(s, e, full);
        t += full ? 4 : 1;
      }
      const inverse = f32x4.splat(1 / total(sum));
      for (let d: usize = 0; d < Dh; ) {
        const full = d + 4 <= Dh;
        let v = cacheV + at + (d << 2);
        let x = f32x4.splat(0);
        for (let t: usize = 0; t < keys; t++, v += line) x = madd(x, v128.load32_splat(scores + (t << 2)), take(v, full));
        give(o + (b * H + h) * head + (d << 2), f32x4.mul(x, inverse), full);
        d += full ? 4 : 1;
      }
    }
  }
}

/** Copies the keys and values (each `line` bytes) of N tokens to their slots; slots >= `slots` are left out. */
export function cacheWrite(N: usize, slots: usize, rowBytes: usize, line: usize, keys: usize, slot: usize, cacheK: usize, cacheV: usize): void {
  for (let n: usize = 0; n < N; n++, keys += rowBytes) {
    const to = <usize>load<u32>(slot + (n << 2));
    if (to >= slots) continue;
    memory.copy(cacheK + to * line, keys, line);
    memory.copy(cacheV + to * line, keys + line, line);
  }
}
