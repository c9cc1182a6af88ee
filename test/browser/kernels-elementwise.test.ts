/** Embedding, norms, rotary positions, SwiGLU and zero-fill on WebGPU against their f64 twins. */
import { expect, test } from 'vitest';
import { tensor } from '../../src/engine/executor.ts';
import { zero } from '../../src/engine/kernels/fill.ts';
import { PlanBuilder } from '../../src/engine/plan.ts';
import { embeddingCases } from '../kernels/embedding.cases.ts';
import { fillCases } from '../kernels/fill.cases.ts';
import { mlpCases } from '../kernels/mlp.cases.ts';
import { normCases } from '../kernels/norm.cases.ts';
import { ropeCases } from '../kernels/rope.cases.ts';
import { checkCase } from '../kernels/runner.ts';
import { sharedWebGpu } from './open-executor.ts';

const executor = sharedWebGpu();

test.each([...embeddingCases, ...normCases, ...ropeCases, ...mlpCases, ...fillCases])('$name', async (one) => {
  expect(await checkCase(executor(), one)).toBeLessThanOrEqual(1);
});

test('a kernel past 65,535 workgroups folds its grid and still reaches every element', async () => {
  const L = 65_535 * 64 + 65;
  const out = tensor(executor(), 'out', 'f32', L);
  executor().write(out, new Float32Array(L).fill(1));
  executor().run(await executor().compile(new PlanBuilder('fold').op(zero, { L }, out).build()));
  const [values] = await executor().read([out]);
  executor().free(out.storage);
  expect(values!.findIndex((value) => value !== 0)).toBe(-1);
});
