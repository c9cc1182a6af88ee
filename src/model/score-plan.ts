/**
 * Looking without learning: statistics of selected positions of a packed batch, and raw logits. Keeps no activations.
 * Must not touch numbers.
 *
 * N tokens, P patches among them, M selected rows, V vocabulary, J tokens that the confidence looks at.
 */
import { HYPER_LENGTH, rowStatistics } from '../engine/kernels/head.ts';
import { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { passingActivations } from './activations.ts';
import type { Decoder } from './decoder.ts';
import { recordChunks, recordFinalNorm, recordLogits, rowsOf } from './head.ts';
import { packedTensors, recordPackedForward, selectionTensors, type PackedTensors, type Selection } from './packed.ts';
import type { Recording } from './workspace.ts';

export interface LookShape {
  readonly N: number;
  readonly P: number;
  readonly M: number;
}

export interface ScoreTensors extends PackedTensors, Selection {
  readonly target: Tensor;
  readonly hyper: Tensor;
  /** [M, 4]: log-prob, entropy, confidence, largest probability. */
  readonly statistics: Tensor;
}

/** Statistics of selected positions, without a gradient. */
export function scorePlan(decoder: Decoder, { N, P, M }: LookShape, J: number): Recording<ScoreTensors> {
  const { workspace, config } = decoder;
  const { V } = config;
  const plan = new PlanBuilder(`score ${N}/${M}`);
  const io: ScoreTensors = {
    ...packedTensors(decoder, { N, P }),
    ...selectionTensors(decoder, N, M),
    target: workspace.indices('target', M),
    hyper: workspace.reals('hyper', HYPER_LENGTH),
    statistics: workspace.reals('statistics', M * 4),
  };
  const { output } = recordPackedForward(plan, decoder, { N, M }, io, io, passingActivations(decoder, N));
  const rows = recordFinalNorm(plan, decoder, M, output);
  recordChunks(plan, decoder, rows, (chunk) =>
    plan.op(
      rowStatistics,
      { M: chunk.rows, V, J },
      chunk.logits,
      rowsOf(io.target, chunk, 1),
      io.hyper,
      rowsOf(io.statistics, chunk, 4),
    ),
  );
  return { plan: plan.build(), io };
}

export interface LogitsTensors extends PackedTensors, Selection {
  /** [M, V]. */
  readonly logits: Tensor;
}

/** Raw logits of M selected positions. */
export function logitsPlan(decoder: Decoder, { N, P, M }: LookShape): Recording<LogitsTensors> {
  const { workspace, config } = decoder;
  const plan = new PlanBuilder(`logits ${N}/${M}`);
  const io: LogitsTensors = {
    ...packedTensors(decoder, { N, P }),
    ...selectionTensors(decoder, N, M),
    logits: workspace.reals('wholeLogits', M * config.V),
  };
  const { output } = recordPackedForward(plan, decoder, { N, M }, io, io, passingActivations(decoder, N));
  const { normed } = recordFinalNorm(plan, decoder, M, output);
  recordLogits(plan, decoder, M, normed, io.logits);
  return { plan: plan.build(), io };
}
