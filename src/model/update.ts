/**
 * One optimiser step on a batch of rows: pack into micro-batches, replay the training plan on each, clip and step, and
 * read one small block of statistics back. Must not know where advantages come from.
 */
import { TurnlabError } from '../core/errors.ts';
import { PATCH, type Picture } from '../core/picture.ts';
import { NONE } from '../engine/kernels/cache.ts';
import { sortById } from '../engine/kernels/embedding.ts';
import { HYPER, HYPER_LENGTH, LOSS_STATS, OBJECTIVE, TOKEN } from '../engine/kernels/head.ts';
import { ADAM, ADAM_LENGTH, NORM } from '../engine/kernels/optimiser.ts';
import { capacityFor } from './capacity.ts';
import type { Decoder } from './decoder.ts';
import type { LossSettings, OptimiserSettings, TrainingRow, UpdateStats } from './interface.ts';
import { lossWeights } from './loss-weights.ts';
import { pack, planBatches } from './packing.ts';
import { patchCapacity, writePatches } from './patch-embedding.ts';
import { pictureProblem } from './patches.ts';
import { beginPlan, finishPlan, statsTensor, trainPlan } from './train-plan.ts';

/** Batches are padded to multiples like these. */
export const TOKEN_UNIT = 64;
/** "None" for clips: shaders must not see infinity. */
const UNBOUNDED = 1e30;

/** One position that carries loss. */
interface LossPosition {
  /** Index in the row of the token whose output predicts the target. */
  readonly at: number;
  readonly target: number;
  readonly advantage: number;
  readonly oldLogprob: number;
  readonly refLogprob: number;
  readonly weight: number;
}

interface PreparedRow {
  /** Up to the last position that carries loss: what comes after cannot reach it. */
  readonly ids: Uint32Array;
  readonly picture: Picture | undefined;
  readonly positions: readonly LossPosition[];
}

export interface UpdateOptions {
  readonly tokenBudget: number;
  readonly decayAll: boolean;
  /** Layers, from the first, whose forward pass runs once more on the way back. */
  readonly recompute: number;
  /** Optimiser steps including this one, from 1. */
  readonly step: number;
}

/** Throws TurnlabError `bad-argument` when a row is malformed or no token carries loss. */
export async function update(
  decoder: Decoder,
  rows: readonly TrainingRow[],
  loss: LossSettings,
  optimiser: OptimiserSettings,
  options: UpdateOptions,
): Promise<UpdateStats> {
  const prepared = prepareRows(decoder, rows, loss);
  const batches = planBatches(
    prepared.map((row) => row.ids.length),
    options.tokenBudget,
  );
  const { workspace } = decoder;
  const { executor } = workspace;
  executor.run((await workspace.plan('begin', () => beginPlan(decoder))).executable);
  const hyper = hyperOf(loss);
  let capacity = 0;
  for (const batch of batches) {
    capacity += await accumulate(
      decoder,
      batch.map((i) => prepared[i]!),
      hyper,
      options.recompute,
    );
  }
  const finish = await workspace.plan(`finish ${options.decayAll}`, () => finishPlan(decoder, options.decayAll));
  executor.write(finish.io.adam, adamOf(optimiser, options.step));
  executor.run(finish.executable);
  const [stats, norm] = await executor.read([statsTensor(decoder), finish.io.norm]);
  const used = prepared.reduce((sum, row) => sum + row.ids.length, 0);
  const tokens = stats![LOSS_STATS.count]!;
  const mean = (field: number): number => stats![field]! / tokens;
  return {
    loss: stats![LOSS_STATS.loss]!,
    policyLoss: stats![LOSS_STATS.policyLoss]!,
    entropy: mean(LOSS_STATS.entropy),
    kl: mean(LOSS_STATS.k3),
    approxKl: mean(LOSS_STATS.k1),
    clipFraction: mean(LOSS_STATS.clipped),
    meanRatio: mean(LOSS_STATS.ratio),
    gradNorm: norm![NORM.norm]!,
    tokens,
    padding: 1 - used / capacity,
    skipped: norm![NORM.nonFinite]! > 0,
  };
}

function prepareRows(decoder: Decoder, rows: readonly TrainingRow[], loss: LossSettings): PreparedRow[] {
  for (const [i, row] of rows.entries()) checkRow(decoder, row, i);
  const weights = lossWeights(rows, loss.aggregation);
  const prepared: PreparedRow[] = [];
  for (const [i, row] of rows.entries()) {
    const positions: LossPosition[] = [];
    for (const [k, weight] of weights[i]!.entries()) {
      if (weight === 0) continue;
      const position: LossPosition = {
        at: row.start + k - 1,
        target: row.ids[row.start + k]!,
        advantage: row.advantage[k]!,
        oldLogprob: row.oldLogprob[k]!,
        refLogprob: row.refLogprob[k]!,
        weight,
      };
      if (!Number.isFinite(position.advantage + position.oldLogprob + position.refLogprob + weight))
        throw new TurnlabError('not-finite', `Row ${i} holds a number that is not finite at response token ${k}.`);
      positions.push(position);
    }
    const last = positions.at(-1);
    if (last) prepared.push({ ids: row.ids.subarray(0, last.at + 1), picture: row.picture, positions });
  }
  if (prepared.length === 0)
    throw new TurnlabError('bad-argument', 'No token of the batch carries loss.', 'Skip the update.');
  return prepared;
}

function checkRow({ T, config }: Decoder, row: TrainingRow, i: number): void {
  const fail = (sentence: string): never => {
    throw new TurnlabError('bad-argument', `Row ${i} ${sentence}.`);
  };
  const { ids, start } = row;
  if (ids.length > T) fail(`has ${ids.length} tokens, the model was made for at most ${T}`);
  if (!(start >= 1 && start <= ids.length)) fail(`starts its response at ${start} of ${ids.length} tokens`);
  for (const name of ['lossMask', 'advantage', 'oldLogprob', 'refLogprob'] as const)
    if (row[name].length !== ids.length - start)
      fail(`has ${row[name].length} entries in ${name}, the response has ${ids.length - start} tokens`);
  const problem = pictureProblem(config, { ids: ids.subarray(0, start), picture: row.picture });
  if (problem) fail(problem);
  for (const [t, id] of ids.entries())
    if (id >= config.V && !(id === PATCH && t < start))
      fail(`holds token ${id}, the vocabulary ends at ${config.V - 1}`);
}

/** One micro-batch: its gradients and statistics are added on the device. Returns its capacity in tokens. */
async function accumulate(
  decoder: Decoder,
  rows: readonly PreparedRow[],
  hyper: Float64Array,
  recompute: number,
): Promise<number> {
  const { workspace, config } = decoder;
  const tokens = rows.reduce((sum, row) => sum + row.ids.length, 0);
  const selected = rows.reduce((sum, row) => sum + row.positions.length, 0);
  const N = capacityFor(tokens, TOKEN_UNIT);
  const P = patchCapacity(rows);
  const M = capacityFor(selected, TOKEN_UNIT);
  const batch = pack(
    rows.map((row) => row.ids),
    N,
  );
  const index = new Uint32Array(M).fill(NONE);
  const inverse = new Uint32Array(N).fill(NONE);
  const target = new Uint32Array(M).fill(NONE);
  const token = new Float64Array(M * 4);
  let m = 0;
  for (const [r, row] of rows.entries()) {
    for (const position of row.positions) {
      const n = batch.starts[r]! + position.at;
      index[m] = n;
      inverse[n] = m;
      target[m] = position.target;
      for (const field of ['advantage', 'oldLogprob', 'refLogprob', 'weight'] as const)
        token[4 * m + TOKEN[field]] = position[field];
      m++;
    }
  }
  const { order, start } = sortById(batch.ids, config.V);
  const { executable, io } = await workspace.plan(`train ${N} ${P} ${M}`, () =>
    trainPlan(decoder, { N, P, M }, recompute),
  );
  const { executor } = workspace;
  executor.write(io.ids, batch.ids);
  executor.write(io.span, batch.span);
  executor.write(io.position, batch.position);
  writePatches(decoder, io.patches, rows, batch.ids);
  executor.write(io.order, order);
  executor.write(io.start, start);
  executor.write(io.index, index);
  executor.write(io.inverse, inverse);
  executor.write(io.target, target);
  executor.write(io.token, token);
  executor.write(io.hyper, hyper);
  executor.run(executable);
  return N;
}

function hyperOf(loss: LossSettings): Float64Array {
  const hyper = new Float64Array(HYPER_LENGTH);
  hyper[HYPER.temperature] = loss.temperature;
  hyper[HYPER.clipLow] = loss.clipLow;
  hyper[HYPER.clipHigh] = loss.clipHigh;
  hyper[HYPER.dualClip] = Math.min(loss.dualClip, UNBOUNDED);
  hyper[HYPER.klCoef] = loss.klCoef;
  hyper[HYPER.entropyCoef] = loss.entropyCoef;
  hyper[HYPER.objective] = loss.objective === 'cloning' ? OBJECTIVE.cloning : OBJECTIVE.policyGradient;
  return hyper;
}

/** Bias corrections come from the host in double precision. */
function adamOf(optimiser: OptimiserSettings, step: number): Float64Array {
  const adam = new Float64Array(ADAM_LENGTH);
  adam[ADAM.lr] = optimiser.learningRate;
  adam[ADAM.beta1] = optimiser.beta1;
  adam[ADAM.beta2] = optimiser.beta2;
  adam[ADAM.eps] = optimiser.epsilon;
  adam[ADAM.weightDecay] = optimiser.weightDecay;
  adam[ADAM.c1] = 1 - optimiser.beta1 ** step;
  adam[ADAM.c2] = 1 - optimiser.beta2 ** step;
  adam[ADAM.maxNorm] = Math.min(optimiser.maxGradNorm, UNBOUNDED);
  return adam;
}
