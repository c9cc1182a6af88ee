/**
 * One matrix product for every layout: c[m,n] = init[m,n] + sum over k of a[m,k] b[k,n].
 * Strides are in bytes: a[m,k] lies at a + m*aRow + k*aStep, b[k,n] at b + k*bStep + n*bCol; rows of c are contiguous.
 * `init` 0 starts from zero; with initRow 0 it is a bias, with the stride of c a residual (init may be c itself).
 *
 * Blocks of `a` and `b` are first copied into panels that the inner loop reads in order. It then keeps a tile of
 * 4 rows x 8 columns in eight registers, which is what WebAssembly's 128-bit SIMD can feed.
 */
import { madd } from './lanes';

/** Terms summed in one pass, and rows of `a` packed at a time: 128 KiB, an easy fit for a level-2 cache. */
const DEPTH: usize = 256;
const ROWS: usize = 128;
/** [ROWS / 4][DEPTH][4] */
const A_PANELS: usize = memory.data(131072, 16);
/** [DEPTH][8] */
const B_PANEL: usize = memory.data(8192, 16);
/** One tile, for the ragged edges of c. */
const EDGE: usize = memory.data(128, 16);

/** to[k][0..3] = element (w, k) at from + w*across + k*along, zero where w >= lanes; `to` advances `toStep` a k. */
function pack(lanes: usize, K: usize, from: usize, across: usize, along: usize, to: usize, toStep: usize): void {
  let k: usize = 0;
  if (lanes >= 4) {
    if (across == 4) {
      for (; k < K; k++, from += along, to += toStep) v128.store(to, v128.load(from));
      return;
    }
    if (along == 4)
      for (; k + 4 <= K; k += 4, from += 16) {
        const x0 = v128.load(from);
        const x1 = v128.load(from + across);
        const x2 = v128.load(from + 2 * across);
        const x3 = v128.load(from + 3 * across);
        const s = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5);
        const t = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5);
        const u = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7);
        const v = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<u64>(s, t, 0, 2));
        v128.store(to + toStep, v128.shuffle<u64>(s, t, 1, 3));
        v128.store(to + 2 * toStep, v128.shuffle<u64>(u, v, 0, 2));
        v128.store(to + 3 * toStep, v128.shuffle<u64>(u, v, 1, 3));
        to += 4 * toStep;
      }
  }
  for (; k < K; k++, from += along, to += toStep)
    for (let w: usize = 0; w < 4; w++) store<f32>(to + (w << 2), w < lanes ? load<f32>(from + w * across) : 0);
}

/** c tile = init tile + panel a times panel b. */
// @ts-ignore: decorator
@inline
function tile(K: usize, a: usize, init: usize, initRow: usize, c: usize, cRow: usize): void {
  let p0 = f32x4.splat(0);
  let p1 = p0;
  let p2 = p0;
  let p3 = p0;
  let q0 = p0;
  let q1 = p0;
  let q2 = p0;
  let q3 = p0;
  if (init != 0) {
    p0 = v128.load(init);
    q0 = v128.load(init, 16);
    init += initRow;
    p1 = v128.load(init);
    q1 = v128.load(init, 16);
    init += initRow;
    p2 = v128.load(init);
    q2 = v128.load(init, 16);
    init += initRow;
    p3 = v128.load(init);
    q3 = v128.load(init, 16);
  }
  const end = a + (K << 4);
  for (let b = B_PANEL; a < end; a += 16, b += 32) {
    const u = v128.load(b);
    const v = v128.load(b, 16);
    let s = v128.load32_splat(a);
    p0 = madd(p0, s, u);
    q0 = madd(q0, s, v);
    s = v128.load32_splat(a, 4);
    p1 = madd(p1, s, u);
    q1 = madd(q1, s, v);
    s = v128.load32_splat(a, 8);
    p2 = madd(p2, s, u);
    q2 = madd(q2, s, v);
    s = v128.load32_splat(a, 12);
    p3 = madd(p3, s, u);
    q3 = madd(q3, s, v);
  }
  v128.store(c, p0);
  v128.store(c, q0, 16);
  c += cRow;
  v128.store(c, p1);
  v128.store(c, q1, 16);
  c += cRow;
  v128.store(c, p2);
  v128.store(c, q2, 16);
  c += cRow;
  v128.store(c, p3);
  v128.store(c, q3, 16);
}

/** What exists of a tile, between c and the edge buffer. */
function copyTile(rows: usize, columns: usize, from: usize, fromRow: usize, to: usize, toRow: usize): void {
  for (let m: usize = 0; m < rows; m++)
    for (let n: usize = 0; n < columns; n++)
      store<f32>(to + m * toRow + (n << 2), load<f32>(from + m * fromRow + (n << 2)));
}

/** One block: `rows` of a, all columns, one pass over k. */
function block(
  rows: usize, N: usize, K: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, bCol: usize,
  init: usize, initRow: usize, c: usize, cRow: usize,
): void {
  for (let m: usize = 0; m < rows; m += 4) pack(rows - m, K, a + m * aRow, aRow, aStep, A_PANELS + m * (K << 2), 16);
  for (let n: usize = 0; n < N; n += 8) {
    const left = N - n;
    pack(left, K, b + n * bCol, bCol, bStep, B_PANEL, 32);
    pack(left > 4 ? left - 4 : 0, K, b + (n + 4) * bCol, bCol, bStep, B_PANEL + 16, 32);
    for (let m: usize = 0; m < rows; m += 4) {
      const panel = A_PANELS + m * (K << 2);
      const from: usize = init == 0 ? 0 : init + m * initRow + (n << 2);
      const to = c + m * cRow + (n << 2);
      const whole = rows - m >= 4 && left >= 8;
      if (!whole && from != 0) copyTile(min<usize>(4, rows - m), min<usize>(8, left), from, initRow, EDGE, 32);
      tile(K, panel, whole || from == 0 ? from : EDGE, whole ? initRow : 32, whole ? to : EDGE, whole ? cRow : 32);
      if (!whole) copyTile(min<usize>(4, rows - m), min<usize>(8, left), EDGE, 32, to, cRow);
    }
  }
}

export function gemm(
  M: usize, N: usize, K: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, bCol: usize,
  init: usize, initRow: usize, c: usize, cRow: usize,
): void {
  let k: usize = 0;
  // At least one pass: without terms c is init.
  do {
    for (let m: usize = 0; m < M; m += ROWS) {
      // Later passes add to what the first one left.
      const from = k == 0 ? init : c;
      const fromRow = k == 0 ? initRow : cRow;
      block(
        min(ROWS, M - m), N, min(DEPTH, K - k), a + m * aRow + k * aStep, aRow, aStep, b + k * bStep, bStep, bCol,
        from == 0 ? 0 : from + m * fromRow, fromRow, c + m * cRow, cRow,
      );
    }
    k += DEPTH;
  } while (k < K);
}
