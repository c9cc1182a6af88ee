/**
 * RMSNorm (Zhang & Sennrich 2019) over whole rows, and per head over queries and keys (Qwen3), with gradients.
 *   r = (mean x² + EPS)^-1/2,  y = x r w
 *   g = dy ⊙ w,  c = mean(g ⊙ x r),  dx = r (g − x r c),  dw = Σ_rows dy x r
 * Must not know where in the model a norm stands.
 *
 * N packed tokens, D width, H query heads, Hk key/value heads, Dh head size, S strips of rows, Q = (H + 2 Hk) Dh.
 */
import headNormSource from '../../../shaders/head_norm.wgsl?raw';
import headNormBackwardSource from '../../../shaders/head_norm_backward.wgsl?raw';
import headNormWeightPartialSource from '../../../shaders/head_norm_weight_partial.wgsl?raw';
import rmsNormSource from '../../../shaders/rms_norm.wgsl?raw';
import rmsNormBackwardSource from '../../../shaders/rms_norm_backward.wgsl?raw';
import rmsNormBackwardSubgroupSource from '../../../shaders/rms_norm_backward_subgroup.wgsl?raw';
import rmsNormSubgroupSource from '../../../shaders/rms_norm_subgroup.wgsl?raw';
import rmsNormWeightPartialSource from '../../../shaders/rms_norm_weight_partial.wgsl?raw';
import { grid1d, positive, ShapeError, type Kernel, type Shape } from '../kernel.ts';
import type { Numbers } from '../tensor.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { rowVariants } from './row-variants.ts';
import { stripVariants } from './strip-variants.ts';

const WORKGROUP = 64;

type RowShape = { readonly N: number; readonly D: number };
type StripShape = RowShape & { readonly S: number };
type HeadShape = { readonly N: number; readonly H: number; readonly Hk: number; readonly Dh: number };
type Epsilon = { readonly EPS: number };

/**
 * S for sums over N rows: strips of about √N rows, so that summing a strip and then summing the strips take turns of
 * equal length. A function of the shape only, so that results do not depend on the machine.
 */
export const stripCount = (N: number): number => Math.ceil(Math.sqrt(N));

/** Throws ShapeError unless EPS is above 0. */
export function checkEpsilon(kernel: string, shape: Shape): void {
  // Zero would make a row of zeros infinite.
  if (!(shape['EPS']! > 0)) throw new ShapeError(kernel, `EPS must be above 0, got ${shape['EPS']}`);
}

function checkHeads(kernel: string, shape: HeadShape): void {
  positive(kernel, shape, 'N', 'H', 'Hk', 'Dh');
  if (shape.H % shape.Hk !== 0) throw new ShapeError(kernel, `Hk ${shape.Hk} must divide H ${shape.H}`);
}

/** Heads side by side in all rows of q|k|v, which is what a thread takes. */
const headCount = ({ N, H, Hk }: HeadShape): number => N * (H + 2 * Hk);

/** y = x r w for the `size` numbers at `at`; returns r. */
function normalise(x: Numbers, weight: Numbers, y: Numbers, at: number, size: number, eps: number): number {
  let squares = 0;
  for (let d = 0; d < size; d++) squares += x[at + d]! ** 2;
  const r = 1 / Math.sqrt(squares / size + eps);
  for (let d = 0; d < size; d++) y[at + d] = x[at + d]! * r * weight[d]!;
  return r;
}

/** The mean c of the header's formula, for the `size` numbers at `at`. */
function meanOverRow(x: Numbers, weight: Numbers, dy: Numbers, at: number, size: number, r: number): number {
  let sum = 0;
  for (let d = 0; d < size; d++) sum += dy[at + d]! * weight[d]! * x[at + d]!;
  return (sum * r) / size;
}

/** y[N,D] = RMSNorm(x[N,D]) · weight[D]; rstd[N] keeps r for the backward kernels. */
export const rmsNorm: Kernel<RowShape & Epsilon> = {
  name: 'rmsNorm',
  args: [
    { name: 'x', dtype: 'f32', access: 'read' },
    { name: 'weight', dtype: 'f32', access: 'read' },
    { name: 'y', dtype: 'f32', access: 'write' },
    { name: 'rstd', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('rmsNorm', shape, 'N', 'D');
    checkEpsilon('rmsNorm', shape);
    return [shape.N * shape.D, shape.D, shape.N * shape.D, shape.N];
  },
  wgsl: ({ D }) => withLanes(rmsNormSource, lanesFor(D)),
  workgroups: ({ N }) => grid1d(N, WORKGROUP),
  variants: rowVariants({
    source: rmsNormSource,
    subgroup: rmsNormSubgroupSource,
    rows: ({ N }) => N,
    width: ({ D }) => D,
  }),
  run({ N, D, EPS }, [x, weight, y, rstd]) {
    for (let n = 0; n < N; n++) rstd![n] = normalise(x!, weight!, y!, n * D, D, EPS);
  },
};

/** dx[N,D] += the gradient of rmsNorm with respect to x. */
export const rmsNormBackward: Kernel<RowShape> = {
  name: 'rmsNormBackward',
  args: [
    { name: 'x', dtype: 'f32', access: 'read' },
    { name: 'weight', dtype: 'f32', access: 'read' },
    { name: 'rstd', dtype: 'f32', access: 'read' },
    { name: 'dy', dtype: 'f32', access: 'read' },
    { name: 'dx', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('rmsNormBackward', shape, 'N', 'D');
    const length = shape.N * shape.D;
    return [length, shape.D, shape.N, length, length];
  },
  wgsl: ({ D }) => withLanes(rmsNormBackwardSource, lanesFor(D)),
  workgroups: ({ N }) => grid1d(N, WORKGROUP),
  variants: rowVariants({
    source: rmsNormBackwardSource,
    subgroup: rmsNormBackwardSubgroupSource,
    rows: ({ N }) => N,
    width: ({ D }) => D,
  }),
  run({ N, D }, [x, weight, rstd, dy, dx]) {
    for (let n = 0; n < N; n++) {
      const r = rstd![n]!;
      const c = meanOverRow(x!, weight!, dy!, n * D, D, r);
      for (let i = n * D, d = 0; d < D; i++, d++) dx![i]! += r * (dy![i]! * weight![d]! - x![i]! * r * c);
    }
  },
};

/** partial[S,D]: strip s sums dy x r over rows [s·ceil(N/S), …); sumPartialsAdd then adds the strips to dweight. */
export const rmsNormWeightPartial: Kernel<StripShape> = {
  name: 'rmsNormWeightPartial',
  args: [
    { name: 'x', dtype: 'f32', access: 'read' },
    { name: 'rstd', dtype: 'f32', access: 'read' },
    { name: 'dy', dtype: 'f32', access: 'read' },
    { name: 'partial', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('rmsNormWeightPartial', shape, 'N', 'D', 'S');
    return [shape.N * shape.D, shape.N, shape.N * shape.D, shape.S * shape.D];
  },
  wgsl: ({ D }) => withLanes(rmsNormWeightPartialSource, lanesFor(D)),
  workgroups: ({ D, S }) => grid1d((S * D) / lanesFor(D), WORKGROUP),
  variants: stripVariants({
    source: rmsNormWeightPartialSource,
    width: ({ D }) => D,
    outputs: ({ D, S }) => S * D,
    terms: ({ N, S }) => Math.ceil(N / S),
  }),
  run({ N, D, S }, [x, rstd, dy, partial]) {
    const rows = Math.ceil(N / S);
    for (let s = 0; s < S; s++)
      for (let d = 0; d < D; d++) {
        let sum = 0;
        for (let n = s * rows; n < Math.min(N, (s + 1) * rows); n++)
          sum += dy![n * D + d]! * x![n * D + d]! * rstd![n]!;
        partial![s * D + d] = sum;
      }
  },
};

/** Each query head normed with qWeight[Dh], each key head with kWeight[Dh], values copied; rstd[N, H + Hk]. */
export const headNorm: Kernel<HeadShape & Epsilon> = {
  name: 'headNorm',
  args: [
    { name: 'qkv', dtype: 'f32', access: 'read' },
    { name: 'qWeight', dtype: 'f32', access: 'read' },
    { name: 'kWeight', dtype: 'f32', access: 'read' },
    { name: 'out', dtype: 'f32', access: 'write' },
    { name: 'rstd', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    checkHeads('headNorm', shape);
    checkEpsilon('headNorm', shape);
    const { N, H, Hk, Dh } = shape;
    const length = N * (H + 2 * Hk) * Dh;
    return [length, Dh, Dh, length, N * (H + Hk)];
  },
  wgsl: ({ Dh }) => withLanes(headNormSource, lanesFor(Dh)),
  workgroups: (shape) => grid1d(headCount(shape), WORKGROUP),
  variants: rowVariants({ source: headNormSource, rows: headCount, width: ({ Dh }) => Dh }),
  run({ N, H, Hk, Dh, EPS }, [qkv, qWeight, kWeight, out, rstd]) {
    const Q = (H + 2 * Hk) * Dh;
    for (let n = 0; n < N; n++) {
      for (let h = 0; h < H + Hk; h++)
        rstd![n * (H + Hk) + h] = normalise(qkv!, (h < H ? qWeight : kWeight)!, out!, n * Q + h * Dh, Dh, EPS);
      for (let i = n * Q + (H + Hk) * Dh; i < (n + 1) * Q; i++) out![i] = qkv![i]!;
    }
  },
};

/** dqkv = gradient of headNorm with respect to qkv; the value part is copied. */
export const headNormBackward: Kernel<HeadShape> = {
  name: 'headNormBackward',
  args: [
    { name: 'qkv', dtype: 'f32', access: 'read' },
    { name: 'qWeight', dtype: 'f32', access: 'read' },
    { name: 'kWeight', dtype: 'f32', access: 'read' },
    { name: 'rstd', dtype: 'f32', access: 'read' },
    { name: 'dout', dtype: 'f32', access: 'read' },
    { name: 'dqkv', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    checkHeads('headNormBackward', shape);
    const { N, H, Hk, Dh } = shape;
    const length = N * (H + 2 * Hk) * Dh;
    return [length, Dh, Dh, N * (H + Hk), length, length];
  },
  wgsl: ({ Dh }) => withLanes(headNormBackwardSource, lanesFor(Dh)),
  workgroups: (shape) => grid1d(headCount(shape), WORKGROUP),
  variants: rowVariants({ source: headNormBackwardSource, rows: headCount, width: ({ Dh }) => Dh }),
  run({ N, H, Hk, Dh }, [qkv, qWeight, kWeight, rstd, dout, dqkv]) {
    const Q = (H + 2 * Hk) * Dh;
    for (let n = 0; n < N; n++) {
      for (let h = 0; h < H + Hk; h++) {
        const weight = (h < H ? qWeight : kWeight)!;
        const at = n * Q + h * Dh;
        const r = rstd![n * (H + Hk) + h]!;
        const c = meanOverRow(qkv!, weight, dout!, at, Dh, r);
        for (let d = 0; d < Dh; d++) dqkv![at + d] = r * (dout![at + d]! * weight[d]! - qkv![at + d]! * r * c);
      }
      for (let i = n * Q + (H + Hk) * Dh; i < (n + 1) * Q; i++) dqkv![i] = dout![i]!;
    }
  },
};

/** partial[S, 2, Dh]: strip s sums dout x r over its rows and over the query heads (part 0), the key heads (part 1). */
export const headNormWeightPartial: Kernel<HeadShape & { readonly S: number }> = {
  name: 'headNormWeightPartial',
  args: [
    { name: 'qkv', dtype: 'f32', access: 'read' },
    { name: 'rstd', dtype: 'f32', access: 'read' },
    { name: 'dout', dtype: 'f32', access: 'read' },
    { name: 'partial', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    checkHeads('headNormWeightPartial', shape);
    positive('headNormWeightPartial', shape, 'S');
    const { N, H, Hk, Dh, S } = shape;
    const length = N * (H + 2 * Hk) * Dh;
    return [length, N * (H + Hk), length, S * 2 * Dh];
  },
  wgsl: ({ Dh }) => withLanes(headNormWeightPartialSource, lanesFor(Dh)),
  workgroups: ({ Dh, S }) => grid1d((S * 2 * Dh) / lanesFor(Dh), WORKGROUP),
  variants: stripVariants({
    source: headNormWeightPartialSource,
    width: ({ Dh }) => Dh,
    outputs: ({ Dh, S }) => S * 2 * Dh,
    terms: ({ N, S }) => Math.ceil(N / S),
  }),
  run({ N, H, Hk, Dh, S }, [qkv, rstd, dout, partial]) {
    const Q = (H + 2 * Hk) * Dh;
    const rows = Math.ceil(N / S);
    partial!.fill(0);
    for (let n = 0; n < N; n++)
      for (let h = 0; h < H + Hk; h++) {
        const to = (Math.floor(n / rows) * 2 + (h < H ? 0 : 1)) * Dh;
        const from = n * Q + h * Dh;
        for (let d = 0; d < Dh; d++) partial![to + d]! += dout![from + d]! * qkv![from + d]! * rstd![n * (H + Hk) + h]!;
      }
  },
};
