/**
 * Other ways to sum down the rows of a matrix strip by strip (gradients of weights that every row shares), where a thread for
 * four columns of a strip leaves a graphics card short of threads.
 *   single            one column a thread instead of four: the same sums, to the byte
 *   split4, split16   4 or 16 threads take turns at the rows of a strip and meet in workgroup memory (split.ts)
 * Must not choose between them.
 */
import { grid1d, type Shape } from '../kernel.ts';
import type { Variant } from '../variant.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { sharedVariants } from './split.ts';

const WORKGROUP = 64;

/** What a kernel says of itself: its text, the columns of a row, the sums in all, and the terms of a sum. */
export interface StripWork<S extends Shape> {
  readonly source: string;
  readonly width: (shape: S) => number;
  readonly outputs: (shape: S) => number;
  readonly terms: (shape: S) => number;
}

export function stripVariants<S extends Shape>(work: StripWork<S>): readonly Variant<S>[] {
  const { source, width, outputs, terms } = work;
  const lanes = (shape: S): 1 | 4 => lanesFor(width(shape));
  return [
    {
      name: 'single',
      suits: (shape) => lanes(shape) === 4,
      wgsl: () => source,
      workgroups: (shape) => grid1d(outputs(shape), WORKGROUP),
    },
    ...sharedVariants({
      text: (shape: S) => withLanes(source, lanes(shape)),
      units: (shape) => outputs(shape) / lanes(shape),
      terms,
    }),
  ];
}
