/**
 * The key/value cache of a batch of rows that decode together: writing into it and attending to it.
 * Layout [B, T, Hk, Dh]: slot b*T + t holds the keys (or values) of row b at position t, every head side by side.
 * Must not know how rows come to be there; slots and counts are read from tensors so that a plan can be replayed.
 */
import cacheWriteSource from '../../../shaders/cache_write.wgsl?raw';
import decodeAttentionSource from '../../../shaders/decode_attention.wgsl?raw';
import { grid1d, positive, type Kernel } from '../kernel.ts';
import type { Reals } from '../tensor.ts';
import { specialise } from '../webgpu/specialise.ts';
import { checkHeads, perHead } from './attention.ts';
import { lanesFor, withLanes } from './lanes.ts';

const WORKGROUP = 64;

/** The u32 that marks "no slot", "no target", "no row". */
export const NONE = 0xffffffff;

export type CacheWriteShape = { N: number; B: number; T: number; H: number; Hk: number; Dh: number };

/** Copies the k and v of each of N tokens into its slot; a token whose slot is NONE (or out of range) is left out. */
export const cacheWrite: Kernel<CacheWriteShape> = {
  name: 'cacheWrite',
  args: [
    { name: 'qkv', dtype: 'f32', access: 'read' },
    { name: 'slot', dtype: 'u32', access: 'read' },
    { name: 'cacheK', dtype: 'f32', access: 'update' },
    { name: 'cacheV', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('cacheWrite', shape, 'N', 'B', 'T');
    checkHeads('cacheWrite', shape);
    const { N, B, T, H, Hk, Dh } = shape;
    return [N * (H + 2 * Hk) * Dh, N, B * T * Hk * Dh, B * T * Hk * Dh];
  },
  wgsl: (shape) => withLanes(cacheWriteSource, lanesFor(shape.Dh)),
  workgroups: ({ N, Hk, Dh }) => grid1d((N * Hk * Dh) / lanesFor(Dh), WORKGROUP),
  run({ N, B, T, H, Hk, Dh }, args) {
    const [qkv, slot, cacheK, cacheV] = args as [Reals, Uint32Array, Reals, Reals];
    const width = Hk * Dh;
    for (let n = 0; n < N; n++) {
      const at = slot[n]!;
      if (at >= B * T) continue;
      const k = n * (H + 2 * Hk) * Dh + H * Dh;
      for (let d = 0; d < width; d++) {
        cacheK[at * width + d] = qkv[k + d]!;
        cacheV[at * width + d] = qkv[k + width + d]!;
      }
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

/** One query a row against the first count[b] cached keys of that row; count 0 gives zeros. */
export const decodeAttention: Kernel<DecodeShape> = {
  name: 'decodeAttention',
  args: [
    { name: 'qkv', dtype: 'f32', access: 'read' },
    { name: 'cacheK', dtype: 'f32', access: 'read' },
    { name: 'cacheV', dtype: 'f32', access: 'read' },
    { name: 'count', dtype: 'u32', access: 'read' },
    { name: 'o', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('decodeAttention', shape, 'B', 'T');
    checkHeads('decodeAttention', shape);
    const { B, T, H, Hk, Dh } = shape;
    return [B * (H + 2 * Hk) * Dh, B * T * Hk * Dh, B * T * Hk * Dh, B, B * H * Dh];
  },
  wgsl: (shape) => specialise(perHead(decodeAttentionSource, shape.Dh), { WORKGROUP: decodeLanes(shape) }),
  workgroups: ({ B, H }) => grid1d(B * H, 1),
  run({ B, T, H, Hk, Dh }, args) {
    const [qkv, cacheK, cacheV, count, o] = args as [Reals, Reals, Reals, Uint32Array, Reals];
    const scale = 1 / Math.sqrt(Dh);
    const weights = new Float64Array(T);
    const sum = new Float64Array(Dh);
    for (let b = 0; b < B; b++) {
      const keys = Math.min(count[b]!, T);
      for (let h = 0; h < H; h++) {
        const qAt = b * (H + 2 * Hk) * Dh + h * Dh;
        const head = Math.floor((h * Hk) / H) * Dh;
        let max = -Infinity;
        for (let t = 0; t < keys; t++) {
          const kAt = (b * T + t) * Hk * Dh + head;
          let score = 0;
          for (let d = 0; d < Dh; d++) score += qkv[qAt + d]! * cacheK[kAt + d]!;
          weights[t] = score * scale;
          if (score * scale > max) max = score * scale;
        }
        let total = 0;
        sum.fill(0);
        for (let t = 0; t < keys; t++) {
          const vAt = (b * T + t) * Hk * Dh + head;
          const weight = Math.exp(weights[t]! - max);
          total += weight;
          for (let d = 0; d < Dh; d++) sum[d]! += weight * cacheV[vAt + d]!;
        }
        for (let d = 0; d < Dh; d++) o[(b * H + h) * Dh + d] = keys === 0 ? 0 : sum[d]! / total;
      }
    }
  },
  flops: ({ B, T, H, Dh }) => 4 * B * T * H * Dh,
};
