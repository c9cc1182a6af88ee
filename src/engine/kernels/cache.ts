/**
 * The key/value cache of a batch of rows that decode together: writing into it and attending to it.
 * Layout [2, B, T, Hk, Dh]: first keys, then values; slot b*T + t holds those of row b at position t, every head side by
 * side. Must not know how rows come to be there; slots and positions are read from tensors so that a plan can be replayed.
 */
import cacheCopySource from '../../../shaders/cache_copy.wgsl?raw';
import cacheWriteSource from '../../../shaders/cache_write.wgsl?raw';
import decodeAttentionSource from '../../../shaders/decode_attention.wgsl?raw';
import { grid1d, positive, type Kernel } from '../kernel.ts';
import type { Reals } from '../tensor.ts';
import type { Variant } from '../variant.ts';
import { specialise } from '../webgpu/specialise.ts';
import { checkHeads, perHead } from './attention.ts';

export { NONE } from './attention.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { runningCount, runningExample, runningField, runningLength } from './running.ts';

const WORKGROUP = 64;

export type CacheShape = { B: number; T: number; Hk: number; Dh: number };

/** Elements of one layer's cache. */
export const cacheLength = ({ B, T, Hk, Dh }: CacheShape): number => 2 * B * T * Hk * Dh;

export type CacheWriteShape = { N: number; B: number; T: number; H: number; Hk: number; Dh: number };

/** Copies the k and v of each of N tokens into its slot; a token whose slot is NONE (or out of range) is left out. */
export const cacheWrite: Kernel<CacheWriteShape> = {
  name: 'cacheWrite',
  args: [
    { name: 'qkv', dtype: 'f32', access: 'read' },
    { name: 'slot', dtype: 'u32', access: 'read' },
    { name: 'cache', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('cacheWrite', shape, 'N', 'B', 'T');
    checkHeads('cacheWrite', shape);
    const { N, H, Hk, Dh } = shape;
    return [N * (H + 2 * Hk) * Dh, N, cacheLength(shape)];
  },
  wgsl: (shape) => withLanes(cacheWriteSource, lanesFor(shape.Dh)),
  workgroups: ({ N, Hk, Dh }) => grid1d((N * Hk * Dh) / lanesFor(Dh), WORKGROUP),
  run({ N, B, T, H, Hk, Dh }, args) {
    const [qkv, slot, cache] = args as [Reals, Uint32Array, Reals];
    const width = Hk * Dh;
    const values = B * T * width;
    for (let n = 0; n < N; n++) {
      const at = slot[n]!;
      if (at >= B * T) continue;
      const k = n * (H + 2 * Hk) * Dh + H * Dh;
      for (let d = 0; d < width; d++) {
        cache[at * width + d] = qkv[k + d]!;
        cache[values + at * width + d] = qkv[k + width + d]!;
      }
    }
  },
};

/** Row b takes over the first sources[2b + 1] positions of row sources[2b]; 0 positions = it stays as it is. No row may be
 * both source and target. */
export const cacheCopy: Kernel<CacheShape> = {
  name: 'cacheCopy',
  args: [
    { name: 'sources', dtype: 'u32', access: 'read' },
    { name: 'cache', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('cacheCopy', shape, 'B', 'T', 'Hk', 'Dh');
    return [2 * shape.B, cacheLength(shape)];
  },
  wgsl: ({ Dh }) => withLanes(cacheCopySource, lanesFor(Dh)),
  workgroups: ({ B, T, Hk, Dh }) => grid1d((B * T * Hk * Dh) / lanesFor(Dh), WORKGROUP),
  run({ B, T, Hk, Dh }, [sources, cache]) {
    const width = Hk * Dh;
    for (let b = 0; b < B; b++)
      // Keys of row b, then its values.
      for (const first of [0, B]) {
        const from = (first + sources![2 * b]!) * T * width;
        cache!.copyWithin((first + b) * T * width, from, from + sources![2 * b + 1]! * width);
      }
  },
};

export type DecodeShape = { B: number; T: number; H: number; Hk: number; Dh: number };

/**
 * Threads that share one (row, head). 8 shorten a row of 256 keys to 32 steps; more would only pay on longer rows (on
 * SwiftShader 4.4 ms with 8 and 15.5 with 32, for 64 rows of 100 keys). Their sums must fit 16 KiB of workgroup memory.
 */
function decodeLanes({ T, Dh }: DecodeShape): number {
  const fit = Dh <= 64 ? 32 : Dh <= 128 ? 16 : 8;
  return T <= 256 ? 8 : fit;
}

/** What a workgroup's memory holds at most by WebGPU's default limits. */
const WORKGROUP_BYTES = 16_384;

const withLaneCount = (shape: DecodeShape, lanes: number): string =>
  specialise(perHead(decodeAttentionSource, shape.Dh), { WORKGROUP: lanes });

/** More threads for a row and head than decodeLanes gives it. */
const laneVariants: readonly Variant<DecodeShape>[] = [16, 32, 64].map((lanes) => ({
  name: `lanes${lanes}`,
  // Each keeps a sum of Dh numbers and two more; with fewer than two keys each they would only meet.
  suits: (shape) => lanes > decodeLanes(shape) && 4 * lanes * (shape.Dh + 2) <= WORKGROUP_BYTES && shape.T >= 2 * lanes,
  wgsl: (shape) => withLaneCount(shape, lanes),
  workgroups: ({ B, H }) => grid1d(B * H, 1),
}));

/** One query a running row (running.ts) against its keys up to its own position: qkv[B,Q] -> o[B,H*Dh]. */
export const decodeAttention: Kernel<DecodeShape> = {
  name: 'decodeAttention',
  args: [
    { name: 'qkv', dtype: 'f32', access: 'read' },
    { name: 'cache', dtype: 'f32', access: 'read' },
    { name: 'running', dtype: 'u32', access: 'read' },
    { name: 'o', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('decodeAttention', shape, 'B', 'T');
    checkHeads('decodeAttention', shape);
    const { B, H, Hk, Dh } = shape;
    return [B * (H + 2 * Hk) * Dh, cacheLength(shape), runningLength(B), B * H * Dh];
  },
  wgsl: (shape) => withLaneCount(shape, decodeLanes(shape)),
  workgroups: ({ B, H }) => grid1d(B * H, 1),
  variants: laneVariants,
  example: ({ B, T }) => [undefined, undefined, runningExample(B, Math.floor(T / 2)), undefined],
  run({ B, T, H, Hk, Dh }, args) {
    const [qkv, cache, running, o] = args as [Reals, Reals, Uint32Array, Reals];
    const scale = 1 / Math.sqrt(Dh);
    const values = B * T * Hk * Dh;
    const weights = new Float64Array(T);
    const sum = new Float64Array(Dh);
    const count = runningCount(running, B);
    const rows = runningField(running, 'row', B, count);
    const positions = runningField(running, 'position', B, count);
    for (let i = 0; i < count; i++) {
      const keys = Math.min(positions[i]! + 1, T);
      for (let h = 0; h < H; h++) {
        const qAt = i * (H + 2 * Hk) * Dh + h * Dh;
        const head = Math.floor((h * Hk) / H) * Dh;
        let max = -Infinity;
        for (let t = 0; t < keys; t++) {
          const kAt = (rows[i]! * T + t) * Hk * Dh + head;
          let score = 0;
          for (let d = 0; d < Dh; d++) score += qkv[qAt + d]! * cache[kAt + d]!;
          weights[t] = score * scale;
          if (score * scale > max) max = score * scale;
        }
        let total = 0;
        sum.fill(0);
        for (let t = 0; t < keys; t++) {
          const vAt = values + (rows[i]! * T + t) * Hk * Dh + head;
          const weight = Math.exp(weights[t]! - max);
          total += weight;
          for (let d = 0; d < Dh; d++) sum[d]! += weight * cache[vAt + d]!;
        }
        for (let d = 0; d < Dh; d++) o[(i * H + h) * Dh + d] = sum[d]! / total;
      }
    }
  },
  flops: ({ B, T, H, Dh }) => 4 * B * T * H * Dh,
};
