import { expect, test } from 'vitest';
import { optimiserCases } from '../kernels/optimiser.cases.ts';
import { checkCase } from '../kernels/runner.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();

test.each(optimiserCases)('$name', async (one) => {
  const r = await checkCase(executor(), one); console.log("RATIO", one.name, r.toFixed(3)); expect(r).toBeLessThanOrEqual(1);
});
