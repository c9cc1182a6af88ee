/** RMSNorm, its input gradient and its weight gradient by strips. Formulas: src/engine/kernels/norm.ts. */
import { dot, give, madd, take, total } from './lanes';

export function rmsNorm(N: usize, D: usize, eps: f32, x: usize, weight: usize, y: usize, rstd: usize): void {
  for (let n: usize = 0; n < N; n++) {
    const r: f32 = 1 / sqrt<f32>(dot(x, x, D) / <f32>D + eps);
    store<f32>(rstd + (n << 2), r);
    const factor = f32x4.splat(r);
    for (let d: usize = 0; d < D; ) {
      const full = d + 4 <= D;
      const at = d << 2;
      give(y + at, f32x4.mul(f32x4.mul(take(x + at, full), factor), take(weight + at, full)), full);
      d += full ? 4 : 1;
    }
    x += D << 2;
    y += D << 2;
  }
}

export function rmsNormBackward(N: usize, D: usize, x: usize, weight: usize, rstd: usize, dy: usize, dx: usize): void {
  for (let n: usize = 0; n < N; n++) {
    let sum = f32x4.splat(0);
    for (let d: usize = 0; d < D; ) {
      const full = d + 4 <= D;
      const at = d << 2;
      sum = madd(sum, f32x4.mul(take(dy + at, full), take(weight + at, full)), take(x + at, full));
      d += full ? 4 : 1;
    }
    const r = load<f32>(rstd + (n << 2));
    const factor = f32x4.splat(r);
    const lower = f32x4.splat((r * r * total(sum)) / <f32>D);
    for (let d: usize = 0; d < D; ) {
      const full = d + 4 <= D;
      const at = d << 2;
      const g = f32x4.mul(take(dy + at, full), take(weight + at, full));
      const step = f32x4.mul(factor, f32x4.sub(g, f32x4.mul(take(x + at, full), lower)));
      give(dx + at, f32x4.add(take(dx + at, full), step), full);
      d += full ? 4 : 1;
    }
    x += D << 2;
    dy += D << 2;
    dx += D << 2;
  }
}

/** partial[s, d] = sum of dy x rstd over the rows of strip s. */
export function rmsNormWeightPartial(
  N: usize, D: usize, S: usize, x: usize, rstd: usize, dy: usize, partial: usize,
): void {
  const rows = (N + S - 1) / S;
  const line = D << 2;
  memory.fill(partial, 0, S * line);
  for (let n: usize = 0; n < N; n++) {
    const factor = v128.load32_splat(rstd + (n << 2));
    const out = partial + (n / rows) * line;
    for (let d: usize = 0; d < D; ) {
      const full = d + 4 <= D;
      const at = d << 2;
      give(out + at, madd(take(out + at, full), f32x4.mul(take(dy + at, full), take(x + at, full)), factor), full);
      d += full ? 4 : 1;
    }
    x += line;
    dy += line;
  }
}
