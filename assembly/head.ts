/**
 * The parts of scoring and of the policy loss that walk over the vocabulary. What happens once a row (the loss of a
 * token, statistics) stays in TypeScript, between the two passes. Formulas: src/engine/kernels/head.ts.
 */
import { exp } from './exp-log';
import { give, largest, madd, real, take, total } from './lanes';

/** moments[m] = (max z, s, w, 0) with s = sum e^d, w = sum e^d d, d = (z - max) / temperature. */
export function rowMoments(M: usize, V: usize, temperature: f32, logits: usize, moments: usize): void {
  const divisor = f32x4.splat(temperature);
  for (let m: usize = 0; m < M; m++) {
    const most = largest(logits, V);
    const top = f32x4.splat(most);
    let s = f32x4.splat(0);
    let w = f32x4.splat(0);
    for (let j: usize = 0; j < V; ) {
      const full = j + 4 <= V;
      const d = f32x4.div(f32x4.sub(take(logits + (j << 2), full), top), divisor);
      const e = real(exp(d), full);
      s = f32x4.add(s, e);
      w = madd(w, e, d);
      j += full ? 4 : 1;
    }
    store<f32>(moments, most);
    store<f32>(moments, total(s), 4);
    store<f32>(moments, total(w), 8);
    store<f32>(moments, 0, 12);
    logits += V << 2;
    moments += 16;
  }
}

/**
 * Over the logits: -p (a + b (log p + entropy)) with log p = (z - max) / temperature - logS, plus a at the target.
 * rows[m] = (max z, log s, entropy, a, b) with a and b times weight / temperature; a = b = 0 gives zeros.
 */
export function lossGradient(M: usize, V: usize, temperature: f32, logits: usize, target: usize, rows: usize): void {
  const divisor = f32x4.splat(temperature);
  for (let m: usize = 0; m < M; m++) {
    const a = load<f32>(rows, 12);
    const b = load<f32>(rows, 16);
    if (a == 0 && b == 0) memory.fill(logits, 0, V << 2);
    else {
      const top = v128.load32_splat(rows);
      const logS = v128.load32_splat(rows, 4);
      const entropy = v128.load32_splat(rows, 8);
      const y = logits + (<usize>load<u32>(target + (m << 2)) << 2);
      for (let j: usize = 0; j < V; ) {
        const full = j + 4 <= V;
        const at = logits + (j << 2);
        const logP = f32x4.sub(f32x4.div(f32x4.sub(take(at, full), top), divisor), logS);
        const slope = madd(f32x4.splat(a), f32x4.splat(b), f32x4.add(logP, entropy));
        give(at, f32x4.neg(f32x4.mul(exp(logP), slope)), full);
        j += full ? 4 : 1;
      }
      store<f32>(y, load<f32>(y) + a);
    }
    logits += V << 2;
    rows += 20;
  }
}

/** Mean of the `count` largest of V floats, less the very largest; `top` has room for them. */
function meanOfLargest(V: usize, count: usize, x: usize, top: usize): f32 {
  // Kept ascending, so that top[0] is the one to beat.
  for (let i: usize = 0; i < count; i++) store<f32>(top + (i << 2), -Infinity);
  for (let j: usize = 0; j < V; ) {
    const full = j + 4 <= V;
    const at = x + (j << 2);
    // Most groups of four hold nothing large enough, and one comparison says so.
    if (!v128.any_true(f32x4.gt(full ? v128.load(at) : v128.load32_splat(at), v128.load32_splat(top)))) {
      j += full ? 4 : 1;
      continue;
    }
    const end = full ? j + 4 : j + 1;
    for (; j < end; j++) {
      const value = load<f32>(x + (j << 2));
      if (!(value > load<f32>(top))) continue;
      let i: usize = 0;
      for (; i + 1 < count && value > load<f32>(top + (i << 2), 4); i++)
        store<f32>(top + (i << 2), load<f32>(top + (i << 2), 4));
      store<f32>(top + (i << 2), value);
    }
  }
  const most = load<f32>(top + ((count - 1) << 2));
  let sum: f32 = 0;
  for (let i: usize = 0; i < count; i++) sum += load<f32>(top + (i << 2)) - most;
  return sum / <f32>count;
}

/** moments[m][3] = mean of the `count` largest logits of the row, less max z. `top` has room for `count` floats. */
export function rowTops(M: usize, V: usize, count: usize, logits: usize, moments: usize, top: usize): void {
  for (let m: usize = 0; m < M; m++, logits += V << 2)
    store<f32>(moments + (m << 4), meanOfLargest(V, count, logits, top), 12);
}
