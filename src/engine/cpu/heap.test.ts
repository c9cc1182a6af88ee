import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { WasmHeap, type Block } from './heap.ts';

const fresh = () => new WasmHeap(new WebAssembly.Memory({ initial: 1 }), 1000);

it('never hands out memory twice, always zeroed and aligned', () => {
  const step = fc.record({ length: fc.integer({ min: 0, max: 9000 }), release: fc.boolean(), which: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const heap = fresh();
      const held: { block: Block; length: number; mark: number }[] = [];
      for (const [mark, { length, release, which }] of steps.entries()) {
        if (release && held.length > 0) {
          const [gone] = held.splice(which % held.length, 1);
          heap.release(gone!.block);
        }
        const block = heap.allocate('x', 'u32', length);
        expect(block.address % 64).toBe(0);
        expect(block.address).toBeGreaterThanOrEqual(1000);
        expect(heap.view(block, 0, length).every((value) => value === 0)).toBe(true);
        heap.view(block, 0, length).fill(mark + 1);
        held.push({ block, length, mark });
        for (const other of held)
          expect(heap.view(other.block, 0, other.length).every((value) => value === other.mark + 1)).toBe(true);
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});

it('joins freed neighbours, so that what was taken in pieces can be taken whole', () => {
  const heap = fresh();
  const pieces = Array.from({ length: 30 }, () => heap.allocate('piece', 'f32', 5000));
  const { generation } = heap;
  // Odd ones first: their neighbours are still taken, so holes must merge on both sides later.
  for (const odd of [1, 0]) for (const [i, piece] of pieces.entries()) if (i % 2 === odd) heap.release(piece);
  heap.allocate('whole', 'f32', 30 * 5000);
  expect(heap.generation).toBe(generation);
});

it('keeps contents when the memory grows', () => {
  const heap = fresh();
  const block = heap.allocate('a', 'f32', 3);
  heap.view(block, 0, 3).set([1, 2, 3]);
  heap.allocate('b', 'f32', 1_000_000);
  expect(heap.generation).toBe(1);
  expect([...heap.view(block, 0, 3)]).toEqual([1, 2, 3]);
});

it('reports out-of-memory with a next step, and goes on', () => {
  const heap = fresh();
  expect(() => heap.allocate('everything', 'f32', 2 ** 30)).toThrow(
    expect.objectContaining({ code: 'out-of-memory', next: expect.stringMatching(/smaller model/) }),
  );
  expect(heap.allocate('little', 'f32', 10).bytes).toBe(64);
});
