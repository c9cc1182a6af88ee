import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { differences, distance, dot } from '../../../test/kernels/differences.ts';
import { normals } from '../../../test/kernels/case.ts';
import { Rng } from '../../core/rng.ts';
import { ShapeError } from '../kernel.ts';
import { embed, embedBackward, gatherRows, sortById } from './embedding.ts';

const NONE = 0xffffffff;
const N = 7;
const D = 3;
const V = 5;
const shape = { N, D, V };
/** Id 4 repeats, id 1 never occurs, two tokens are padding. */
const ids = Uint32Array.of(4, 0, NONE, 4, 3, 4, V);

const reals = (rng: Rng, count: number) => Float64Array.from(normals(rng, count));

test('embed copies table rows and gives padding zeros', () => {
  const table = Float64Array.from({ length: V * D }, (_, i) => i + 1);
  const x = new Float64Array(N * D).fill(-1);
  embed.run(shape, [ids, table, x]);
  expect([...x]).toEqual([13, 14, 15, 1, 2, 3, 0, 0, 0, 13, 14, 15, 10, 11, 12, 13, 14, 15, 0, 0, 0]);
});

test('embedBackward adds the gradient that finite differences of embed find', () => {
  const rng = new Rng(1, 'embed');
  const table = reals(rng, V * D);
  const dx = reals(rng, N * D);
  const x = new Float64Array(N * D);
  const expected = differences(table, () => {
    embed.run(shape, [ids, table, x]);
    return dot(x, dx);
  });
  const { order, start } = sortById(ids, V);
  const dtable = new Float64Array(V * D).fill(10);
  embedBackward.run(shape, [order, start, dx, dtable]);
  expect(
    distance(
      dtable.map((value) => value - 10),
      expected,
    ),
  ).toBeLessThan(1e-9);
});

test('sortById is the stable order of the ids below V, and start bounds each id', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(9), fc.constant(NONE)), { maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      (list, size) => {
        const { order, start } = sortById(Uint32Array.from(list), size);
        const kept = list.map((id, n) => ({ id, n })).filter(({ id }) => id < size);
        const sorted = kept.toSorted((a, b) => a.id - b.id || a.n - b.n);
        expect([...order.subarray(0, start[size])]).toEqual(sorted.map(({ n }) => n));
        for (let v = 0; v < size; v++) expect(start[v + 1]! - start[v]!).toBe(kept.filter(({ id }) => id === v).length);
      },
    ),
  );
});

test('gatherRows with the inverse index is its own transpose', () => {
  const rng = new Rng(2, 'gather');
  const index = Uint32Array.of(5, 0, NONE, 3);
  const inverse = Uint32Array.of(1, NONE, NONE, 3, NONE, 0, NONE);
  const x = reals(rng, N * D);
  const dy = reals(rng, 4 * D);
  const y = new Float64Array(4 * D).fill(9);
  const dx = new Float64Array(N * D).fill(9);
  gatherRows.run({ M: 4, N, D }, [index, x, y]);
  gatherRows.run({ M: N, N: 4, D }, [inverse, dy, dx]);
  expect([...y.subarray(2 * D, 3 * D)]).toEqual([0, 0, 0]);
  expect([...y.subarray(0, D)]).toEqual([...x.subarray(5 * D, 6 * D)]);
  expect(Math.abs(dot(y, dy) - dot(x, dx))).toBeLessThan(1e-14);
});

test.each([
  ['embed', () => embed.lengths({ N: 0, D, V })],
  ['embedBackward', () => embedBackward.lengths({ N, D: 1.5, V })],
  ['gatherRows', () => gatherRows.lengths({ M: 1, N: -1, D })],
])('%s refuses an impossible shape', (_, attempt) => {
  expect(attempt).toThrow(ShapeError);
});
