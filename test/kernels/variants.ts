/** Kernel cases, once more for each variant of their kernels: same inputs, same twin, same bound (or a variant's own). */
import { variantsFor, withVariant, type Allowed } from '../../src/engine/variant.ts';
import type { KernelCase } from './case.ts';

/**
 * Tiles in 16 bits round both factors of a product, each by up to 2^-11 of its size: 2^-10 a product, where 32 bits are
 * rounded by a few times 2^-23.
 */
const HALF_FACTOR = 2 ** 13;

/** How many cases are kept of those with barriers: a software adapter compiles tiles for seconds, and the others not fast. */
const mostOf = (name: string): number =>
  /^(tile|half)/.test(name) ? 1 : /^(team|split|lanes)/.test(name) ? 3 : Infinity;

/** Every case a variant suits; of the staged ones only the last few, which are their hardest: edges on every side. */
export function variantCases(cases: readonly KernelCase[], allowed: Allowed): KernelCase[] {
  const made = cases.flatMap((one) =>
    variantsFor(one.kernel, one.shape, allowed).map((variant) => ({
      family: `${one.kernel.name} ${variant.name}`,
      most: mostOf(variant.name),
      ...one,
      name: `${one.name} · ${variant.name}`,
      kernel: withVariant(one.kernel, variant),
      ...(variant.half && { factor: HALF_FACTOR }),
    })),
  );
  return made.filter((one, i) => made.slice(i + 1).filter(({ family }) => family === one.family).length < one.most);
}

/** How many of `cases` each variant of each kernel is held to. */
export function coverage(cases: readonly KernelCase[], allowed: Allowed): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kernel, shape } of cases) {
    for (const { name } of kernel.variants ?? []) {
      const key = `${kernel.name} ${name}`;
      const runs = variantsFor(kernel, shape, allowed).some((variant) => variant.name === name) ? 1 : 0;
      counts.set(key, (counts.get(key) ?? 0) + runs);
    }
  }
  return counts;
}
