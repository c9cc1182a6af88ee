/**
 * What a training forward pass keeps for the backward pass. Layers that are recomputed keep only the residual stream that
 * enters them and share the rest: about a seventh of the memory for a third more work, and the same bytes, because the same
 * kernels run on the same numbers again. Must not touch numbers.
 *
 * N tokens, D width.
 */
import { attention } from '../engine/kernels/attention.ts';
import type { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { layerActivations, recordAfterAttention, recordQkv, type Decoder, type LayerActivations } from './decoder.ts';

/** Activations of layer i in one plan. */
export type ActivationsOf = (layer: number) => LayerActivations;

/** Nothing is kept: every layer overwrites the one before. */
export const passingActivations =
  (decoder: Decoder, N: number): ActivationsOf =>
  (layer) =>
    layerActivations(decoder, layer, N, false);

/** The first `recompute` layers keep their input alone. The last layer's backward pass follows at once: it is never one. */
export const trainingActivations =
  (decoder: Decoder, N: number, recompute: number): ActivationsOf =>
  (layer) => {
    if (layer >= recompute) return layerActivations(decoder, layer, N, true);
    const { workspace, config } = decoder;
    const stream = (i: number): Tensor => workspace.reals(`layers.${i}.input`, N * config.D);
    return { ...layerActivations(decoder, layer, N, false), input: stream(layer), output: stream(layer + 1) };
  };

/** A layer's forward pass over a packed batch, from its input. */
export function recordLayer(
  plan: PlanBuilder,
  decoder: Decoder,
  layer: number,
  N: number,
  { position, span }: { readonly position: Tensor; readonly span: Tensor },
  at: LayerActivations,
): void {
  const { H, Hk, Dh } = decoder.config;
  recordQkv(plan, decoder, layer, N, position, at);
  plan.op(attention, { N, H, Hk, Dh }, at.qkv, span, at.attended, at.lse);
  recordAfterAttention(plan, decoder, layer, N, at);
}
