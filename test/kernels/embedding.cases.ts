/** Cases of src/engine/kernels/embedding.ts. */
import { embed, embedBackward, gatherRows, sortById } from '../../src/engine/kernels/embedding.ts';
import type { Rng } from '../../src/core/rng.ts';
import { normals, type KernelCase } from './case.ts';

const NONE = 0xffffffff;

/** Ids below V with a tenth of the tokens padding, half of them by the marker and half by V itself. */
const someIds = (rng: Rng, N: number, V: number): number[] =>
  Array.from({ length: N }, () => (rng.chance(0.1) ? rng.pick([NONE, V]) : rng.below(V)));

const lookUp = (N: number, D: number, V: number): KernelCase => ({
  name: `embed ${N} tokens, width ${D}, vocabulary ${V}`,
  kernel: embed,
  shape: { N, D, V },
  inputs: (rng) => [someIds(rng, N, V), normals(rng, V * D), undefined],
  reduction: 1,
});

const scatter = (N: number, D: number, V: number, idsOf = someIds): KernelCase => ({
  name: `embedBackward ${N} tokens, width ${D}, vocabulary ${V}, ${idsOf.name}`,
  kernel: embedBackward,
  shape: { N, D, V },
  inputs: (rng) => {
    const { order, start } = sortById(Uint32Array.from(idsOf(rng, N, V)), V);
    return [[...order], [...start], normals(rng, N * D), normals(rng, V * D)];
  },
  // One id may hold every token.
  reduction: N + 1,
});

const oneIdOnly = (_: Rng, N: number, V: number): number[] => Array.from({ length: N }, () => V - 1);
const onlyPadding = (_: Rng, N: number): number[] => Array.from({ length: N }, () => NONE);

const gather = (M: number, N: number, D: number): KernelCase => ({
  name: `gatherRows ${M} of ${N} rows, width ${D}`,
  kernel: gatherRows,
  shape: { M, N, D },
  inputs: (rng) => [someIds(rng, M, N), normals(rng, N * D), undefined],
  reduction: 1,
});

export const embeddingCases: readonly KernelCase[] = [
  lookUp(1, 1, 1),
  lookUp(7, 5, 3),
  lookUp(130, 64, 97),
  scatter(1, 1, 1),
  scatter(7, 5, 3),
  scatter(130, 64, 97),
  scatter(300, 8, 4, oneIdOnly),
  scatter(9, 6, 4, onlyPadding),
  gather(1, 1, 1),
  gather(5, 9, 3),
  gather(66, 31, 32),
];
