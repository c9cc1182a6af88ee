/**
 * The forward pass of the decoder, recorded into a plan: embed, then per layer RMSNorm, attention, RMSNorm, SwiGLU, each
 * added to the residual stream (Touvron et al. 2023; qkv bias as in Qwen2, head norms as in Qwen3).
 * What attention reads (the packed batch or a cache) is the caller's choice. Must not touch numbers.
 *
 * N tokens, D width, H/Hk heads, Dh head size, F MLP width, V vocabulary, Q = (H + 2 Hk) Dh, T longest row.
 */
import { embed } from '../engine/kernels/embedding.ts';
import { matmulNT, matmulNTAdd, matmulNTBias } from '../engine/kernels/linear.ts';
import { swiglu } from '../engine/kernels/mlp.ts';
import { headNorm, rmsNorm } from '../engine/kernels/norm.ts';
import { rope } from '../engine/kernels/rope.ts';
import type { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { hasHeadNorm, hasQkvBias, qkvWidth, type ModelConfig } from './config.ts';
import type { Pools } from './pools.ts';
import type { Workspace } from './workspace.ts';

/** What every recording needs. */
export interface Decoder {
  readonly config: ModelConfig;
  readonly workspace: Workspace;
  readonly pools: Pools;
  /** Longest row; rows of the rope table. */
  readonly T: number;
}

/** Of one layer, named by what they hold. Kept apart per layer when a backward pass follows, shared otherwise. */
export interface LayerActivations {
  /** Residual stream before the layer, between its halves, and after it: [N, D]. */
  readonly input: Tensor;
  readonly middle: Tensor;
  readonly output: Tensor;
  /** Normed streams [N, D] and their 1/rms [N]. */
  readonly norm1: Tensor;
  readonly rstd1: Tensor;
  readonly norm2: Tensor;
  readonly rstd2: Tensor;
  /** q|k|v [N, Q] as multiplied, and after head norms and rotation. One tensor without head norms. */
  readonly rawQkv: Tensor;
  readonly qkv: Tensor;
  readonly headRstd: Tensor;
  /** Attention output [N, H*Dh] and its log-sum-exp [N, H]. */
  readonly attended: Tensor;
  readonly lse: Tensor;
  /** gate|up [N, 2F] and their product [N, F]. */
  readonly gateUp: Tensor;
  readonly hidden: Tensor;
}

/** The residual stream after the last layer when activations are kept. */
const streamName = (layer: number, keep: boolean): string => (keep ? `layers.${layer}.input` : 'layer.input');

export function layerActivations(
  { config, workspace }: Decoder,
  i: number,
  N: number,
  keep: boolean,
): LayerActivations {
  const { D, H, Hk, Dh, F } = config;
  const real = (name: string, width: number): Tensor =>
    workspace.reals(keep ? `layers.${i}.${name}` : `layer.${name}`, N * width);
  const rawQkv = real('rawQkv', qkvWidth(config));
  return {
    input: workspace.reals(streamName(i, keep), N * D),
    middle: real('middle', D),
    output: workspace.reals(streamName(i + 1, keep), N * D),
    norm1: real('norm1', D),
    rstd1: real('rstd1', 1),
    norm2: real('norm2', D),
    rstd2: real('rstd2', 1),
    rawQkv,
    qkv: hasHeadNorm(config) ? real('qkv', qkvWidth(config)) : rawQkv,
    headRstd: hasHeadNorm(config) ? real('headRstd', H + Hk) : rawQkv,
    attended: real('attended', H * Dh),
    lse: real('lse', H),
    gateUp: real('gateUp', 2 * F),
    hidden: real('hidden', F),
  };
}

/** Tables that every plan reads; Policy fills the rope table once. */
export const ropeTensor = ({ config, workspace, T }: Decoder): Tensor => workspace.reals('ropeTable', T * config.Dh);

/** ids [N] -> the residual stream that layer 0 reads. */
export function recordEmbed(plan: PlanBuilder, decoder: Decoder, N: number, ids: Tensor, stream: Tensor): void {
  const { D, V } = decoder.config;
  plan.op(embed, { N, D, V }, ids, decoder.pools.weight('embed'), stream);
}

/** First half of a layer's attention: norm, q|k|v, head norms, rotation. Leaves the result in `at.qkv`. */
export function recordQkv(
  plan: PlanBuilder,
  { config, pools, T, ...rest }: Decoder,
  layer: number,
  N: number,
  position: Tensor,
  at: LayerActivations,
): void {
  const { D, H, Hk, Dh, normEps: EPS } = config;
  const Q = qkvWidth(config);
  plan.op(rmsNorm, { N, D, EPS }, at.input, pools.layerWeight(layer, 'norm1'), at.norm1, at.rstd1);
  const weight = pools.layerWeight(layer, 'qkv');
  const product = { M: N, N: Q, K: D };
  if (hasQkvBias(config))
    plan.op(matmulNTBias, product, at.norm1, weight, pools.layerWeight(layer, 'qkvBias'), at.rawQkv);
  else plan.op(matmulNT, product, at.norm1, weight, at.rawQkv);
  if (hasHeadNorm(config))
    plan.op(
      headNorm,
      { N, H, Hk, Dh, EPS },
      at.rawQkv,
      pools.layerWeight(layer, 'qNorm'),
      pools.layerWeight(layer, 'kNorm'),
      at.qkv,
      at.headRstd,
    );
  plan.op(rope, { N, T, H, Hk, Dh, SIGN: 1 }, position, ropeTensor({ config, pools, T, ...rest }), at.qkv);
}

/** The rest of a layer once `at.attended` is there: output product and MLP, both added to the residual stream. */
export function recordAfterAttention(
  plan: PlanBuilder,
  { config, pools }: Decoder,
  layer: number,
  N: number,
  at: LayerActivations,
): void {
  const { D, H, Dh, F, normEps: EPS } = config;
  plan.op(matmulNTAdd, { M: N, N: D, K: H * Dh }, at.attended, pools.layerWeight(layer, 'o'), at.input, at.middle);
  plan.op(rmsNorm, { N, D, EPS }, at.middle, pools.layerWeight(layer, 'norm2'), at.norm2, at.rstd2);
  plan.op(matmulNT, { M: N, N: 2 * F, K: D }, at.norm2, pools.layerWeight(layer, 'gateUp'), at.gateUp);
  plan.op(swiglu, { N, F }, at.gateUp, at.hidden);
  plan.op(matmulNTAdd, { M: N, N: D, K: F }, at.hidden, pools.layerWeight(layer, 'down'), at.middle, at.output);
}

/** The output layer's matrix [V, D]. */
export const headName = (config: ModelConfig): string => (config.tied ? 'embed' : 'head');
