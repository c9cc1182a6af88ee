/**
 * From rows of the residual stream to their logits, a chunk of rows at a time, so that the whole logits matrix never
 * exists; and back again. Must not know what a loss is: the plans say what happens to a chunk.
 *
 * M rows, D width, V vocabulary.
 */
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

/** Rows [M, D] of the residual stream, before and after the final norm. */
export interface FinalRows {
  readonly M: number;
  readonly raw: Tensor;
  readonly normed: Tensor;
  readonly rstd: Tensor;
}

export function recordFinalNorm(
  plan: PlanBuilder,
  { config, workspace, pools }: Decoder,
  M: number,
  raw: Tensor,
): FinalRows {
  const { D, normEps: EPS } = config;
  const normed = workspace.reals('final.normed', M * D);
  const rstd = workspace.reals('final.rstd', M);
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
  { M, normed }: FinalRows,
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
  { normed }: FinalRows,
  { first, rows, logits }: Chunk,
  dNormed: Tensor,
): void {
  const { config, pools } = decoder;
  const { D, V } = config;
  const name = headName(config);
  plan.op(matmulNN, { M: rows, N: D, K: V }, logits, pools.weight(name), rowsOf(dNormed, { first, rows }, D));
  addProduct(plan, decoder, { M: V, N: D, K: rows }, logits, rowsOf(normed, { first, rows }, D), pools.gradient(name));
}

/** From `dNormed` [M, D] through the final norm: the gradient of the rows [M, D]. */
export function recordFinalNormBackward(
  plan: PlanBuilder,
  decoder: Decoder,
  { M, raw, rstd }: FinalRows,
  dNormed: Tensor,
): Tensor {
  const { config, workspace, pools } = decoder;
  const dRows = workspace.reals('dRows', M * config.D);
  plan.op(zero, { L: M * config.D }, dRows);
  addNorm(plan, decoder, M, { x: raw, weight: pools.weight('norm'), rstd, dy: dNormed }, pools.gradient('norm'), dRows);
  return dRows;
}
