/** Every variant that this adapter can run, held to the cases of its kernel. The device has the default limits. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../../src/engine/webgpu/device.ts';
import { matmulNN, matmulNT, type ProductShape } from '../../src/engine/kernels/linear.ts';
import { rmsNorm, rmsNormBackward } from '../../src/engine/kernels/norm.ts';
import { withVariant, type Variant } from '../../src/engine/variant.ts';
import { WebGpuExecutor } from '../../src/engine/webgpu/executor.ts';
import { attentionCases } from '../kernels/attention.cases.ts';
import { decodeCases } from '../kernels/decode.cases.ts';
import { embeddingCases } from '../kernels/embedding.cases.ts';
import { headCases } from '../kernels/head.cases.ts';
import { linearCases } from '../kernels/linear.cases.ts';
import { normCases } from '../kernels/norm.cases.ts';
import { optimiserCases } from '../kernels/optimiser.cases.ts';
import type { KernelCase } from '../kernels/case.ts';
import { checkCase } from '../kernels/runner.ts';
import { sampleCases } from '../kernels/sample.cases.ts';
import { coverage, variantCases } from '../kernels/variants.ts';

const cases = [
  ...normCases,
  ...embeddingCases,
  ...attentionCases,
  ...linearCases,
  ...headCases,
  ...decodeCases,
  ...sampleCases,
  ...optimiserCases,
];
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

/** Subgroups have at least four threads, so in workgroups of two none is full: what a wide GPU does with narrow matrices. */
const NARROW = 2;

function narrow(one: KernelCase): KernelCase {
  const variant = one.kernel.variants!.find(({ name }) => name === 'subgroup')!;
  const inTwos: Variant = {
    ...variant,
    wgsl: (shape) =>
      variant.wgsl(shape).replace(/^const WORKGROUP: u32 = \d+u;/m, `const WORKGROUP: u32 = ${NARROW}u;`),
    // A product's workgroup owns 4 columns a thread and 4 rows; a norm's owns a row however wide it is.
    workgroups: (shape) => {
      if (!('K' in shape)) return variant.workgroups(shape);
      const { M, N } = shape as ProductShape;
      return [Math.ceil(N / (4 * NARROW)), Math.ceil(M / 4), 1];
    },
  };
  return { ...one, kernel: withVariant(one.kernel, inTwos) };
}

const wide = cases.filter(
  ({ kernel, shape }) =>
    ([matmulNT, matmulNN] as unknown[]).includes(kernel) && shape['M'] === 33 && shape['N'] === 28 && shape['K'] === 64,
);
const normed = cases.filter(
  ({ kernel, shape }) => ([rmsNorm, rmsNormBackward] as unknown[]).includes(kernel) && shape['D'] === 132,
);

test('a workgroup that is smaller than a subgroup asks nobody beyond it', async () => {
  const narrowed = [...wide, ...normed].map(narrow);
  expect(narrowed).toHaveLength(4);
  for (const one of narrowed) expect(await checkCase(executor, one), one.name).toBeLessThanOrEqual(1);
});
