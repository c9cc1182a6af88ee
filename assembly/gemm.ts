/**
 * One matrix product for every layout: c[m,n] = init[m,n] + sum over k of a[m,k] b[k,n].
 * Blocks of 4 rows x 8 columns are held in eight registers, which is what WebAssembly's 128-bit SIMD can keep busy.
 * All strides are in bytes: a[m,k] lies at a + m*aRow + k*aStep, rows of b and c are contiguous in n.
 * `init` 0 starts from zero; its row stride 0 makes it a bias, the stride of c a residual (init may be c itself).
 */

/** Terms a pass adds up: four rows of `a` this deep fit in a quarter of the level-1 cache. */
const DEPTH: usize = 512;
/** Four rows of `a`, interleaved: [k][4]. One pointer then serves the inner loop, whatever the layout of `a`. */
const PANEL: usize = memory.data(8192, 16);

// @ts-ignore: decorator
@inline
function start(init: usize, n: usize): v128 {
  return init == 0 ? f32x4.splat(0) : v128.load(init + (n << 2));
}

// @ts-ignore: decorator
@inline
function madd(sum: v128, x: v128, y: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, y));
}

function pack(K: usize, a: usize, aRow: usize, aStep: usize): void {
  let k: usize = 0;
  let to = PANEL;
  if (aRow == 4) {
    for (; k < K; k++, a += aStep, to += 16) v128.store(to, v128.load(a));
    return;
  }
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  if (aStep == 4)
    for (; k + 4 <= K; k += 4, to += 64) {
      const x0 = v128.load(a);
      const x1 = v128.load(a1);
      const x2 = v128.load(a2);
      const x3 = v128.load(a3);
      const s = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5);
      const t = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5);
      const u = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7);
      const v = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<u64>(s, t, 0, 2));
      v128.store(to, v128.shuffle<u64>(s, t, 1, 3), 16);
      v128.store(to, v128.shuffle<u64>(u, v, 0, 2), 32);
      v128.store(to, v128.shuffle<u64>(u, v, 1, 3), 48);
      a += 16;
      a1 += 16;
      a2 += 16;
      a3 += 16;
    }
  for (; k < K; k++, to += 16) {
    store<f32>(to, load<f32>(a));
    store<f32>(to, load<f32>(a1), 4);
    store<f32>(to, load<f32>(a2), 8);
    store<f32>(to, load<f32>(a3), 12);
    a += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
  }
}

/** Four rows, all columns; `a` is in the panel. */
function rows4(N: usize, K: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, init: usize, initRow: usize, c: usize, cRow: usize): void {
  pack(K, a, aRow, aStep);
  const i1 = init + initRow;
  const i2 = i1 + initRow;
  const i3 = i2 + initRow;
  const c1 = c + cRow;
  const c2 = c1 + cRow;
  const c3 = c2 + cRow;
  let n: usize = 0;
  for (; n + 8 <= N; n += 8) {
    let p0 = start(init, n);
    let p1 = start(i1, n);
    let p2 = start(i2, n);
    let p3 = start(i3, n);
    let q0 = start(init, n + 4);
    let q1 = start(i1, n + 4);
    let q2 = start(i2, n + 4);
    let q3 = start(i3, n + 4);
    let x = PANEL;
    let y = b + (n << 2);
    const end = PANEL + (K << 4);
    for (; x < end; x += 16, y += bStep) {
      const u = v128.load(y);
      const v = v128.load(y, 16);
      let s = v128.load32_splat(x);
      p0 = madd(p0, s, u);
      q0 = madd(q0, s, v);
      s = v128.load32_splat(x, 4);
      p1 = madd(p1, s, u);
      q1 = madd(q1, s, v);
      s = v128.load32_splat(x, 8);
      p2 = madd(p2, s, u);
      q2 = madd(q2, s, v);
      s = v128.load32_splat(x, 12);
      p3 = madd(p3, s, u);
      q3 = madd(q3, s, v);
    }
    const at = n << 2;
    v128.store(c + at, p0);
    v128.store(c + at, q0, 16);
    v128.store(c1 + at, p1);
    v128.store(c1 + at, q1, 16);
    v128.store(c2 + at, p2);
    v128.store(c2 + at, q2, 16);
    v128.store(c3 + at, p3);
    v128.store(c3 + at, q3, 16);
  }
  if (n < N)
    for (let m: usize = 0; m < 4; m++)
      row1(N, n, K, a + m * aRow, aStep, b, bStep, init + m * initRow, c + m * cRow);
}

/** One row, columns n and up. */
function row1(N: usize, n: usize, K: usize, a: usize, aStep: usize, b: usize, bStep: usize, init: usize, c: usize): void {
  for (; n + 8 <= N; n += 8) {
    let p = start(init, n);
    let q = start(init, n + 4);
    let x = a;
    let y = b + (n << 2);
    for (let k: usize = 0; k < K; k++, x += aStep, y += bStep) {
      const s = v128.load32_splat(x);
      p = madd(p, s, v128.load(y));
      q = madd(q, s, v128.load(y, 16));
    }
    v128.store(c + (n << 2), p);
    v128.store(c + (n << 2), q, 16);
  }
  for (; n + 4 <= N; n += 4) {
    let p = start(init, n);
    let x = a;
    let y = b + (n << 2);
    for (let k: usize = 0; k < K; k++, x += aStep, y += bStep) p = madd(p, v128.load32_splat(x), v128.load(y));
    v128.store(c + (n << 2), p);
  }
  for (; n < N; n++) {
    let p: f32 = init == 0 ? 0 : load<f32>(init + (n << 2));
    let x = a;
    let y = b + (n << 2);
    for (let k: usize = 0; k < K; k++, x += aStep, y += bStep) p += load<f32>(x) * load<f32>(y);
    store<f32>(c + (n << 2), p);
  }
}

export function gemm(M: usize, N: usize, K: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, init: usize, initRow: usize, c: usize, cRow: usize): void {
  for (let k: usize = 0; k < K || k == 0; k += DEPTH) {
    const depth = min(DEPTH, K - k);
    const x = a + k * aStep;
    const y = b + k * bStep;
    // Later passes add to what the first one left.
    const from = k == 0 ? init : c;
    const fromRow = k == 0 ? initRow : cRow;
    let m: usize = 0;
    for (; m + 4 <= M; m += 4)
      rows4(N, depth, x + m * aRow, aRow, aStep, y, bStep, from + m * fromRow, fromRow, c + m * cRow, cRow);
    for (; m < M; m++)
      row1(N, 0, depth, x + m * aRow, aStep, y, bStep, from + m * fromRow, c + m * cRow);
  }
}
