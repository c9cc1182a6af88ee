/**
 * The plans of one optimiser step: begin (zero), one micro-batch (forward, loss, backward; adds up), finish (norm, clip,
 * AdamW). Sizes are capacities; what is beyond the real batch is padding. Must not touch numbers.
 *
 * N tokens, P patches among them, M rows with loss, D width, V vocabulary.
 */
import { embedBackward } from '../engine/kernels/embedding.ts';
import { zero } from '../engine/kernels/fill.ts';
import { HYPER_LENGTH, lossStatistics, policyLoss, STATS_LENGTH } from '../engine/kernels/head.ts';
import {
  ADAM_LENGTH,
  adamW,
  chunkCount,
  clipScale,
  NORM_LENGTH,
  squareSumPartial,
} from '../engine/kernels/optimiser.ts';
import { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { trainingActivations } from './activations.ts';
import { recordLayersBackward } from './backward.ts';
import type { Decoder } from './decoder.ts';
import { recordChunkBackward, recordChunks, recordFinalNorm, recordFinalNormBackward, rowsOf } from './head.ts';
import { packedTensors, recordPackedForward, selectionTensors, type PackedTensors, type Selection } from './packed.ts';
import { recordPatchesBackward } from './patch-embedding.ts';
import type { Recording } from './workspace.ts';

export interface TrainTensors extends PackedTensors, Selection {
  /** [N] and [V+1] u32: real tokens sorted by id. */
  readonly order: Tensor;
  readonly start: Tensor;
  /** [M] u32. */
  readonly target: Tensor;
  /** [M, 4]: head.ts TOKEN. */
  readonly token: Tensor;
  readonly hyper: Tensor;
}

export const statsTensor = ({ workspace }: Decoder): Tensor => workspace.reals('stats', STATS_LENGTH);

/** Forward, loss, backward; gradients and statistics are added to what is there. The first `recompute` layers' forward pass
 * runs once more on the way back (activations.ts). */
export function trainPlan(
  decoder: Decoder,
  { N, P, M }: { readonly N: number; readonly P: number; readonly M: number },
  recompute: number,
): Recording<TrainTensors> {
  const { workspace, config, pools } = decoder;
  const { D, V } = config;
  const plan = new PlanBuilder(`train ${N}/${M}`);
  const io: TrainTensors = {
    ...packedTensors(decoder, { N, P }),
    order: workspace.indices('order', N),
    start: workspace.indices('start', V + 1),
    ...selectionTensors(decoder, N, M),
    target: workspace.indices('target', M),
    token: workspace.reals('token', M * 4),
    hyper: workspace.reals('hyper', HYPER_LENGTH),
  };
  const out = workspace.reals('lossRows', M * 8);
  const dNormed = workspace.reals('dNormed', M * D);

  const activations = trainingActivations(decoder, N, recompute);
  const selected = recordPackedForward(plan, decoder, { N, M }, io, io, activations);
  const rows = recordFinalNorm(plan, decoder, M, selected.output);
  recordChunks(plan, decoder, rows, (chunk) => {
    plan.op(
      policyLoss,
      { M: chunk.rows, V },
      chunk.logits,
      rowsOf(io.target, chunk, 1),
      rowsOf(io.token, chunk, 4),
      io.hyper,
      rowsOf(out, chunk, 8),
    );
    recordChunkBackward(plan, decoder, rows, chunk, dNormed);
  });
  plan.op(lossStatistics, { M }, out, io.token, statsTensor(decoder));
  const dRows = recordFinalNormBackward(plan, decoder, rows, dNormed);
  const stream = recordLayersBackward(plan, decoder, { N, ...io, activations, recompute }, selected, dRows);
  plan.op(embedBackward, { N, D, V }, io.order, io.start, stream, pools.gradient('embed'));
  if (io.patches) recordPatchesBackward(plan, decoder, N, io.patches, stream);
  return { plan: plan.build(), io };
}

/** Gradients and statistics to zero. */
export function beginPlan(decoder: Decoder): Recording<null> {
  const plan = new PlanBuilder('begin update');
  plan.op(zero, { L: decoder.pools.layout.length }, decoder.pools.gradients);
  plan.op(zero, { L: STATS_LENGTH }, statsTensor(decoder));
  return { plan: plan.build(), io: null };
}

export interface FinishTensors {
  readonly adam: Tensor;
  readonly norm: Tensor;
}

/** Norm, clipping and AdamW on both groups; `decayAll` decays norms and biases too. */
export function finishPlan(decoder: Decoder, decayAll: boolean): Recording<FinishTensors> {
  const { pools, workspace } = decoder;
  const { length, decayLength } = pools.layout;
  const plan = new PlanBuilder('finish update');
  const S = chunkCount(length);
  const partial = workspace.reals('partial', 2 * S);
  const io: FinishTensors = {
    adam: workspace.reals('adam', ADAM_LENGTH),
    norm: workspace.reals('norm', NORM_LENGTH),
  };
  plan.op(squareSumPartial, { L: length, S }, pools.gradients, partial);
  plan.op(clipScale, { S }, partial, io.adam, io.norm);
  const groups = [
    { first: 0, rows: decayLength, DECAY: 1 },
    { first: decayLength, rows: length - decayLength, DECAY: decayAll ? 1 : 0 },
  ];
  for (const { DECAY, ...range } of groups)
    plan.op(
      adamW,
      { L: range.rows, DECAY },
      rowsOf(pools.weights, range, 1),
      rowsOf(pools.gradients, range, 1),
      rowsOf(pools.firstMoment, range, 1),
      rowsOf(pools.secondMoment, range, 1),
      io.adam,
      io.norm,
    );
  return { plan: plan.build(), io };
}
