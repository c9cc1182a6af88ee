/**
 * The forward pass over a packed batch: rows of different lengths one after another, no gaps. Shared by the plans that
 * train and score. Must not know what is done with the result.
 */
import { attention } from '../engine/kernels/attention.ts';
import type { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { layerActivations, recordAfterAttention, recordEmbed, recordQkv, type Decoder } from './decoder.ts';

/** A packed batch, as the layers read it. */
export interface PackedTensors {
  /** [N] u32; NONE for padding. */
  readonly ids: Tensor;
  /** [2N] u32: start and end of the row a token belongs to. */
  readonly span: Tensor;
  /** [N] u32: index inside the row. */
  readonly position: Tensor;
}

export const packedTensors = ({ workspace }: Decoder, N: number): PackedTensors => ({
  ids: workspace.indices('ids', N),
  span: workspace.indices('span', 2 * N),
  position: workspace.indices('position', N),
});

/** Embedding and all layers over a packed batch; returns the residual stream after the last layer. */
export function recordPackedForward(
  plan: PlanBuilder,
  decoder: Decoder,
  N: number,
  packed: PackedTensors,
  keep: boolean,
): Tensor {
  const { H, Hk, Dh, layers } = decoder.config;
  recordEmbed(plan, decoder, N, packed.ids, layerActivations(decoder, 0, N, keep).input);
  for (let i = 0; i < layers; i++) {
    const at = layerActivations(decoder, i, N, keep);
    recordQkv(plan, decoder, i, N, packed.position, at);
    plan.op(attention, { N, H, Hk, Dh }, at.qkv, packed.span, at.attended, at.lse);
    recordAfterAttention(plan, decoder, i, N, at);
  }
  return layerActivations(decoder, layers - 1, N, keep).output;
}
