/** Our decoding, as the rollout calls it: Policy.generate, one turn of all rows. */
import type { Executor } from '../../engine/executor.ts';
import { NONE } from '../../engine/kernels/cache.ts';
import type { GeneratedRow } from '../../model/interface.ts';
import { Policy } from '../../model/policy.ts';
import type { Contestant } from '../contest.ts';
import type { DecodeTask } from '../tasks.ts';
import { countsOf, type OpenExecutor } from './plans.ts';

export function ourDecode(open: OpenExecutor, { config, seed, T, steps, first }: DecodeTask): Contestant {
  let executor: Executor;
  let policy: Policy;
  const generate = (): Promise<GeneratedRow[]> =>
    policy.generate({
      rows: Array.from(first, (token, episode) => ({ prompt: Uint32Array.of(token), episode, turn: 0, attempt: 0 })),
      maxNewTokens: steps,
      // No token has this id: every row decodes to the end.
      stopToken: NONE,
      sampling: { temperature: 1, topK: 0, topP: 1, greedy: true },
      seed: 1,
    });
  return {
    prepare: async () => {
      executor = await open();
      policy = await Policy.create(executor, config, { seed, maxTokens: T });
      await generate();
    },
    answer: async () => {
      const rows = await generate();
      return { ids: rows.flatMap(({ ids }) => [...ids]), logprobs: rows.flatMap(({ logprob }) => [...logprob]) };
    },
    sample: async (repeats) => {
      for (let i = 0; i < repeats; i++) await generate();
    },
    counts: () => countsOf(executor),
    dispose: () => executor.dispose(),
  };
}
