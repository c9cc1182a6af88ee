/**
 * Causal attention over packed rows as small matrix products: a block of queries against all keys it may see, then the
 * softmax (or its backward) over the block's scores, then products with the values, keys, queries or output gradients.
 * Strides are those of the packed qkv row. Formulas: src/engine/kernels/attention.ts.
 */
import { exp, log } from './exp-log';
import { gemm } from './gemm';
import { dot, give, largest, real, take, total } from './lanes';

/** Queries a block covers. Must match `attentionScratch` in src/engine/cpu/bindings.ts. */
const BLOCK: usize = 32;
/** Marks a query that nobody wants, in `selected`. */
const NONE: u32 = 0xffffffff;
/** 1 / sum of each query's exponentials. */
const INVERSE: usize = memory.data(128, 16);

/** First token after the row that begins at `n`; never n itself, whatever `span` holds. */
// @ts-ignore: decorator
@inline
function rowEnd(span: usize, n: usize, N: usize): usize {
  return min(N, max<usize>(load<u32>(span + (n << 3), 4), n + 1));
}

/** The first of the tokens from `n` up to `end` whose entry of `selected` is not NONE; of no `selected` (0), the first. */
function nextWanted(selected: usize, n: usize, end: usize): usize {
  if (selected != 0) while (n < end && load<u32>(selected + (n << 2)) == NONE) n++;
  return n;
}

/** The first token that is not wanted. */
function nextUnwanted(selected: usize, n: usize, end: usize): usize {
  if (selected == 0) return end;
  while (n < end && load<u32>(selected + (n << 2)) != NONE) n++;
  return n;
}

/** Scores of one query become exp(scale * (s - max)) for the keys it may see and 0 for the rest. Returns the sum. */
function soften(scores: usize, visible: usize, keys: usize, scale: f32, most: f32): f32 {
  const factor = f32x4.splat(scale);
  const top = f32x4.splat(most);
  let sum = f32x4.splat(0);
  for (let j: usize = 0; j < visible; ) {
    const full = j + 4 <= visible;
    const at = scores + (j << 2);
    const e = exp(f32x4.mul(f32x4.sub(take(at, full), top), factor));
    sum = f32x4.add(sum, real(e, full));
    give(at, e, full);
    j += full ? 4 : 1;
  }
  memory.fill(scores + (visible << 2), 0, (keys - visible) << 2);
  return total(sum);
}

/** Queries first ... first + rows - 1 of head h in the row that begins at `start`. */
function attend(
  first: usize, rows: usize, start: usize, h: usize, H: usize, Hk: usize, Dh: usize, qkv: usize, o: usize, lse: usize,
  scores: usize,
): void {
  const head = Dh << 2;
  const width = (H + 2 * Hk) * head;
  const scale: f32 = 1 / sqrt<f32>(<f32>Dh);
  const k = qkv + start * width + (H + (h * Hk) / H) * head;
  const keys = first + rows - start;
  const line = keys << 2;
  const out = o + (first * H + h) * head;
  gemm(rows, keys, Dh, qkv + first * width + h * head, width, 4, k, 4, width, 0, 0, scores, line);
  for (let r: usize = 0; r < rows; r++) {
    const visible = first + r - start + 1;
    const most = largest(scores + r * line, visible);
    const sum = soften(scores + r * line, visible, keys, scale, most);
    store<f32>(INVERSE + (r << 2), 1 / sum);
    store<f32>(lse + (((first + r) * H + h) << 2), most * scale + f32x4.extract_lane(log(f32x4.splat(sum)), 0));
  }
  gemm(rows, Dh, keys, scores, line, 4, k + Hk * head, width, 4, 0, 0, out, H * head);
  for (let r: usize = 0; r < rows; r++) {
    const factor = v128.load32_splat(INVERSE + (r << 2));
    for (let d: usize = 0; d < Dh; ) {
      const full = d + 4 <= Dh;
      const at = out + r * H * head + (d << 2);
      give(at, f32x4.mul(take(at, full), factor), full);
      d += full ? 4 : 1;
    }
  }
}

/** `selected` (u32 a token, 0 = all wanted): what is NONE there gets no output. */
export function attention(
  N: usize, H: usize, Hk: usize, Dh: usize, qkv: usize, span: usize, o: usize, lse: usize, selected: usize,
  scores: usize,
): void {
  for (let start: usize = 0; start < N; ) {
    const end = rowEnd(span, start, N);
    for (let h: usize = 0; h < H; h++)
      for (let first = start; first < end; first += BLOCK) {
        const limit = min(first + BLOCK, end);
        for (let n = nextWanted(selected, first, limit); n < limit; ) {
          const next = nextUnwanted(selected, n, limit);
          attend(n, next - n, start, h, H, Hk, Dh, qkv, o, lse, scores);
          n = nextWanted(selected, next, limit);
        }
      }
    start = end;
  }
}

/** delta[i] = o . do over the Dh floats of row i, of `rows` rows. */
export function attentionDelta(rows: usize, Dh: usize, o: usize, dO: usize, delta: usize): void {
  const head = Dh << 2;
  for (let i: usize = 0; i < rows; i++) store<f32>(delta + (i << 2), dot(o + i * head, dO + i * head, Dh));
}

/** Fills `p` with the block's P and `ds` with scale * dS = scale * P (dO vT - delta). */
function blockGradient(
  rows: usize, keys: usize, Dh: usize, q: usize, k: usize, v: usize, width: usize, dO: usize, dORow: usize,
  lse: usize, delta: usize, statRow: usize, p: usize, ds: usize,
): void {
  const line = keys << 2;
  const scale: f32 = 1 / sqrt<f32>(<f32>Dh);
  const factor = f32x4.splat(scale);
  gemm(rows, keys, Dh, q, width, 4, k, 4, width, 0, 0, p, line);
  gemm(rows, keys, Dh, dO, dORow, 4, v, 4, width, 0, 0, ds, line);
  for (let r: usize = 0; r < rows; r++) {
    const visible = keys - rows + r + 1;
    const lower = v128.load32_splat(lse + r * statRow);
    const drop = v128.load32_splat(delta + r * statRow);
    const x = p + r * line;
    const y = ds + r * line;
    for (let j: usize = 0; j < visible; ) {
      const full = j + 4 <= visible;
      const at = j << 2;
      const e = exp(f32x4.sub(f32x4.mul(take(x + at, full), factor), lower));
      give(x + at, e, full);
      give(y + at, f32x4.mul(f32x4.mul(e, f32x4.sub(take(y + at, full), drop)), factor), full);
      j += full ? 4 : 1;
    }
    memory.fill(x + (visible << 2), 0, (keys - visible) << 2);
    memory.fill(y + (visible << 2), 0, (keys - visible) << 2);
  }
}

/** Of what is NONE in `selected` the gradient is 0. */
export function attentionBackwardQ(
  N: usize, H: usize, Hk: usize, Dh: usize, qkv: usize, span: usize, dO: usize, lse: usize, delta: usize,
  dqkv: usize, selected: usize, scores: usize,
): void {
  const head = Dh << 2;
  const width = (H + 2 * Hk) * head;
  const ds = scores + ((BLOCK * N) << 2);
  for (let start: usize = 0; start < N; ) {
    const end = rowEnd(span, start, N);
    if (selected != 0)
      for (let n = start; n < end; n++) memory.fill(dqkv + n * width, 0, H * head);
    for (let h: usize = 0; h < H; h++) {
      const k = qkv + start * width + (H + (h * Hk) / H) * head;
      for (let first = start; first < end; first += BLOCK) {
        const limit = min(first + BLOCK, end);
        for (let n = nextWanted(selected, first, limit); n < limit; ) {
          const next = nextUnwanted(selected, n, limit);
          const rows = next - n;
          const keys = next - start;
          const q = n * width + h * head;
          const stat = (n * H + h) << 2;
          blockGradient(
            rows, keys, Dh, qkv + q, k, k + Hk * head, width, dO + stat * Dh, H * head, lse + stat, delta + stat,
            H << 2, scores, ds,
          );
          gemm(rows, Dh, keys, ds, keys << 2, 4, k, width, 4, 0, 0, dqkv + q, width);
          n = nextWanted(selected, next, limit);
        }
      }
    }
    start = end;
  }
}

/** What is NONE in `selected` adds nothing: its dO counts as 0. */
export function attentionBackwardKV(
  N: usize, H: usize, Hk: usize, Dh: usize, qkv: usize, span: usize, dO: usize, lse: usize, delta: usize,
  dqkv: usize, selected: usize, scores: usize,
): void {
  const head = Dh << 2;
  const width = (H + 2 * Hk) * head;
  const group = H / Hk;
  const ds = scores + ((BLOCK * N) << 2);
  for (let start: usize = 0; start < N; ) {
    const end = rowEnd(span, start, N);
    if (selected != 0)
      for (let n = start; n < end; n++) memory.fill(dqkv + n * width + H * head, 0, 2 * Hk * head);
    for (let h: usize = 0; h < H; h++) {
      const key = start * width + (H + h / group) * head;
      const k = qkv + key;
      const dk = dqkv + key;
      const dv = dk + Hk * head;
      // The last block sees every key: taken first, it starts the sums that the others add to, unless it may be left out.
      const blocks = (end - start + BLOCK - 1) / BLOCK;
      for (let block = blocks; block > 0; block--) {
        const first = start + (block - 1) * BLOCK;
        const limit = min(first + BLOCK, end);
        const begins = selected == 0 && block == blocks && h % group == 0;
        for (let n = nextWanted(selected, first, limit); n < limit; ) {
          const next = nextUnwanted(selected, n, limit);
          const rows = next - n;
          const keys = next - start;
          const line = keys << 2;
          const q = qkv + n * width + h * head;
          const stat = (n * H + h) << 2;
          blockGradient(
            rows, keys, Dh, q, k, k + Hk * head, width, dO + stat * Dh, H * head, lse + stat, delta + stat, H << 2,
            scores, ds,
          );
          gemm(keys, Dh, rows, scores, 4, line, dO + stat * Dh, H * head, 4, begins ? 0 : dv, width, dv, width);
          gemm(keys, Dh, rows, ds, 4, line, q, width, 4, begins ? 0 : dk, width, dk, width);
          n = nextWanted(selected, next, limit);
        }
      }
    }
    start = end;
  }
}
