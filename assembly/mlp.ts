/** SwiGLU and its gradient; rows of gateUp are [gate: F | up: F]. Formulas: src/engine/kernels/mlp.ts. */
import { exp } from './exp-log';
import { give, take } from './lanes';

// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

export function swiglu(N: usize, F: usize, gateUp: usize, h: usize): void {
  const line = F << 2;
  for (let n: usize = 0; n < N; n++) {
    for (let f: usize = 0; f < F; ) {
      const full = f + 4 <= F;
      const at = f << 2;
      const gate = take(gateUp + at, full);
      give(h + at, f32x4.mul(f32x4.mul(gate, sigmoid(gate)), take(gateUp + line + at, full)), full);
      f += full ? 4 : 1;
    }
    gateUp += 2 * line;
    h += line;
  }
}

export function swigluBackward(N: usize, F: usize, gateUp: usize, dh: usize, dgateUp: usize): void {
  const line = F << 2;
  const one = f32x4.splat(1);
  for (let n: usize = 0; n < N; n++) {
    for (let f: usize = 0; f < F; ) {
      const full = f + 4 <= F;
      const at = f << 2;
      const gate = take(gateUp + at, full);
      const s = sigmoid(gate);
      const d = take(dh + at, full);
      const slope = f32x4.mul(s, f32x4.add(one, f32x4.mul(gate, f32x4.sub(one, s))));
      give(dgateUp + at, f32x4.mul(f32x4.mul(d, take(gateUp + line + at, full)), slope), full);
      give(dgateUp + line + at, f32x4.mul(f32x4.mul(d, gate), s), full);
      f += full ? 4 : 1;
    }
    gateUp += 2 * line;
    dh += line;
    dgateUp += 2 * line;
  }
}
