/** Thinking watched and cut by the policy on the CPU executors, and what it refuses. */
import { afterAll, describe, expect, it, test } from 'vitest';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { Policy } from '../../src/model/policy.ts';
import type { ThinkingControl } from '../../src/model/thinking.ts';
import { MAX_TOKENS, requestFor, TOY } from '../policy-cases.ts';
import { cutsForceTheQueue, freeAndWatched, THINKING, turnsGoOn } from '../thinking-cases.ts';
import { Rng } from '../../src/core/rng.ts';

// Rows are handed out as f32 even where they are computed in f64.
describe.each([
  ['f64', 1e-6],
  ['f32', 3e-5],
] as const)('%s', async (precision, tolerance) => {
  const executor = await CpuExecutor.create({ precision });
  afterAll(() => executor.dispose());

  it('watching is free', async () => {
    const [free, watched] = await freeAndWatched(executor);
    expect(watched).toEqual(free);
  });
  it('a cut forces the queue', async () => {
    expect(await cutsForceTheQueue(executor)).toBeLessThan(tolerance);
  });
  it('turns go on from each other', async () => {
    expect(await turnsGoOn(executor)).toBeLessThan(tolerance);
  });
});

test.each<[Partial<ThinkingControl>, string]>([
  [{ alpha: 1.1 }, 'α must be 0 to 1, got 1.1.'],
  [{ epsilon: NaN }, 'ε must be 0 to 1, got NaN.'],
  [{ topJ: 1 }, 'j must be a whole number from 2 to 20, got 1.'],
  [{ window: 1.5 }, 'The window N must be a whole number of tokens, got 1.5.'],
  [{ minThink: -1 }, 'L_min must be a whole number of tokens, got -1.'],
  [{ minThink: 9, maxThink: 8 }, 'L_min 9 is above L_max 8.'],
  [{ window: 17 }, 'A window of N = 17 never fills in a turn of 20 tokens.'],
  [{ budget: Infinity }, 'The thinking budget must be a whole number of tokens, got Infinity.'],
  [{ tokens: { ...THINKING.tokens, thinkClose: 60 } }, 'thinkClose is token 60 of a vocabulary of 60.'],
])('%o is refused with one sentence, and the policy goes on', async (wrong, sentence) => {
  const executor = await CpuExecutor.create({ precision: 'f32' });
  const policy = await Policy.create(executor, TOY, { seed: 5, maxTokens: MAX_TOKENS });
  const request = { ...requestFor(new Rng(6, 'prompts'), 2, TOY.V), maxNewTokens: 20 };
  await expect(policy.generate({ ...request, thinking: { ...THINKING, ...wrong } })).rejects.toMatchObject({
    code: 'bad-setting',
    message: sentence,
  });
  expect(await policy.generate({ ...request, thinking: THINKING })).toHaveLength(2);
  executor.dispose();
});
