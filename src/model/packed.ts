/**
 * The forward pass over a packed batch: rows of different lengths one after another, no gaps. Shared by the plans that
 * train and score, which look at selected positions only. Must not know what is done with the result.
 *
 * N tokens, M selected rows, D width, H/Hk heads, Dh head size.
 */
import { gatherRows } from '../engine/kernels/embedding.ts';
import type { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { recordAttended, recordLayer, type ActivationsOf } from './activations.ts';
import { recordAfterAttention, recordEmbed, type Decoder, type LayerActivations } from './decoder.ts';

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

/** The last layer's activations with M rows where the selection has set in. */
export interface SelectedActivations extends LayerActivations {
  readonly M: number;
}

/** `input` and `attended` of the last layer hold all tokens; these hold the selected rows of both. */
function selectedActivations(
  { config, workspace }: Decoder,
  M: number,
  last: LayerActivations,
): SelectedActivations {
  return {
    ...last,
    M,
    input: workspace.reals('selected.input', M * config.D),
    attended: workspace.reals('selected.attended', M * config.H * config.Dh),
  };
}

/**
 * Embedding and all layers over a packed batch. After the last layer's attention only the rows `index` [M] go on: of the
 * other tokens nobody reads more than their keys and values. Their residual stream ends in `output` [M, D] of the result.
 */
export function recordPackedForward(
  plan: PlanBuilder,
  decoder: Decoder,
  { N, M }: { readonly N: number; readonly M: number },
  packed: PackedTensors,
  index: Tensor,
  activations: ActivationsOf,
): SelectedActivations {
  const { D, H, Dh, layers } = decoder.config;
  recordEmbed(plan, decoder, N, packed.ids, activations(0).input);
  for (let i = 0; i < layers - 1; i++) recordLayer(plan, decoder, i, N, packed, activations(i));
  const all = activations(layers - 1);
  recordAttended(plan, decoder, layers - 1, N, packed, all);
  const selected = selectedActivations(decoder, M, all);
  plan.op(gatherRows, { M, N, D }, index, all.input, selected.input);
  plan.op(gatherRows, { M, N, D: H * Dh }, index, all.attended, selected.attended);
  recordAfterAttention(plan, decoder, layers - 1, M, selected);
  return selected;
}
