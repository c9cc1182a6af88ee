/**
 * Other ways to work on rows that each need one sum of themselves (norms), where a thread for a whole row leaves a graphics
 * card short of threads and reads memory in strides.
 *   split4, split16   4 or 16 threads a row, several rows a workgroup; they meet in workgroup memory (split.ts)
 *   subgroup          32 threads a row; every subgroup sums the row for itself, and nobody waits
 * Must not choose between them.
 */
import { grid1d, type Shape } from '../kernel.ts';
import type { Variant } from '../variant.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { sharedVariants } from './split.ts';

/** Threads of a row in the subgroup variant's shaders. */
const TOGETHER = 32;

/** What a kernel says of itself: its text, its text with subgroups if it has one, its rows, and the numbers of a row. */
export interface RowWork<S extends Shape> {
  readonly source: string;
  readonly subgroup?: string;
  readonly rows: (shape: S) => number;
  readonly width: (shape: S) => number;
}

export function rowVariants<S extends Shape>({ source, subgroup, rows, width }: RowWork<S>): readonly Variant<S>[] {
  const lanes = (shape: S): 1 | 4 => lanesFor(width(shape));
  const blocks = (shape: S): number => width(shape) / lanes(shape);
  const text = (shape: S): string => withLanes(source, lanes(shape));
  const shared = sharedVariants({ text, units: rows, terms: blocks });
  if (subgroup === undefined) return shared;
  return [
    ...shared,
    {
      name: 'subgroup',
      needs: ['subgroups'],
      // With fewer most threads would only watch.
      suits: (shape) => 2 * blocks(shape) >= TOGETHER,
      wgsl: (shape) => withLanes(subgroup, lanes(shape)),
      workgroups: (shape) => grid1d(rows(shape), 1),
    },
  ];
}
