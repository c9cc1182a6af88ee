/** The model that a run's settings ask for, untrained. Must not know how it is trained. */
import type { Settings } from '../core/settings.ts';
import type { Executor } from '../engine/executor.ts';
import { toyConfig } from '../model/config.ts';
import { Policy } from '../model/policy.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import type { TrainEvent } from './events.ts';

/** Longest prompt; those of the built-in levels fit with a memory window of 8 turns (docs/ENVIRONMENTS.md). */
export const MAX_PROMPT = 216;

export function freshPolicy(
  settings: Settings,
  tokenizer: Tokenizer,
  { executor, emit }: { readonly executor: Executor; readonly emit: (event: TrainEvent) => void },
): Promise<Policy> {
  const { width, layers, heads, kvHeads, mlpWidth, memoryBudget, maxNewTokens, seed, observation } = settings;
  const maxTokens = MAX_PROMPT + maxNewTokens;
  const config = toyConfig({
    vocabulary: tokenizer.size,
    width,
    layers,
    heads,
    kvHeads,
    mlpWidth,
    maxTokens,
    pictures: observation === 'picture',
  });
  return Policy.create(executor, config, {
    seed,
    maxTokens,
    ...(memoryBudget > 0 && { memoryBudget: memoryBudget * 2 ** 20 }),
    progress: (note, done, total) => emit({ kind: 'progress', phase: 'compiling', done, total, note }),
  });
}
