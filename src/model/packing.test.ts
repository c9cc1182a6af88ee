import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { NONE } from '../engine/kernels/cache.ts';
import { capacityFor } from './capacity.ts';
import { pack, planBatches } from './packing.ts';

test('longest first into the first batch with room; rows keep their order inside', () => {
  expect(planBatches([3, 9, 4, 6, 1], 10)).toEqual([[1, 4], [2, 3], [0]]);
  expect(planBatches([], 10)).toEqual([]);
});

test('every row is in exactly one batch, no batch is over the budget, and all but one are half full', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 })), (lengths) => {
      const batches = planBatches(lengths, 50);
      expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
      const loads = batches.map((rows) => rows.reduce((sum, i) => sum + lengths[i]!, 0));
      expect(Math.max(0, ...loads)).toBeLessThanOrEqual(50);
      expect(loads.filter((load) => load * 2 < 50).length).toBeLessThanOrEqual(1);
    }),
  );
});

test('a packed batch tells every token its row and place; padding is alone', () => {
  const { ids, span, position, starts } = pack([Uint32Array.of(7, 8, 9), Uint32Array.of(5)], 6);
  expect([...ids]).toEqual([7, 8, 9, 5, NONE, NONE]);
  expect([...span]).toEqual([0, 3, 0, 3, 0, 3, 3, 4, 4, 5, 5, 6]);
  expect([...position]).toEqual([0, 1, 2, 0, 0, 0]);
  expect(starts).toEqual([0, 3]);
});

test('capacities are few, hold the count, and waste at most a third', () => {
  const sizes = new Set<number>();
  for (let count = 1; count <= 4096; count++) {
    const size = capacityFor(count, 64);
    sizes.add(size);
    expect(size).toBeGreaterThanOrEqual(count);
    if (count > 64) expect(count / size).toBeGreaterThan(0.5);
    if (count > 128) expect(count / size).toBeGreaterThan(2 / 3);
  }
  expect([...sizes]).toEqual([64, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096]);
});
