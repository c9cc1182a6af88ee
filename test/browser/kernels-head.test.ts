import { expect, test } from 'vitest';
import { headCases } from '../kernels/head.cases.ts';
import { checkCase } from '../kernels/runner.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();

test.each(headCases)('$name', async (one) => {
  expect(await checkCase(executor(), one)).toBeLessThanOrEqual(1);
});
