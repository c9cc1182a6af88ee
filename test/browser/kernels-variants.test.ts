/** Every variant that this adapter can run, held to the cases of its kernel. The device has the default limits. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../../src/engine/webgpu/device.ts';
import { WebGpuExecutor } from '../../src/engine/webgpu/executor.ts';
import { attentionCases } from '../kernels/attention.cases.ts';
import { decodeCases } from '../kernels/decode.cases.ts';
import { headCases } from '../kernels/head.cases.ts';
import { linearCases } from '../kernels/linear.cases.ts';
import { optimiserCases } from '../kernels/optimiser.cases.ts';
import { checkCase } from '../kernels/runner.ts';
import { sampleCases } from '../kernels/sample.cases.ts';
import { coverage, variantCases } from '../kernels/variants.ts';

const cases = [...attentionCases, ...linearCases, ...headCases, ...decodeCases, ...sampleCases, ...optimiserCases];
const features = new Set((await navigator.gpu.requestAdapter())!.features);
const allowed = { features, half: true };

let executor: WebGpuExecutor;
beforeAll(async () => {
  executor = new WebGpuExecutor(await openDevice());
});
afterAll(() => executor.dispose());

test('subgroups and 16 bits are among them', () => {
  const counts = coverage(cases, allowed);
  expect(counts.get('matmulNT subgroup')).toBeGreaterThan(0);
  expect(counts.get('matmulNT half-packed')).toBeGreaterThan(0);
});

/** The largest tiles take a software adapter half a minute to compile while other tests run beside it. */
const TIMEOUT_MS = 300_000;

test.each(variantCases(cases, allowed))(
  '$name',
  async (one) => {
    expect(await checkCase(executor, one)).toBeLessThanOrEqual(1);
  },
  TIMEOUT_MS,
);
