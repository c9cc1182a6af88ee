/** Our optimiser step, as the trainer calls it: Policy.update, host work included. */
import type { Executor } from '../../engine/executor.ts';
import type { LossSettings, TrainingRow } from '../../model/interface.ts';
import { Policy } from '../../model/policy.ts';
import type { Contestant } from '../contest.ts';
import { CHECKED_STEPS, OPTIMISER, POLICY_LOSS, type TrainTask } from '../tasks.ts';
import { countsOf, type OpenExecutor } from './plans.ts';

/** Cross-entropy of the next token: cloning with every advantage 1. */
const CROSS_ENTROPY: LossSettings = { ...POLICY_LOSS, objective: 'cloning' };

function trainingRow(ids: Uint32Array): TrainingRow {
  const ones = new Float32Array(ids.length - 1).fill(1);
  const zeros = new Float32Array(ids.length - 1);
  return { ids, start: 1, lossMask: ones, advantage: ones, oldLogprob: zeros, refLogprob: zeros };
}

export function ourTrain(open: OpenExecutor, { config, seed, B, T, rows }: TrainTask): Contestant {
  let executor: Executor;
  let policy: Policy;
  const batch = rows.map(trainingRow);
  const fresh = async (): Promise<void> => {
    policy = await Policy.create(executor, config, { seed, maxTokens: T + 1, tokenBudget: Math.max(2048, B * T) });
  };
  const step = async (): Promise<number> => (await policy.update(batch, CROSS_ENTROPY, OPTIMISER)).loss;
  return {
    prepare: async () => {
      executor = await open();
      await fresh();
      await step();
    },
    answer: async (pace) => {
      policy.dispose();
      await fresh();
      const losses: number[] = [];
      while (losses.length < CHECKED_STEPS) {
        losses.push(await step());
        pace.step(losses.length, CHECKED_STEPS);
      }
      return { losses };
    },
    sample: async (repeats) => {
      for (let i = 0; i < repeats; i++) await step();
    },
    counts: () => countsOf(executor),
    dispose: () => executor.dispose(),
  };
}
