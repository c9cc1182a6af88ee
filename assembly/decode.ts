/** The key/value cache: attention of one query a row to its cached keys, and writing into the cache. */
import { exp } from './exp-log';
import { give, largest, madd, real, take, total } from './lanes';

/**
 * scores[t] = q . k[t], rows of k `line` bytes apart. Terms are added from the first to the last, one key a lane: the
 * order of gemm, so that a decoded token sees the very numbers that the same token sees in training.
 */
function scoreKeys(keys: usize, Dh: usize, q: usize, k: usize, line: usize, scores: usize): void {
  const whole = Dh & ~3;
  let t: usize = 0;
  for (; t + 4 <= keys; t += 4, k += 4 * line) {
    let sum = f32x4.splat(0);
    let at = k;
    let d: usize = 0;
    for (; d < whole; d += 4, at += 16) {
      const x0 = v128.load(at);
      const x1 = v128.load(at + line);
      const x2 = v128.load(at + 2 * line);
      const x3 = v128.load(at + 3 * line);
      const a = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5);
      const b = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5);
      const c = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7);
      const e = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7);
      const x = q + (d << 2);
      sum = madd(sum, v128.load32_splat(x), v128.shuffle<u64>(a, b, 0, 2));
      sum = madd(sum, v128.load32_splat(x, 4), v128.shuffle<u64>(a, b, 1, 3));
      sum = madd(sum, v128.load32_splat(x, 8), v128.shuffle<u64>(c, e, 0, 2));
      sum = madd(sum, v128.load32_splat(x, 12), v128.shuffle<u64>(c, e, 1, 3));
    }
    for (; d < Dh; d++, at += 4) {
      let x = v128.load_lane<u32>(at + line, v128.load32_zero(at), 1);
      x = v128.load_lane<u32>(at + 2 * line, x, 2);
      x = v128.load_lane<u32>(at + 3 * line, x, 3);
      sum = madd(sum, v128.load32_splat(q + (d << 2)), x);
    }
    v128.store(scores + (t << 2), sum);
  }
  for (; t < keys; t++, k += line) {
    let sum: f32 = 0;
    for (let d: usize = 0; d < Dh; d++) sum += load<f32>(q + (d << 2)) * load<f32>(k + (d << 2));
    store<f32>(scores + (t << 2), sum);
  }
}

/**
 * to = sum of weights[t] v[t] over `keys` rows `line` bytes apart, times `factor`. Each entry is added up from the first key
 * to the last; sixteen of them at once, because one such chain alone would wait for its own sums.
 */
function weigh(keys: usize, Dh: usize, weights: usize, v: usize, line: usize, factor: v128, to: usize): void {
  const end = weights + (keys << 2);
  let d: usize = 0;
  for (; d + 16 <= Dh; d += 16, v += 64, to += 64) {
    let x0 = f32x4.splat(0);
    let x1 = x0;
    let x2 = x0;
    let x3 = x0;
    for (let s = weights, at = v; s < end; s += 4, at += line) {
      const weight = v128.load32_splat(s);
      x0 = madd(x0, weight, v128.load(at));
      x1 = madd(x1, weight, v128.load(at, 16));
      x2 = madd(x2, weight, v128.load(at, 32));
      x3 = madd(x3, weight, v128.load(at, 48));
    }
    v128.store(to, f32x4.mul(x0, factor));
    v128.store(to, f32x4.mul(x1, factor), 16);
    v128.store(to, f32x4.mul(x2, factor), 32);
    v128.store(to, f32x4.mul(x3, factor), 48);
  }
  for (; d < Dh; ) {
    const full = d + 4 <= Dh;
    let x = f32x4.splat(0);
    for (let s = weights, at = v; s < end; s += 4, at += line) x = madd(x, v128.load32_splat(s), take(at, full));
    give(to, f32x4.mul(x, factor), full);
    d += full ? 4 : 1;
    v += full ? 16 : 4;
    to += full ? 16 : 4;
  }
}

/** One query for each of `count` running rows; row and position are those of kernels/running.ts. `scores` has room for T
 * floats. */
export function decodeAttention(
  count: usize, B: usize, T: usize, H: usize, Hk: usize, Dh: usize, qkv: usize, cache: usize, row: usize,
  position: usize, o: usize, scores: usize,
): void {
  const head = Dh << 2;
  const line = Hk * head;
  const values = B * T * line;
  const scale = f32x4.splat(1 / sqrt<f32>(<f32>Dh));
  for (let i: usize = 0; i < count; i++) {
    const keys = min<usize>(load<u32>(position + (i << 2)) + 1, T);
    const first = cache + <usize>load<u32>(row + (i << 2)) * T * line;
    for (let h: usize = 0; h < H; h++) {
      const k = first + ((h * Hk) / H) * head;
      scoreKeys(keys, Dh, qkv + (i * (H + 2 * Hk) + h) * head, k, line, scores);
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
      weigh(keys, Dh, scores, k + values, line, f32x4.splat(1 / total(sum)), o + (i * H + h) * head);
    }
  }
}

/** Copies the keys and values (each `line` bytes) of N tokens to their slots; slots >= `slots` are left out. */
export function cacheWrite(
  N: usize, slots: usize, rowBytes: usize, line: usize, keys: usize, slot: usize, cacheK: usize, cacheV: usize,
): void {
  for (let n: usize = 0; n < N; n++, keys += rowBytes) {
    const to = <usize>load<u32>(slot + (n << 2));
    if (to >= slots) continue;
    memory.copy(cacheK + to * line, keys, line);
    memory.copy(cacheV + to * line, keys + line, line);
  }
}
