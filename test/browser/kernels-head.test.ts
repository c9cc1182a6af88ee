import { expect, test } from 'vitest';
import { headCases } from '../kernels/head.cases.ts';
import { checkCase } from '../kernels/runner.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();

test.each(headCases)('$name', async (one) => {
  const r = await checkCase(executor(), one); console.log("RATIO", one.name, r.toFixed(3)); expect(r).toBeLessThanOrEqual(1);
});
