/**
 * The forward pass over a packed batch: rows of different lengths one after another, no gaps. Shared by the plans that
 * train and score, which look at selected positions only. Must not know what is done with the result.
 *
 * N tokens, M selected rows, D width, H/Hk heads, Dh head size.
 */
import { attentionSelected } from '../engine/kernels/attention.ts';
import { gatherRows } from '../engine/kernels/embedding.ts';
import type { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { recordLayer, type ActivationsOf } from './activations.ts';
import { recordAfterAttention, recordEmbed, recordQkv, type Decoder, type LayerActivations } from './decoder.ts';
import { patchTensors, recordPatches, type PatchTensors } from './patch-embedding.ts';

/** A packed batch, as the layers read it. */
export interface PackedTensors {
  /** [N] u32; NONE for padding. */
  readonly ids: Tensor;
  /** [2N] u32: start and end of the row a token belongs to. */
  readonly span: Tensor;
  /** [N] u32: index inside the row. */
  readonly position: Tensor;
  /** Undefined where no row holds a picture. */
  readonly patches: PatchTensors | undefined;
}

export const packedTensors = (
  decoder: Decoder,
  { N, P }: { readonly N: number; readonly P: number },
): PackedTensors => ({
  ids: decoder.workspace.indices('ids', N),
  span: decoder.workspace.indices('span', 2 * N),
  position: decoder.workspace.indices('position', N),
  patches: patchTensors(decoder, N, P),
});

/** Embeds a packed batch as layer 0's residual stream: its tokens, and the pictures in it. */
export function recordInput(
  plan: PlanBuilder,
  decoder: Decoder,
  N: number,
  packed: PackedTensors,
  stream: Tensor,
): void {
  recordEmbed(plan, decoder, N, packed.ids, stream);
  if (packed.patches) recordPatches(plan, decoder, N, packed.patches, stream);
}

/** Which rows of a packed batch go on after the last layer's attention. */
export interface Selection {
  /** [M] u32: a token each, or NONE. */
  readonly index: Tensor;
  /** [N] u32: the inverse of `index`. */
  readonly inverse: Tensor;
}

export const selectionTensors = ({ workspace }: Decoder, N: number, M: number): Selection => ({
  index: workspace.indices('index', M),
  inverse: workspace.indices('inverse', N),
});

/** The last layer's activations with M rows where the selection has set in. */
export interface SelectedActivations extends LayerActivations {
  readonly M: number;
}

/** `input` and `attended` of the last layer hold all tokens; these hold the selected rows of both. */
function selectedActivations({ config, workspace }: Decoder, M: number, last: LayerActivations): SelectedActivations {
  return {
    ...last,
    M,
    input: workspace.reals('selected.input', M * config.D),
    attended: workspace.reals('selected.attended', M * config.H * config.Dh),
  };
}

/**
 * Embedding and all layers over a packed batch. From the last layer's attention on only the selected rows go on: of the
 * other tokens nobody reads more than their keys and values. Their residual stream ends in `output` [M, D] of the result.
 */
export function recordPackedForward(
  plan: PlanBuilder,
  decoder: Decoder,
  { N, M }: { readonly N: number; readonly M: number },
  packed: PackedTensors,
  { index, inverse }: Selection,
  activations: ActivationsOf,
): SelectedActivations {
  const { D, H, Hk, Dh, layers } = decoder.config;
  const last = layers - 1;
  recordInput(plan, decoder, N, packed, activations(0).input);
  for (let i = 0; i < last; i++) recordLayer(plan, decoder, i, N, packed, activations(i));
  const all = activations(last);
  recordQkv(plan, decoder, last, N, packed.position, all);
  plan.op(attentionSelected, { N, H, Hk, Dh }, all.qkv, packed.span, all.attended, all.lse, inverse);
  const selected = selectedActivations(decoder, M, all);
  plan.op(gatherRows, { M, N, D }, index, all.input, selected.input);
  plan.op(gatherRows, { M, N, D: H * Dh }, index, all.attended, selected.attended);
  recordAfterAttention(plan, decoder, last, M, selected);
  return selected;
}
