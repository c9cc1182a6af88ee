/**
 * Causal attention over a packed batch of ragged rows, forward and backward, without a score matrix (online softmax;
 * Dao et al., "FlashAttention", 2022; formulas beside each kernel). `span[2n], span[2n+1]` bound the row of token n,
 * so a padding token (its own row of one) attends to itself. Query head h reads key/value head floor(h / (H/Hk)).
 * Each kernel also comes with a selection: `selected[n]` = NONE says that nobody looks at query n. Its output is then left
 * alone, its gradient is 0, and keys and values get nothing from it. Must not know about caches: decoding is cache.ts.
 */
import attentionSource from '../../../shaders/attention.wgsl?raw';
import attentionBackwardKVSource from '../../../shaders/attention_backward_kv.wgsl?raw';
import attentionBackwardQSource from '../../../shaders/attention_backward_q.wgsl?raw';
import attentionDeltaSource from '../../../shaders/attention_delta.wgsl?raw';
import { grid1d, positive, ShapeError, type Kernel } from '../kernel.ts';
import type { Numbers, Reals } from '../tensor.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { sharedVariants } from './split.ts';
import { unrolled } from './unroll.ts';
import type { Variant } from '../variant.ts';

const WORKGROUP = 64;

/** The u32 that marks "no slot", "no target", "no row". */
export const NONE = 0xffffffff;

export type AttentionShape = { N: number; H: number; Hk: number; Dh: number };

/** Width of a qkv row. */
const rowWidth = ({ H, Hk, Dh }: { H: number; Hk: number; Dh: number }): number => (H + 2 * Hk) * Dh;

/** Throws ShapeError unless the heads divide evenly into key/value heads and a head fits in registers. */
export function checkHeads(kernel: string, shape: { H: number; Hk: number; Dh: number }): void {
  positive(kernel, shape, 'H', 'Hk', 'Dh');
  if (shape.H % shape.Hk !== 0) throw new ShapeError(kernel, `Hk ${shape.Hk} must divide H ${shape.H}`);
  if (shape.Dh > 256) throw new ShapeError(kernel, `Dh must be at most 256, got ${shape.Dh}`);
}

/** A shader whose loops over d run over one head, as wide loads and short loops as its size allows. */
export function perHead(source: string, Dh: number): string {
  const lanes = lanesFor(Dh);
  return unrolled(withLanes(source, lanes), Dh / lanes);
}

/** Several threads share the keys of a query, or the queries of a key. `units`: threads that the plain shader takes. */
const splitVariants = (source: string, units: (shape: AttentionShape) => number): readonly Variant<AttentionShape>[] =>
  // How many there are to share is known only when it runs.
  sharedVariants({ text: ({ Dh }) => perHead(source, Dh), units, terms: () => Infinity });

/** Tokens of a row while variants are timed. */
const EXAMPLE_ROW = 128;
const exampleSpan = (N: number): Uint32Array =>
  Uint32Array.from({ length: 2 * N }, (_, i) => Math.min(N, (Math.floor(i / 2 / EXAMPLE_ROW) + (i % 2)) * EXAMPLE_ROW));

function dot(a: Reals, aAt: number, b: Reals, bAt: number, length: number): number {
  let sum = 0;
  for (let d = 0; d < length; d++) sum += a[aAt + d]! * b[bAt + d]!;
  return sum;
}

/** out += factor * a. */
function accumulate(out: Float64Array, factor: number, a: Reals, aAt: number, length: number): void {
  for (let d = 0; d < length; d++) out[d]! += factor * a[aAt + d]!;
}

const ALL_WANTED = 'fn is_wanted(n: u32) -> bool { return true; }';

/** The same kernel with `selected` [N] as its last argument, which its shader asks by `is_wanted` and its twin by length. */
function withSelection(name: string, kernel: Kernel<AttentionShape>): Kernel<AttentionShape> {
  const binding = kernel.args.length;
  const someWanted = `@group(0) @binding(${binding}) var<storage, read> selected: array<u32>;
fn is_wanted(n: u32) -> bool { return selected[n] != ${NONE}u; }`;
  return {
    ...kernel,
    name,
    args: [...kernel.args, { name: 'selected', dtype: 'u32', access: 'read' }],
    lengths: (shape) => [...kernel.lengths(shape), shape.N],
    wgsl: (shape) => kernel.wgsl(shape).replace(ALL_WANTED, someWanted),
    variants: kernel.variants!.map((variant) => ({
      ...variant,
      wgsl: (shape) => variant.wgsl(shape).replace(ALL_WANTED, someWanted),
    })),
    example: (shape) => [...kernel.example!(shape), new Uint32Array(shape.N)],
  };
}

const isWanted = (selected: Numbers | undefined, n: number): boolean => selected?.[n] !== NONE;

/** o = softmax(q kT / sqrt(Dh)) v inside each row; lse[n*H + h] = log of the softmax's denominator, for the backward. */
export const attention: Kernel<AttentionShape> = {
  name: 'attention',
  args: [
    { name: 'qkv', dtype: 'f32', access: 'read' },
    { name: 'span', dtype: 'u32', access: 'read' },
    { name: 'o', dtype: 'f32', access: 'update' },
    { name: 'lse', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('attention', shape, 'N');
    checkHeads('attention', shape);
    return [shape.N * rowWidth(shape), 2 * shape.N, shape.N * shape.H * shape.Dh, shape.N * shape.H];
  },
  wgsl: ({ Dh }) => perHead(attentionSource, Dh),
  workgroups: ({ N, H }) => grid1d(N * H, WORKGROUP),
  variants: splitVariants(attentionSource, ({ N, H }) => N * H),
  example: ({ N }) => [undefined, exampleSpan(N), undefined, undefined],
  run(shape, args) {
    const [qkv, span, o, lse, selected] = args as [Reals, Uint32Array, Reals, Reals, Uint32Array?];
    const { N, H, Hk, Dh } = shape;
    const width = rowWidth(shape);
    const scale = 1 / Math.sqrt(Dh);
    const weights = new Float64Array(N);
    const sum = new Float64Array(Dh);
    for (let n = 0; n < N; n++) {
      if (!isWanted(selected, n)) continue;
      const start = span[2 * n]!;
      for (let h = 0; h < H; h++) {
        const kAt = (H + Math.floor((h * Hk) / H)) * Dh;
        const vAt = kAt + Hk * Dh;
        let max = -Infinity;
        for (let j = start; j <= n; j++) {
          const score = dot(qkv, n * width + h * Dh, qkv, j * width + kAt, Dh) * scale;
          weights[j] = score;
          if (score > max) max = score;
        }
        let total = 0;
        sum.fill(0);
        for (let j = start; j <= n; j++) {
          const weight = Math.exp(weights[j]! - max);
          total += weight;
          accumulate(sum, weight, qkv, j * width + vAt, Dh);
        }
        for (let d = 0; d < Dh; d++) o[(n * H + h) * Dh + d] = sum[d]! / total;
        lse[n * H + h] = max + Math.log(total);
      }
    }
  },
  // Dense upper bound: the causal half of the pairs of one row of N tokens.
  flops: ({ N, H, Dh }) => 2 * N * N * H * Dh,
};

export const attentionSelected = withSelection('attentionSelected', attention);

/** delta[n*H + h] = dO . O, the row sums that the softmax's backward subtracts. */
export const attentionDelta: Kernel<{ N: number; H: number; Dh: number }> = {
  name: 'attentionDelta',
  args: [
    { name: 'o', dtype: 'f32', access: 'read' },
    { name: 'do', dtype: 'f32', access: 'read' },
    { name: 'delta', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('attentionDelta', shape, 'N', 'H', 'Dh');
    const { N, H, Dh } = shape;
    return [N * H * Dh, N * H * Dh, N * H];
  },
  wgsl: (shape) => withLanes(attentionDeltaSource, lanesFor(shape.Dh)),
  workgroups: ({ N, H }) => grid1d(N * H, WORKGROUP),
  run({ N, H, Dh }, args) {
    const [o, dO, delta] = args as [Reals, Reals, Reals];
    for (let i = 0; i < N * H; i++) delta[i] = dot(o, i * Dh, dO, i * Dh, Dh);
  },
  flops: ({ N, H, Dh }) => 2 * N * H * Dh,
};

const backwardArgs = [
  { name: 'qkv', dtype: 'f32', access: 'read' },
  { name: 'span', dtype: 'u32', access: 'read' },
  { name: 'do', dtype: 'f32', access: 'read' },
  { name: 'lse', dtype: 'f32', access: 'read' },
  { name: 'delta', dtype: 'f32', access: 'read' },
  { name: 'dqkv', dtype: 'f32', access: 'update' },
] as const;

type BackwardArrays = [Reals, Uint32Array, Reals, Reals, Reals, Reals, Uint32Array?];

function backwardLengths(kernel: string, shape: AttentionShape): number[] {
  positive(kernel, shape, 'N');
  checkHeads(kernel, shape);
  const { N, H, Dh } = shape;
  const packed = N * rowWidth(shape);
  return [packed, 2 * N, N * H * Dh, N * H, N * H, packed];
}

const backwardExample = ({ N }: AttentionShape): (Numbers | undefined)[] =>
  backwardArgs.map(({ name }) => (name === 'span' ? exampleSpan(N) : undefined));

/** Writes the q part of dqkv: dQ_i = scale * sum_j dS_ij K_j with dS = P (dO . V - delta). Leaves k and v alone. */
export const attentionBackwardQ: Kernel<AttentionShape> = {
  name: 'attentionBackwardQ',
  args: backwardArgs,
  lengths: (shape) => backwardLengths('attentionBackwardQ', shape),
  wgsl: ({ Dh }) => perHead(attentionBackwardQSource, Dh),
  workgroups: ({ N, H }) => grid1d(N * H, WORKGROUP),
  variants: splitVariants(attentionBackwardQSource, ({ N, H }) => N * H),
  example: backwardExample,
  run(shape, args) {
    const [qkv, span, dO, lse, delta, dqkv, selected] = args as BackwardArrays;
    const { N, H, Hk, Dh } = shape;
    const width = rowWidth(shape);
    const scale = 1 / Math.sqrt(Dh);
    const sum = new Float64Array(Dh);
    for (let n = 0; n < N; n++)
      for (let h = 0; h < H; h++) {
        const row = n * H + h;
        const qAt = n * width + h * Dh;
        const kAt = (H + Math.floor((h * Hk) / H)) * Dh;
        const vAt = kAt + Hk * Dh;
        sum.fill(0);
        for (let j = span[2 * n]!; j <= n && isWanted(selected, n); j++) {
          const p = Math.exp(dot(qkv, qAt, qkv, j * width + kAt, Dh) * scale - lse[row]!);
          const ds = p * (dot(dO, row * Dh, qkv, j * width + vAt, Dh) - delta[row]!);
          accumulate(sum, ds * scale, qkv, j * width + kAt, Dh);
        }
        dqkv.set(sum, qAt);
      }
  },
  flops: ({ N, H, Dh }) => 3 * N * N * H * Dh,
};

export const attentionBackwardQSelected = withSelection('attentionBackwardQSelected', attentionBackwardQ);

/** Writes the k and v parts of dqkv: dK_j = scale * sum_i dS_ij Q_i, dV_j = sum_i P_ij dO_i, over the query heads of the
 * key/value head. Leaves q alone. */
export const attentionBackwardKV: Kernel<AttentionShape> = {
  name: 'attentionBackwardKV',
  args: backwardArgs,
  lengths: (shape) => backwardLengths('attentionBackwardKV', shape),
  wgsl: ({ Dh }) => perHead(attentionBackwardKVSource, Dh),
  workgroups: ({ N, Hk }) => grid1d(N * Hk, WORKGROUP),
  variants: splitVariants(attentionBackwardKVSource, ({ N, Hk }) => N * Hk),
  example: backwardExample,
  run(shape, args) {
    const [qkv, span, dO, lse, delta, dqkv, selected] = args as BackwardArrays;
    const { N, H, Hk, Dh } = shape;
    const width = rowWidth(shape);
    const group = H / Hk;
    const scale = 1 / Math.sqrt(Dh);
    const dk = new Float64Array(Dh);
    const dv = new Float64Array(Dh);
    for (let j = 0; j < N; j++)
      for (let g = 0; g < Hk; g++) {
        const kAt = j * width + (H + g) * Dh;
        const vAt = kAt + Hk * Dh;
        dk.fill(0);
        dv.fill(0);
        for (let i = j; i < span[2 * j + 1]!; i++)
          for (let h = g * group; isWanted(selected, i) && h < (g + 1) * group; h++) {
            const row = i * H + h;
            const qAt = i * width + h * Dh;
            const p = Math.exp(dot(qkv, qAt, qkv, kAt, Dh) * scale - lse[row]!);
            const ds = p * (dot(dO, row * Dh, qkv, vAt, Dh) - delta[row]!);
            accumulate(dk, ds * scale, qkv, qAt, Dh);
            accumulate(dv, p, dO, row * Dh, Dh);
          }
        dqkv.set(dk, kAt);
        dqkv.set(dv, vAt);
      }
  },
  flops: ({ N, H, Dh }) => 4 * N * N * H * Dh,
};

export const attentionBackwardKVSelected = withSelection('attentionBackwardKVSelected', attentionBackwardKV);
