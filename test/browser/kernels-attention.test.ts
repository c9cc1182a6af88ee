import { expect, test } from 'vitest';
import { attentionCases } from '../kernels/attention.cases.ts';
import { checkCase } from '../kernels/runner.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();

test.each(attentionCases)('$name', async (one) => {
  const r = await checkCase(executor(), one); console.log("RATIO", one.name, r.toFixed(3)); expect(r).toBeLessThanOrEqual(1);
});
