/**
 * One batch of rows becomes optimiser steps: which rows go into which step, and what the loss and the optimiser are told.
 * Must not collect or score.
 */
import { recipeOf } from '../algo/recipes.ts';
import { Rng } from '../core/rng.ts';
import type { Settings } from '../core/settings.ts';
import type { LossSettings, OptimiserSettings, PolicyModel, TrainingRow, UpdateStats } from '../model/interface.ts';

export const CLONING_LOSS: LossSettings = {
  objective: 'cloning',
  temperature: 1,
  clipLow: 0.2,
  clipHigh: 0.2,
  dualClip: Infinity,
  klCoef: 0,
  entropyCoef: 0,
  aggregation: 'token-mean',
};

export const optimiserSettings = (settings: Settings, learningRate: number): OptimiserSettings => ({
  learningRate,
  beta1: 0.9,
  beta2: 0.999,
  // Larger than AdamW's usual 1e-8: the rows of words that are never said have tiny gradients, which 1e-8 would blow up to
  // full steps, and policy gradients are mostly noise.
  epsilon: 1e-5,
  weightDecay: settings.weightDecay,
  maxGradNorm: settings.maxGradNorm,
});

const policyLoss = (settings: Settings): LossSettings => ({
  objective: 'policy-gradient',
  temperature: settings.temperature,
  clipLow: settings.clipLow,
  clipHigh: settings.clipHigh,
  dualClip: recipeOf(settings.recipe).dualClip,
  klCoef: settings.klCoef,
  entropyCoef: settings.entropyCoef,
  aggregation: settings.aggregation as LossSettings['aggregation'],
});

/** Passes over freshly shuffled rows, each split into the wanted number of steps of nearly equal size. */
export async function optimise(
  policy: PolicyModel,
  rows: readonly TrainingRow[],
  settings: Settings,
  update: number,
): Promise<UpdateStats[]> {
  const { epochs, miniBatches, learningRate, seed } = settings;
  const stats: UpdateStats[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = new Rng(seed, `shuffle ${update} ${epoch}`).shuffled(rows);
    for (let k = 0; k < miniBatches; k++) {
      const from = Math.floor((k * rows.length) / miniBatches);
      const to = Math.floor(((k + 1) * rows.length) / miniBatches);
      if (to > from)
        stats.push(
          await policy.update(order.slice(from, to), policyLoss(settings), optimiserSettings(settings, learningRate)),
        );
    }
  }
  return stats;
}
