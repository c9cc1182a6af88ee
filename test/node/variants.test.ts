/** What variants promise without a GPU: which run where, that the case lists reach each, and default limits. */
import { expect, test } from 'vitest';
import { variantsFor } from '../../src/engine/variant.ts';
import type { KernelCase } from '../kernels/case.ts';
import { coverage } from '../kernels/variants.ts';

const files = import.meta.glob<Record<string, unknown>>('../kernels/*.cases.ts', { eager: true });
const cases = Object.values(files).flatMap((exports) =>
  Object.values(exports).filter(Array.isArray).flat(),
) as KernelCase[];

const EVERYTHING = { features: new Set(['subgroups', 'shader-f16']), half: true };

test('the case lists reach every variant more than once', () => {
  const counts = coverage(cases, EVERYTHING);
  expect(counts.size).toBeGreaterThan(20);
  for (const [variant, count] of counts) expect(count, variant).toBeGreaterThan(1);
});

test('names are unique within a kernel, and none is called plain', () => {
  for (const kernel of new Set(cases.map((one) => one.kernel))) {
    const names = (kernel.variants ?? []).map((variant) => variant.name);
    expect(new Set([...names, 'plain']).size, kernel.name).toBe(names.length + 1);
  }
});

test('without the features, and without asking for 16 bits, what needs them is left out', () => {
  for (const { kernel, shape } of cases) {
    const bare = variantsFor(kernel, shape, { features: new Set(), half: false });
    expect(bare.filter((variant) => variant.needs !== undefined || variant.half)).toEqual([]);
    const names = variantsFor(kernel, shape, { features: new Set(['shader-f16']), half: false }).map((v) => v.name);
    expect(names).toEqual(bare.map((variant) => variant.name));
  }
});

test('every variant stays within 65,535 workgroups an axis and 256 threads', () => {
  for (const { kernel, shape } of cases)
    for (const variant of variantsFor(kernel, shape, EVERYTHING)) {
      for (const count of variant.workgroups(shape)) {
        expect(count, `${kernel.name} ${variant.name}`).toBeGreaterThanOrEqual(1);
        expect(count, `${kernel.name} ${variant.name}`).toBeLessThanOrEqual(65535);
      }
    }
});

/** Copies, numbers one by one and short dot products, which memory's speed bounds whatever the threads; what runs once a batch. */
const WITHOUT = [
  'adamW',
  'attentionDelta',
  'cacheCopy',
  'cacheWrite',
  'decodeBegin',
  'embed',
  'gatherRows',
  'lossStatistics',
  'rope',
  'sampleChunks',
  'swiglu',
  'swigluBackward',
  'zero',
];

test('whatever sums has three ways or more, with its own', () => {
  const kernels = [...new Set(cases.map((one) => one.kernel))];
  const without = kernels.filter(({ variants = [] }) => variants.length === 0).map(({ name }) => name);
  expect([...new Set(without)].toSorted()).toEqual(WITHOUT);
  for (const { name, variants = [] } of kernels)
    if (variants.length > 0) expect(variants.length, name).toBeGreaterThanOrEqual(2);
});

test('the products of gradients never round to 16 bits: a token among thousands has less than f16 tells from 0', () => {
  const halved = new Set(
    cases.filter(({ kernel }) => kernel.variants?.some((v) => v.half)).map(({ kernel }) => kernel.name),
  );
  expect([...halved].toSorted()).toEqual(['matmulNT', 'matmulNTAdd', 'matmulNTBias']);
});
