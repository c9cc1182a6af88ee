/** Gradient norm partials and AdamW. Formulas: src/engine/kernels/optimiser.ts. */
import { give, madd, take, total } from './lanes';

/** partial[s] = sum of squares of the finite numbers of blocks s, s + S, ..., partial[S + s] = how many were not.
 * A block is four numbers where L allows, else one. */
export function squareSumPartial(L: usize, S: usize, x: usize, partial: usize): void {
  const full = (L & 3) == 0;
  const step: usize = full ? 16 : 4;
  const end = x + (L << 2);
  const exponent = i32x4.splat(0x7f800000);
  for (let s: usize = 0; s < S; s++) {
    let squares = f32x4.splat(0);
    let bad = i32x4.splat(0);
    for (let at = x + s * step; at < end; at += S * step) {
      const value = take(at, full);
      const broken = i32x4.eq(v128.and(value, exponent), exponent);
      const finite = v128.andnot(value, broken);
      squares = madd(squares, finite, finite);
      bad = i32x4.sub(bad, broken);
    }
    store<f32>(partial + (s << 2), total(squares));
    store<f32>(partial + ((S + s) << 2), total(f32x4.convert_i32x4_s(bad)));
  }
}

export function adamW(
  L: usize, params: usize, grads: usize, m: usize, v: usize, lr: f32, beta1: f32, beta2: f32, eps: f32, decay: f32,
  c1: f32, c2: f32, scale: f32,
): void {
  for (let i: usize = 0; i < L; ) {
    const full = i + 4 <= L;
    const at = i << 2;
    const g = f32x4.mul(take(grads + at, full), f32x4.splat(scale));
    const mean = madd(f32x4.mul(f32x4.splat(beta1), take(m + at, full)), f32x4.splat(1 - beta1), g);
    const square = madd(f32x4.mul(f32x4.splat(beta2), take(v + at, full)), f32x4.mul(f32x4.splat(1 - beta2), g), g);
    give(m + at, mean, full);
    give(v + at, square, full);
    const root = f32x4.add(f32x4.sqrt(f32x4.div(square, f32x4.splat(c2))), f32x4.splat(eps));
    const p = take(params + at, full);
    const step = madd(f32x4.div(f32x4.div(mean, f32x4.splat(c1)), root), f32x4.splat(decay), p);
    give(params + at, f32x4.sub(p, f32x4.mul(f32x4.splat(lr), step)), full);
    i += full ? 4 : 1;
  }
}
