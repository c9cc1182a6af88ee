import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrainingRow } from './interface.ts';
import { lossWeights } from './loss-weights.ts';

const rowOf = (mask: readonly number[]): TrainingRow => ({
  ids: new Uint32Array(mask.length + 1),
  start: 1,
  lossMask: Float32Array.from(mask),
  advantage: new Float32Array(mask.length),
  oldLogprob: new Float32Array(mask.length),
  refLogprob: new Float32Array(mask.length),
});

const ROWS = [[1, 0, 1], [1], [0, 0]].map(rowOf);

test.each([
  ['token-mean', [[1 / 3, 0, 1 / 3], [1 / 3], [0, 0]]],
  ['seq-mean-token-mean', [[1 / 4, 0, 1 / 4], [1 / 2], [0, 0]]],
  ['seq-mean-token-sum', [[1 / 2, 0, 1 / 2], [1 / 2], [0, 0]]],
] as const)('%s', (aggregation, expected) => {
  const weights = lossWeights(ROWS, aggregation).map((w) => [...w]);
  for (const [i, row] of expected.entries())
    for (const [k, w] of row.entries()) expect(weights[i]![k]).toBeCloseTo(w, 15);
});

test('means of a constant loss are that constant', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.constantFrom(0, 1), { minLength: 1 }), { minLength: 1 }), (masks) => {
      fc.pre(masks.flat().includes(1));
      for (const aggregation of ['token-mean', 'seq-mean-token-mean'] as const) {
        const sum = lossWeights(masks.map(rowOf), aggregation)
          .flatMap((w) => [...w])
          .reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(1, 12);
      }
    }),
  );
});

test('a batch without loss has no weights, not NaN', () => {
  for (const aggregation of ['token-mean', 'seq-mean-token-mean', 'seq-mean-token-sum'] as const)
    expect(lossWeights([rowOf([0, 0])], aggregation).map((w) => [...w])).toEqual([[0, 0]]);
});
