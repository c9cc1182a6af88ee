import { expect, test } from 'vitest';
import { normals } from '../../../test/kernels/case.ts';
import { Rng } from '../../core/rng.ts';
import { truncationThreshold } from './truncation.ts';

test('truncation keeps the fewest tokens that reach the mass, and at least one', () => {
  const rng = new Rng(3, 'truncation');
  for (let trial = 0; trial < 60; trial++) {
    const V = 1 + rng.below(40);
    const logits = Float64Array.from(Float32Array.from(normals(rng, V, 2)));
    const temperature = 0.3 + 2 * rng.unit();
    const topK = rng.below(V + 3);
    const topP = trial % 3 === 0 ? 1 : rng.unit();
    const threshold = truncationThreshold(logits, 0, V, temperature, topK, topP);
    const kept = [...logits].filter((z) => z >= threshold);
    // The same by sorting, as one would on a host.
    const sorted = [...logits].sort((a, b) => b - a);
    const byK = topK > 0 ? sorted.slice(0, topK) : sorted;
    const mass = (some: number[]) => some.reduce((sum, z) => sum + Math.exp((z - sorted[0]!) / temperature), 0);
    let count = byK.length;
    if (topP < 1) for (count = 1; mass(byK.slice(0, count)) < topP * mass(byK); count++);
    expect(kept.length, `trial ${trial}: V ${V}, k ${topK}, p ${topP}`).toBe(count);
  }
});

test('equal logits at the edge share their fate; topP 0 keeps the largest', () => {
  const logits = Float64Array.of(1, 3, 1, 1, 2);
  expect(truncationThreshold(logits, 0, 5, 1, 3, 1)).toBe(1);
  expect(truncationThreshold(logits, 0, 5, 1, 2, 1)).toBe(2);
  expect(truncationThreshold(logits, 0, 5, 1, 0, 0)).toBe(3);
  expect(truncationThreshold(logits, 0, 5, 1, 0, 1)).toBe(-Infinity);
});
