import { expect, test } from 'vitest';
import { decodeCases } from '../kernels/decode.cases.ts';
import { checkCase } from '../kernels/runner.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();

test.each(decodeCases)('$name', async (one) => {
  expect(await checkCase(executor(), one)).toBeLessThanOrEqual(1);
});
