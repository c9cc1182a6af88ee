/** A whole optimiser step of a language model: forward, backward, clipping and AdamW, one wait a step. */
import type { Case } from '../contest.ts';
import type { Scale } from '../scale.ts';
import { integers } from '../tasks.ts';
import { within } from './difference.ts';
import { L2_D64, L4_D128, L6_D256, TINY, trainFlops, type Model } from './models.ts';

const SIZES: Readonly<Record<Scale, readonly (readonly [model: Model, B: number, T: number])[]>> = {
  tiny: [[TINY, 2, 16]],
  small: [
    // Small enough for tfjs on a software adapter.
    [L2_D64, 2, 64],
    [L2_D64, 16, 128],
    [L4_D128, 4, 128],
  ],
  full: [
    [L2_D64, 16, 128],
    [L4_D128, 16, 128],
    [L6_D256, 32, 256],
  ],
};

export const trainCases = (scale: Scale): Case<'train'>[] =>
  SIZES[scale].map(([model, B, T]) => ({
    benchmark: 'train',
    size: `${model.name} F${model.config.F} V${model.config.V} ${B}×${T}`,
    unit: 'step',
    units: 1,
    repeats: 10,
    flops: trainFlops(model, B, T),
    bytes: 0,
    task: () => ({
      config: model.config,
      seed: 1,
      B,
      T,
      rows: Array.from({ length: B }, (_, b) => integers(T + 1, model.config.V, `row ${b} of ${model.name}`)),
    }),
    disagreement: within({ losses: 1e-4 }),
  }));
