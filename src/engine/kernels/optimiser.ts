/**
 * Gradient norm, clipping and AdamW over one packed pool of parameters: PyTorch's clip_grad_norm_ and AdamW
 * (Loshchilov & Hutter, 2019). A non-finite gradient anywhere makes the whole step a no-op that is counted.
 * Must not know which parameter is which; per-step scalars arrive in `adam`, computed on the host in f64.
 */
import adamWSource from '../../../shaders/adamw.wgsl?raw';
import clipScaleSource from '../../../shaders/clip_scale.wgsl?raw';
import squareSumPartialSource from '../../../shaders/square_sum_partial.wgsl?raw';
import { grid1d, positive, ShapeError, type Kernel } from '../kernel.ts';
import type { Reals } from '../tensor.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { sharedVariants } from './split.ts';
import { teamVariants } from './team.ts';

const WORKGROUP = 64;

/** Where each scalar stands in adam[16]; c1 = 1 - beta1^t and c2 = 1 - beta2^t at step t >= 1. maxNorm must be finite;
 * 1e30 means no clipping. */
export const ADAM = { lr: 0, beta1: 1, beta2: 2, eps: 3, weightDecay: 4, c1: 5, c2: 6, maxNorm: 7 } as const;
export const ADAM_LENGTH = 16;

/** Where each figure stands in norm[4]. `norm` is before clipping, over the finite gradients. */
export const NORM = { norm: 0, scale: 1, nonFinite: 2 } as const;
export const NORM_LENGTH = 4;

/** Threads that share the sum of squares of L numbers: 64 numbers each, and few enough that one thread can add up. */
export const chunkCount = (L: number): number => Math.min(1024, Math.ceil(L / 64));

/** partial[s] = sum of squares of the finite numbers of chunk s, partial[S + s] = how many were not finite.
 * Chunk s holds the numbers (blocks of four where L allows) s, s + S, s + 2S, ... */
export const squareSumPartial: Kernel<{ L: number; S: number }> = {
  name: 'squareSumPartial',
  args: [
    { name: 'x', dtype: 'f32', access: 'read' },
    { name: 'partial', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('squareSumPartial', shape, 'L', 'S');
    return [shape.L, 2 * shape.S];
  },
  wgsl: ({ L }) => withLanes(squareSumPartialSource, lanesFor(L)),
  workgroups: ({ S }) => grid1d(S, WORKGROUP),
  variants: sharedVariants({
    text: ({ L }) => withLanes(squareSumPartialSource, lanesFor(L)),
    units: ({ S }) => S,
    terms: ({ L, S }) => L / lanesFor(L) / S,
  }),
  run({ L, S }, args) {
    const [x, partial] = args as [Reals, Reals];
    const lanes = lanesFor(L);
    const blocks = L / lanes;
    for (let s = 0; s < S; s++) {
      let squares = 0;
      let bad = 0;
      for (let block = s; block < blocks; block += S)
        for (let i = block * lanes; i < (block + 1) * lanes; i++) {
          const value = x[i]!;
          if (Number.isFinite(value)) squares += value * value;
          else bad++;
        }
      partial[s] = squares;
      partial[S + s] = bad;
    }
  },
  flops: ({ L }) => 2 * L,
};

/** norm = (sqrt of the sum, factor for the gradients, non-finite count, 0); factor = min(1, maxNorm / (norm + 1e-6)),
 * 0 when anything was non-finite (a sum that overflowed counts as one more). */
export const clipScale: Kernel<{ S: number }> = {
  name: 'clipScale',
  args: [
    { name: 'partial', dtype: 'f32', access: 'read' },
    { name: 'adam', dtype: 'f32', access: 'read' },
    { name: 'norm', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('clipScale', shape, 'S');
    return [2 * shape.S, ADAM_LENGTH, NORM_LENGTH];
  },
  wgsl: () => clipScaleSource,
  workgroups: () => [1, 1, 1],
  variants: teamVariants({ text: () => clipScaleSource, rows: () => 1, numbers: ({ S }) => S }),
  run({ S }, args) {
    const [partial, adam, out] = args as [Reals, Reals, Reals];
    let squares = 0;
    let bad = 0;
    for (let s = 0; s < S; s++) {
      if (Number.isFinite(partial[s])) squares += partial[s]!;
      else bad++;
      bad += partial[S + s]!;
    }
    const norm = Math.sqrt(squares);
    out.set([norm, bad > 0 ? 0 : Math.min(1, adam[ADAM.maxNorm]! / (norm + 1e-6)), bad, 0]);
  },
};

/** One AdamW step with gradients scaled by norm.scale:
 * m <- b1 m + (1-b1) g, v <- b2 v + (1-b2) g^2, p <- p - lr ((m/c1) / (sqrt(v/c2) + eps) + weightDecay p).
 * DECAY 0 leaves the decay out. Leaves everything as it is when a gradient was non-finite. */
export const adamW: Kernel<{ L: number; DECAY: number }> = {
  name: 'adamW',
  args: [
    { name: 'params', dtype: 'f32', access: 'update' },
    { name: 'grads', dtype: 'f32', access: 'read' },
    { name: 'm', dtype: 'f32', access: 'update' },
    { name: 'v', dtype: 'f32', access: 'update' },
    { name: 'adam', dtype: 'f32', access: 'read' },
    { name: 'norm', dtype: 'f32', access: 'read' },
  ],
  lengths(shape) {
    positive('adamW', shape, 'L');
    if (shape.DECAY !== 0 && shape.DECAY !== 1) throw new ShapeError('adamW', `DECAY is 0 or 1, got ${shape.DECAY}`);
    const { L } = shape;
    return [L, L, L, L, ADAM_LENGTH, NORM_LENGTH];
  },
  wgsl: ({ L }) => withLanes(adamWSource, lanesFor(L)),
  workgroups: ({ L }) => grid1d(L / lanesFor(L), WORKGROUP),
  run({ L, DECAY }, args) {
    const [params, grads, m, v, adam, norm] = args as [Reals, Reals, Reals, Reals, Reals, Reals];
    if (norm[NORM.nonFinite]! > 0) return;
    const [lr, beta1, beta2, eps, weightDecay, c1, c2] = adam as unknown as number[];
    const scale = norm[NORM.scale]!;
    const decay = DECAY === 1 ? weightDecay! : 0;
    for (let i = 0; i < L; i++) {
      const g = grads[i]! * scale;
      const mean = beta1! * m[i]! + (1 - beta1!) * g;
      const square = beta2! * v[i]! + (1 - beta2!) * g * g;
      m[i] = mean;
      v[i] = square;
      const p = params[i]!;
      params[i] = p - lr! * (mean / c1! / (Math.sqrt(square / c2!) + eps!) + decay * p);
    }
  },
  flops: ({ L }) => 16 * L,
};
