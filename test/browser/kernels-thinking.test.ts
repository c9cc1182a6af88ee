/** Thinking watched and cut on WebGPU: the twin's tokens and cuts, and the pure rule over what the device records. */
import { expect, test } from 'vitest';
import { checkThinkingTurn, thinkingTurns } from '../kernels/thinking-turns.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();

// Two shares with a division of 2.5 ulp and four roundings of half an ulp each, then two products and a sum: 2^-23 * 6.
const ROUNDING = 6 * 2 ** -23;

test.each(thinkingTurns)('$name', async (turn) => {
  expect(await checkThinkingTurn(executor(), turn, ROUNDING)).toEqual(expect.arrayContaining([...turn.shows]));
});
