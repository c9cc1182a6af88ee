/**
 * The first stage of sampling: per row and chunk of 16 tokens, softmax moments and the best Gumbel key.
 * Philox4x32-10 as in src/core/rng.ts, four counters at once; the rest as in src/engine/kernels/sample.ts.
 */
import { exp, log } from './exp-log';
import { largest, total } from './lanes';

const CHUNK: usize = 16;
/** The logits of a last chunk that is short, padded; the keys of a chunk. */
const LOGITS: usize = memory.data(64, 16);
const KEYS: usize = memory.data(64, 16);

/** High 32 bits of the four unsigned products. */
// @ts-ignore: decorator
@inline
function mulHigh(x: v128, y: v128): v128 {
  return v128.shuffle<u32>(i64x2.extmul_low_i32x4_u(x, y), i64x2.extmul_high_i32x4_u(x, y), 1, 3, 5, 7);
}

// @ts-ignore: decorator
@inline
function gumbel(bits: v128): v128 {
  const whole = f32x4.convert_i32x4_s(i32x4.shr_u(bits, 9));
  const q = f32x4.mul(f32x4.add(whole, f32x4.splat(0.5)), f32x4.splat(1.1920928955078125e-7));
  const one = f32x4.splat(1);
  const cubic = f32x4.add(f32x4.splat(0.5), f32x4.mul(q, f32x4.splat(0.33333333)));
  const small = f32x4.mul(q, f32x4.add(one, f32x4.mul(q, cubic)));
  const large = f32x4.neg(log(f32x4.sub(one, q)));
  return f32x4.neg(log(v128.bitselect(small, large, f32x4.lt(q, f32x4.splat(0.0078125)))));
}

/** KEYS = logits / temperature + noise for the 16 tokens whose first Philox counter is `block`. */
function addNoise(
  logits: usize, temperature: f32, block: u32, generated: u32, stage: u32, episode: u32, seed: u32, stream: u32,
): void {
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(generated);
  let c2 = i32x4.splat(stage);
  let c3 = i32x4.splat(episode);
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(m0, c0);
    const low0 = i32x4.mul(m0, c0);
    const high1 = mulHigh(m1, c2);
    const low1 = i32x4.mul(m1, c2);
    c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(seed));
    c1 = low1;
    c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(stream));
    c3 = low0;
    seed += 0x9e3779b9;
    stream += 0xbb67ae85;
  }
  // Lane i holds the four draws of counter i: transposed, they come in the order of the tokens.
  const s = v128.shuffle<u32>(c0, c1, 0, 4, 1, 5);
  const t = v128.shuffle<u32>(c2, c3, 0, 4, 1, 5);
  const u = v128.shuffle<u32>(c0, c1, 2, 6, 3, 7);
  const v = v128.shuffle<u32>(c2, c3, 2, 6, 3, 7);
  const divisor = f32x4.splat(temperature);
  v128.store(KEYS, f32x4.add(f32x4.div(v128.load(logits), divisor), gumbel(v128.shuffle<u64>(s, t, 0, 2))));
  v128.store(KEYS, f32x4.add(f32x4.div(v128.load(logits, 16), divisor), gumbel(v128.shuffle<u64>(s, t, 1, 3))), 16);
  v128.store(KEYS, f32x4.add(f32x4.div(v128.load(logits, 32), divisor), gumbel(v128.shuffle<u64>(u, v, 0, 2))), 32);
  v128.store(KEYS, f32x4.add(f32x4.div(v128.load(logits, 48), divisor), gumbel(v128.shuffle<u64>(u, v, 1, 3))), 48);
}

/** Place of the first of 16 floats that equals `value`. */
function placeOf(value: f32, at: usize): usize {
  const wanted = f32x4.splat(value);
  const low = i32x4.bitmask(f32x4.eq(v128.load(at), wanted)) | (i32x4.bitmask(f32x4.eq(v128.load(at, 16), wanted)) << 4);
  const high = i32x4.bitmask(f32x4.eq(v128.load(at, 32), wanted)) | (i32x4.bitmask(f32x4.eq(v128.load(at, 48), wanted)) << 4);
  return <usize>ctz<u32>(low | (high << 8));
}

/** One row of logits; out[chunk] = (max u, sum e^d, sum e^d d, best key, its index) with d = u - max u. */
export function sampleRow(
  V: usize, temperature: f32, greedy: bool, generated: u32, stage: u32, episode: u32, seed: u32, stream: u32,
  logits: usize, out: usize,
): void {
  const divisor = f32x4.splat(temperature);
  for (let first: usize = 0; first < V; first += CHUNK, out += 20) {
    const count = min(CHUNK, V - first);
    let at = logits + (first << 2);
    if (count < CHUNK) {
      for (let j: usize = 0; j < CHUNK; j++)
        store<f32>(LOGITS + (j << 2), j < count ? load<f32>(at + (j << 2)) : -Infinity);
      at = LOGITS;
    }
    const most = largest(at, CHUNK);
    let s = f32x4.splat(0);
    let w = f32x4.splat(0);
    for (let j: usize = 0; j < count; j += 4) {
      const d = f32x4.div(f32x4.sub(v128.load(at + (j << 2)), f32x4.splat(most)), divisor);
      const exists = i32x4.lt_s(i32x4.add(i32x4.splat(<i32>j), i32x4(0, 1, 2, 3)), i32x4.splat(<i32>count));
      const e = exp(d);
      s = f32x4.add(s, v128.and(e, exists));
      w = f32x4.add(w, v128.and(f32x4.mul(e, d), exists));
    }
    let keys = at;
    if (!greedy) {
      addNoise(at, temperature, <u32>(first >> 2), generated, stage, episode, seed, stream);
      keys = KEYS;
    }
    const best = largest(keys, CHUNK);
    store<f32>(out, most / temperature);
    store<f32>(out, total(s), 4);
    store<f32>(out, total(w), 8);
    store<f32>(out, best, 12);
    // Of a chunk without a key above -Infinity the first token.
    store<f32>(out, <f32>(first + (best > -Infinity ? placeOf(best, keys) : 0)), 16);
  }
}
