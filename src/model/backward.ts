/**
 * The backward pass of the decoder's layers, recorded into a plan after a forward pass that kept its activations.
 * Weight gradients are added to the gradient pool (they accumulate over micro-batches); `stream` holds the gradient of
 * the residual stream and is changed in place. Formulas stand beside the kernels. Must not touch numbers.
 */
import {
  attentionBackwardKV,
  attentionBackwardKVSelected,
  attentionBackwardQ,
  attentionBackwardQSelected,
  attentionDelta,
} from '../engine/kernels/attention.ts';
import { gatherRows } from '../engine/kernels/embedding.ts';
import { columnSumsPartial, matmulNN, matmulTNPartial, splitCount, sumPartialsAdd } from '../engine/kernels/linear.ts';
import { swigluBackward } from '../engine/kernels/mlp.ts';
import {
  headNormBackward,
  headNormWeightPartial,
  rmsNormBackward,
  rmsNormWeightPartial,
  stripCount,
} from '../engine/kernels/norm.ts';
import { rope } from '../engine/kernels/rope.ts';
import type { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { recordLayer, type ActivationsOf } from './activations.ts';
import { hasHeadNorm, hasQkvBias, qkvWidth } from './config.ts';
import { ropeTensor, type Decoder, type LayerActivations } from './decoder.ts';
import type { SelectedActivations } from './packed.ts';

/** gradient [M, N] += aT b over K rows: a [K, M], b [K, N]. */
export function addProduct(
  plan: PlanBuilder,
  { workspace }: Decoder,
  shape: { readonly M: number; readonly N: number; readonly K: number },
  a: Tensor,
  b: Tensor,
  gradient: Tensor,
): void {
  const { M, N, K } = shape;
  const S = splitCount(M, N, K);
  const partial = workspace.reals('partial', S * M * N);
  plan.op(matmulTNPartial, { M, N, K, S }, a, b, partial);
  plan.op(sumPartialsAdd, { S, L: M * N }, partial, gradient);
}

/** The backward of a whole-row RMSNorm over `rows` rows: adds to the weight's gradient and to dx. */
export function addNorm(
  plan: PlanBuilder,
  { config: { D }, workspace }: Decoder,
  rows: number,
  at: { readonly x: Tensor; readonly weight: Tensor; readonly rstd: Tensor; readonly dy: Tensor },
  gradient: Tensor,
  dx: Tensor,
): void {
  const S = stripCount(rows);
  const partial = workspace.reals('partial', S * D);
  plan.op(rmsNormWeightPartial, { N: rows, D, S }, at.x, at.rstd, at.dy, partial);
  plan.op(sumPartialsAdd, { S, L: D }, partial, gradient);
  plan.op(rmsNormBackward, { N: rows, D }, at.x, at.weight, at.rstd, at.dy, dx);
}

interface Batch {
  readonly N: number;
  readonly position: Tensor;
  readonly span: Tensor;
  /** [N]: the selected row of a token, or NONE. */
  readonly inverse: Tensor;
  readonly activations: ActivationsOf;
  /** How many layers, from the first, kept only their input. */
  readonly recompute: number;
}

/**
 * All layers, last to first. `dRows` [M, D] is the gradient of the last layer's output at the selected rows; returns the
 * gradient of layer 0's input [N, D].
 */
export function recordLayersBackward(
  plan: PlanBuilder,
  decoder: Decoder,
  batch: Batch,
  selected: SelectedActivations,
  dRows: Tensor,
): Tensor {
  const { config, workspace } = decoder;
  const { D, H, Dh, layers } = config;
  const { N, inverse, activations, recompute } = batch;
  const { M } = selected;
  const last = layers - 1;
  const stream = workspace.reals('dStream', N * D);
  const dAttended = workspace.reals('dAttended', N * H * Dh);

  const dAttendedRows = workspace.reals('dAttendedRows', M * H * Dh);
  recordMlpBackward(plan, decoder, last, M, selected, dRows);
  recordOutputBackward(plan, decoder, last, M, selected, dRows, dAttendedRows);
  plan.op(gatherRows, { M: N, N: M, D }, inverse, dRows, stream);
  plan.op(gatherRows, { M: N, N: M, D: H * Dh }, inverse, dAttendedRows, dAttended);
  recordAttentionBackward(plan, decoder, last, batch, activations(last), dAttended, stream);

  for (let layer = last - 1; layer >= 0; layer--) {
    const at = activations(layer);
    if (layer < recompute) recordLayer(plan, decoder, layer, N, batch, at);
    recordMlpBackward(plan, decoder, layer, N, at, stream);
    recordOutputBackward(plan, decoder, layer, N, at, stream, dAttended);
    recordAttentionBackward(plan, decoder, layer, batch, at, dAttended, stream);
  }
  return stream;
}

/** The MLP half of a layer over N rows, in place on `stream` [N, D]. */
function recordMlpBackward(
  plan: PlanBuilder,
  decoder: Decoder,
  layer: number,
  N: number,
  at: LayerActivations,
  stream: Tensor,
): void {
  const { config, pools, workspace } = decoder;
  const { D, F } = config;
  const dHidden = workspace.reals('dHidden', N * F);
  const dGateUp = workspace.reals('dGateUp', N * 2 * F);
  const dNorm = workspace.reals('dNorm', N * D);
  plan.op(matmulNN, { M: N, N: F, K: D }, stream, pools.layerWeight(layer, 'down'), dHidden);
  addProduct(plan, decoder, { M: D, N: F, K: N }, stream, at.hidden, pools.layerGradient(layer, 'down'));
  plan.op(swigluBackward, { N, F }, at.gateUp, dHidden, dGateUp);
  plan.op(matmulNN, { M: N, N: D, K: 2 * F }, dGateUp, pools.layerWeight(layer, 'gateUp'), dNorm);
  addProduct(plan, decoder, { M: 2 * F, N: D, K: N }, dGateUp, at.norm2, pools.layerGradient(layer, 'gateUp'));
  addNorm(
    plan,
    decoder,
    N,
    { x: at.middle, weight: pools.layerWeight(layer, 'norm2'), rstd: at.rstd2, dy: dNorm },
    pools.layerGradient(layer, 'norm2'),
    stream,
  );
}

/** The output product: adds to its weights' gradient and writes `dAttended` [rows, H*Dh]. */
function recordOutputBackward(
  plan: PlanBuilder,
  decoder: Decoder,
  layer: number,
  rows: number,
  at: LayerActivations,
  stream: Tensor,
  dAttended: Tensor,
): void {
  const { config, pools } = decoder;
  const { D, H, Dh } = config;
  plan.op(matmulNN, { M: rows, N: H * Dh, K: D }, stream, pools.layerWeight(layer, 'o'), dAttended);
  addProduct(plan, decoder, { M: D, N: H * Dh, K: rows }, stream, at.attended, pools.layerGradient(layer, 'o'));
}

/** Attention, rotation, head norms, the q|k|v product and the norm before it; adds to `stream` [N, D]. */
function recordAttentionBackward(
  plan: PlanBuilder,
  decoder: Decoder,
  layer: number,
  { N, position, span, inverse }: Batch,
  at: LayerActivations,
  dAttended: Tensor,
  stream: Tensor,
): void {
  const { config, pools, workspace, T } = decoder;
  const { D, H, Hk, Dh } = config;
  const Q = qkvWidth(config);
  const delta = workspace.reals('delta', N * H);
  const dQkv = workspace.reals('dQkv', N * Q);
  const dNorm = workspace.reals('dNorm', N * D);
  plan.op(attentionDelta, { N, H, Dh }, at.attended, dAttended, delta);
  const heads = { N, H, Hk, Dh };
  const args = [at.qkv, span, dAttended, at.lse, delta, dQkv];
  if (layer === config.layers - 1) {
    plan.op(attentionBackwardQSelected, heads, ...args, inverse);
    plan.op(attentionBackwardKVSelected, heads, ...args, inverse);
  } else {
    plan.op(attentionBackwardQ, heads, ...args);
    plan.op(attentionBackwardKV, heads, ...args);
  }
  plan.op(rope, { ...heads, T, SIGN: 0 }, position, ropeTensor(decoder), dQkv);
  const dRaw = hasHeadNorm(config) ? recordHeadNormBackward(plan, decoder, layer, N, at, dQkv) : dQkv;

  plan.op(matmulNN, { M: N, N: D, K: Q }, dRaw, pools.layerWeight(layer, 'qkv'), dNorm);
  addProduct(plan, decoder, { M: Q, N: D, K: N }, dRaw, at.norm1, pools.layerGradient(layer, 'qkv'));
  if (hasQkvBias(config)) {
    const S = stripCount(N);
    const partial = workspace.reals('partial', S * Q);
    plan.op(columnSumsPartial, { N, D: Q, S }, dRaw, partial);
    plan.op(sumPartialsAdd, { S, L: Q }, partial, pools.layerGradient(layer, 'qkvBias'));
  }
  addNorm(
    plan,
    decoder,
    N,
    { x: at.input, weight: pools.layerWeight(layer, 'norm1'), rstd: at.rstd1, dy: dNorm },
    pools.layerGradient(layer, 'norm1'),
    stream,
  );
}

/** Returns the gradient of the q|k|v rows before the head norms. */
function recordHeadNormBackward(
  plan: PlanBuilder,
  { config, pools, workspace }: Decoder,
  layer: number,
  N: number,
  at: LayerActivations,
  dQkv: Tensor,
): Tensor {
  const { H, Hk, Dh } = config;
  const S = stripCount(N);
  const dRaw = workspace.reals('dRawQkv', N * qkvWidth(config));
  const partial = workspace.reals('partial', S * 2 * Dh);
  const half = workspace.reals('partialHalf', S * Dh);
  plan.op(headNormWeightPartial, { N, H, Hk, Dh, S }, at.rawQkv, at.headRstd, dQkv, partial);
  // The partial sums alternate between the query weight and the key weight; the pool keeps the two apart.
  for (const [name, rows] of [
    ['qNorm', workspace.indices('evenRows', S)],
    ['kNorm', workspace.indices('oddRows', S)],
  ] as const) {
    plan.op(gatherRows, { M: S, N: 2 * S, D: Dh }, rows, partial, half);
    plan.op(sumPartialsAdd, { S, L: Dh }, half, pools.layerGradient(layer, name));
  }
  plan.op(
    headNormBackward,
    { N, H, Hk, Dh },
    at.rawQkv,
    pools.layerWeight(layer, 'qNorm'),
    pools.layerWeight(layer, 'kNorm'),
    at.headRstd,
    dQkv,
    dRaw,
  );
  return dRaw;
}
