/**
 * From the residual stream to logits of selected positions, a chunk of rows at a time, so that the whole logits matrix
 * never exists; and back again. Selection comes before the final norm: rows without loss cost nothing from there on.
 * Must not know what a loss is; plans.ts says what happens to a chunk.
 *
 * N tokens, M selected rows, D width, V vocabulary.
 */
import { gatherRows } from '../engine/kernels/embedding.ts';
import { zero } from '../engine/kernels/fill.ts';
import { matmulNN, matmulNT } from '../engine/kernels/linear.ts';
import { rmsNorm } from '../engine/kernels/norm.ts';
import type { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { addNorm, addProduct } from './backward.ts';
import { headName, type Decoder } from './decoder.ts';

/** Most logits at once, in elements (4 MiB); 64 rows are allowed whatever the vocabulary. */
const CHUNK_ELEMENTS = 2 ** 20;
/** Chunks start at multiples of this many rows, which keeps every tensor's offset aligned. */
const ROW_UNIT = 64;

export const chunkRows = (V: number): number =>
  Math.max(ROW_UNIT, Math.floor(CHUNK_ELEMENTS / V / ROW_UNIT) * ROW_UNIT);

/** Selected rows [M, D], before and after the final norm. */
export interface Selected {
  readonly M: number;
  readonly raw: Tensor;
  readonly normed: Tensor;
  readonly rstd: Tensor;
}

/** Rows `index` of the stream, normed. */
export function recordSelect(
  plan: PlanBuilder,
  { config, workspace, pools }: Decoder,
  size: { readonly N: number; readonly M: number },
  stream: Tensor,
  index: Tensor,
  name = 'selected',
): Selected {
  const { M, N } = size;
  const { D, normEps: EPS } = config;
  const raw = workspace.reals(`${name}.raw`, M * D);
  const normed = workspace.reals(`${name}.normed`, M * D);
  const rstd = workspace.reals(`${name}.rstd`, M);
  plan.op(gatherRows, { M, N, D }, index, stream, raw);
  plan.op(rmsNorm, { N: M, D, EPS }, raw, pools.weight('norm'), normed, rstd);
  return { M, raw, normed, rstd };
}

export interface Chunk {
  readonly first: number;
  readonly rows: number;
  /** [rows, V]. */
  readonly logits: Tensor;
}

/** Part of a tensor that holds `width` numbers for each of M rows. */
export const rowsOf = (t: Tensor, { first, rows }: Pick<Chunk, 'first' | 'rows'>, width: number): Tensor => ({
  storage: t.storage,
  offset: t.offset + first * width,
  length: rows * width,
});

/** logits [M, V] of normed rows, all at once. */
export function recordLogits(
  plan: PlanBuilder,
  { config, pools }: Decoder,
  M: number,
  normed: Tensor,
  logits: Tensor,
): void {
  plan.op(matmulNT, { M, N: config.V, K: config.D }, normed, pools.weight(headName(config)), logits);
}

/** Logits chunk by chunk through one buffer; `each` says what to do with a chunk before the next overwrites it. */
export function recordChunks(
  plan: PlanBuilder,
  decoder: Decoder,
  { M, normed }: Selected,
  each: (chunk: Chunk) => void,
): void {
  const { D, V } = decoder.config;
  const most = chunkRows(V);
  for (let first = 0; first < M; first += most) {
    const rows = Math.min(most, M - first);
    const logits = decoder.workspace.reals('logits', Math.min(most, M) * V);
    recordLogits(plan, decoder, rows, rowsOf(normed, { first, rows }, D), logits);
    each({ first, rows, logits });
  }
}

/** A chunk's logits now hold the loss gradient: into the output matrix, and into `dNormed` [M, D]. */
export function recordChunkBackward(
  plan: PlanBuilder,
  decoder: Decoder,
  { normed }: Selected,
  { first, rows, logits }: Chunk,
  dNormed: Tensor,
): void {
  const { config, pools } = decoder;
  const { D, V } = config;
  const name = headName(config);
  plan.op(matmulNN, { M: rows, N: D, K: V }, logits, pools.weight(name), rowsOf(dNormed, { first, rows }, D));
  addProduct(plan, decoder, { M: V, N: D, K: rows }, logits, rowsOf(normed, { first, rows }, D), pools.gradient(name));
}

/** From `dNormed` [M, D] through the final norm to the gradient of the whole stream [N, D]; rows not selected get zero.
 * `inverse` [N] is the selected row of a token, or NONE. */
export function recordSelectBackward(
  plan: PlanBuilder,
  decoder: Decoder,
  N: number,
  { M, raw, rstd }: Selected,
  dNormed: Tensor,
  inverse: Tensor,
): Tensor {
  const { config, workspace, pools } = decoder;
  const { D } = config;
  const dRaw = workspace.reals('dSelected', M * D);
  const stream = workspace.reals('dStream', N * D);
  plan.op(zero, { L: M * D }, dRaw);
  addNorm(plan, decoder, M, { x: raw, weight: pools.weight('norm'), rstd, dy: dNormed }, pools.gradient('norm'), dRaw);
  plan.op(gatherRows, { M: N, N: M, D }, inverse, dRaw, stream);
  return stream;
}
