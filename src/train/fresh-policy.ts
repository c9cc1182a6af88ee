/** The model that a run's settings ask for, untrained, and the arithmetic they ask for. Must not know how it is trained. */
import type { Settings } from '../core/settings.ts';
import type { Executor } from '../engine/executor.ts';
import { toyConfig } from '../model/config.ts';
import { Policy } from '../model/policy.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import type { TrainEvent } from './events.ts';

/** Longest prompt; those of the built-in levels fit with a memory window of 8 turns (docs/ENVIRONMENTS.md). */
export const MAX_PROMPT = 216;

/** Executors of which it was said that they do not compute with 16 bits: a run may have two policies, and needs one sentence. */
const toldOf = new WeakSet<Executor>();

export function freshPolicy(
  settings: Settings,
  tokenizer: Tokenizer,
  { executor, emit }: { readonly executor: Executor; readonly emit: (event: TrainEvent) => void },
): Promise<Policy> {
  const { width, layers, heads, kvHeads, mlpWidth, memoryBudget, recompute, maxNewTokens, seed, observation } =
    settings;
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
  const isAllowed = executor.allowHalf(settings.precision === '16');
  if (!isAllowed && !toldOf.has(executor)) {
    toldOf.add(executor);
    const sentence = `${executor.label} does not compute with 16 bits, so this run stays with 32.`;
    emit({ kind: 'warning', code: 'bad-setting', sentence });
  }
  return Policy.create(executor, config, {
    seed,
    maxTokens,
    recompute,
    ...(memoryBudget > 0 && { memoryBudget: memoryBudget * 2 ** 20 }),
    progress: (note, done, total) => emit({ kind: 'progress', phase: 'compiling', done, total, note }),
  });
}
