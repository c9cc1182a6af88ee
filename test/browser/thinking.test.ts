/** Thinking watched and cut by the policy on WebGPU, with no read-back but the one a turn. */
import { expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { Policy } from '../../src/model/policy.ts';
import { MAX_TOKENS, requestFor, TOY } from '../policy-cases.ts';
import { cutsForceTheQueue, freeAndWatched, THINKING, turnsGoOn } from '../thinking-cases.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();
// As in model.test.ts.
const TOLERANCE = 1e-4;

test('watching is free', async () => {
  const [free, watched] = await freeAndWatched(executor());
  expect(watched).toEqual(free);
});

test('a cut forces the queue', async () => {
  expect(await cutsForceTheQueue(executor())).toBeLessThan(TOLERANCE);
});

test('turns go on from each other', async () => {
  expect(await turnsGoOn(executor())).toBeLessThan(TOLERANCE);
});

test('a turn with thinking under control is decoded with one read-back', async () => {
  const gpu = executor();
  const policy = await Policy.create(gpu, TOY, { seed: 1, maxTokens: MAX_TOKENS });
  const { readbacks } = gpu.counters;
  const request = { ...requestFor(new Rng(1, 'rows'), 8, TOY.V), maxNewTokens: 12, stopToken: 1000 };
  await policy.generate({ ...request, thinking: THINKING });
  expect(gpu.counters.readbacks).toBe(readbacks + 1);
  policy.dispose();
});
