/** Cases for kernels/attention.ts and writing into the cache: ragged rows, padding, shared key heads, every load width. */
import type { Rng } from '../../src/core/rng.ts';
import {
  attention,
  attentionBackwardKV,
  attentionBackwardKVSelected,
  attentionBackwardQ,
  attentionBackwardQSelected,
  attentionDelta,
  attentionSelected,
  NONE,
  type AttentionShape,
} from '../../src/engine/kernels/attention.ts';
import { cacheCopy, cacheLength, cacheWrite, type CacheShape } from '../../src/engine/kernels/cache.ts';
import { normals, type KernelCase } from './case.ts';

/**
 * WGSL's exp may be off by 3 + 2|x| ULP. Weighted by the probabilities this is at most 3 + 2 * (mean |x|) < 16 ULP of an
 * output here, and a division adds 2.5: as many roundings again.
 */
const EXPONENTIALS = 20;
/** Normal draws here stay about below this, and so do the averages of them that attention returns. */
const LARGEST = 4;

/** (start, end) of the row of each token: rows of these lengths, then padding tokens of their own. */
function spanOf(lengths: readonly number[], padding: number): number[] {
  const span: number[] = [];
  for (const length of [...lengths, ...Array.from({ length: padding }, () => 1)]) {
    const start = span.length / 2;
    for (let i = 0; i < length; i++) span.push(start, start + length);
  }
  return span;
}

/** What the forward pass leaves for the backward: lse, delta. */
function kept(shape: AttentionShape, qkv: number[], span: number[], dO: number[]): { lse: number[]; delta: number[] } {
  const { N, H, Dh } = shape;
  const o = new Float64Array(N * H * Dh);
  const lse = new Float64Array(N * H);
  const delta = new Float64Array(N * H);
  attention.run(shape, [Float64Array.from(qkv), Uint32Array.from(span), o, lse]);
  attentionDelta.run(shape, [o, Float64Array.from(dO), delta]);
  return { lse: [...lse], delta: [...delta] };
}

/** `sharpness` scales the queries: 1 spreads the attention, 30 makes most rows one-hot. */
function packedCases(
  [H, Hk, Dh]: readonly [number, number, number],
  lengths: readonly number[],
  padding: number,
  sharpness = 1,
): KernelCase[] {
  const span = spanOf(lengths, padding);
  const N = span.length / 2;
  const longest = Math.max(...lengths);
  const shape = { N, H, Hk, Dh };
  const Q = (H + 2 * Hk) * Dh;
  const title = `${H}/${Hk} heads of ${Dh}, rows ${lengths.join('+')}, ${padding} padding, sharpness ${sharpness}`;
  const qkvOf = (rng: Rng) => normals(rng, N * Q).map((x, i) => (i % Q < H * Dh ? sharpness * x : x));
  // A score's rounding is relative to the score, and e^score carries it to everything downstream.
  const factor = 4 * sharpness;
  // Nobody looks at the beginnings of rows, at padding, or at a gap of two.
  const selected = Array.from({ length: N }, (_, n) => (n - span[2 * n]! < 2 || n % 7 < 2 ? NONE : n));
  const backward = (kernel: KernelCase['kernel'], rows: number): KernelCase => ({
    name: `${kernel.name} ${title}`,
    kernel,
    shape,
    inputs: (rng) => {
      const qkv = qkvOf(rng);
      const dO = normals(rng, N * H * Dh);
      const { lse, delta } = kept(shape, qkv, span, dO);
      // A kernel that takes no selection has one argument less.
      return [qkv, span, dO, lse, delta, normals(rng, N * Q), selected].slice(0, kernel.args.length);
    },
    reduction: rows + Dh + EXPONENTIALS,
    // Terms are ds * k / sqrt(Dh) and ds * q / sqrt(Dh), with |ds| about |dO . v|, about sqrt(Dh).
    scale: LARGEST * sharpness,
    factor,
  });
  return [
    ...[attention, attentionSelected].map((kernel) => ({
      name: `${kernel.name} ${title}`,
      kernel,
      shape,
      inputs: (rng: Rng) => [qkvOf(rng), span, undefined, undefined, selected].slice(0, kernel.args.length),
      reduction: longest + Dh + EXPONENTIALS,
      // lse is as large as the scores.
      scale: LARGEST,
      factor,
    })),
    backward(attentionBackwardQ, longest),
    backward(attentionBackwardQSelected, longest),
    backward(attentionBackwardKV, longest * (H / Hk)),
    backward(attentionBackwardKVSelected, longest * (H / Hk)),
  ];
}

const deltaCase = (N: number, H: number, Dh: number): KernelCase => ({
  name: `attentionDelta ${N} tokens, ${H} heads of ${Dh}`,
  kernel: attentionDelta,
  shape: { N, H, Dh },
  inputs: (rng) => [normals(rng, N * H * Dh), normals(rng, N * H * Dh), undefined],
  reduction: Dh,
  scale: LARGEST,
});

function writeCase([H, Hk, Dh]: readonly [number, number, number], B: number, T: number, N: number): KernelCase {
  return {
    name: `cacheWrite ${N} tokens into ${B}x${T}, ${H}/${Hk} heads of ${Dh}`,
    kernel: cacheWrite,
    shape: { N, B, T, H, Hk, Dh },
    inputs: (rng) => {
      const slots = rng.shuffled(Array.from({ length: B * T }, (_, i) => i)).slice(0, N);
      const slot = slots.map((at, n) => (n % 4 === 3 ? NONE : at));
      return [normals(rng, N * (H + 2 * Hk) * Dh), slot, normals(rng, cacheLength({ B, T, Hk, Dh }))];
    },
    reduction: 1,
    // Copies: any difference is an error.
    scale: 1e-30,
  };
}

/** `sources[b]` = [row, positions]. */
const copyCase = (shape: CacheShape, sources: readonly (readonly [number, number])[]): KernelCase => ({
  name: `cacheCopy in ${shape.B}x${shape.T}, ${shape.Hk} heads of ${shape.Dh}, ${sources.join(' ')}`,
  kernel: cacheCopy,
  shape,
  inputs: (rng) => [sources.flat(), normals(rng, cacheLength(shape))],
  reduction: 1,
  // Copies: any difference is an error.
  scale: 1e-30,
});

const STAYS = [0, 0] as const;

export const attentionCases: readonly KernelCase[] = [
  ...packedCases([1, 1, 1], [1], 0),
  ...packedCases([2, 1, 3], [5, 1, 7], 2),
  ...packedCases([6, 2, 5], [2, 9], 0),
  ...packedCases([4, 4, 16], [17, 1, 30, 16], 3),
  ...packedCases([4, 2, 8], [65], 1),
  ...packedCases([3, 1, 12], [6, 6], 40),
  ...packedCases([2, 2, 64], [33, 8], 0),
  ...packedCases([2, 1, 128], [9, 4], 1),
  ...packedCases([4, 1, 16], [130, 3], 2),
  ...packedCases([4, 2, 16], [20, 12], 2, 30),
  ...packedCases([2, 2, 3], [20, 12], 2, 30),
  deltaCase(1, 1, 1),
  deltaCase(7, 3, 5),
  deltaCase(67, 4, 16),
  writeCase([1, 1, 1], 1, 1, 1),
  writeCase([4, 2, 3], 3, 5, 7),
  writeCase([4, 4, 16], 5, 9, 41),
  copyCase({ B: 1, T: 1, Hk: 1, Dh: 1 }, [STAYS]),
  copyCase({ B: 3, T: 5, Hk: 2, Dh: 3 }, [STAYS, [0, 5], [0, 1]]),
  copyCase({ B: 5, T: 9, Hk: 2, Dh: 16 }, [[1, 4], STAYS, STAYS, [2, 9], [1, 0]]),
];
