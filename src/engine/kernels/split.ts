/**
 * Several threads for what one does alone, where there are too few to keep a graphics card busy: they share the terms of its
 * sums and meet in workgroup memory. A shader that wants this declares SPLIT, skips() and the joins it needs as they are for one
 * thread, and walks its terms from thread % SPLIT in steps of SPLIT. Must not know any kernel.
 */
import { grid1d, ShapeError, type Shape } from '../kernel.ts';
import type { Variant } from '../variant.ts';
import { specialise } from '../webgpu/specialise.ts';

const WORKGROUP = 64;

/** Past the last row one may leave alone; those who share have to come to the meetings. */
const SKIPS = 'fn skips(past: bool) -> bool { return past; }';
const STAYS = 'fn skips(past: bool) -> bool { return false; }';

/** Ways to join what the threads of a unit have, and how the next one's is taken in. */
const JOINS = [
  { name: 'join', join: (mine: string, next: string) => `${mine} + ${next}` },
  { name: 'join_sum', join: (mine: string, next: string) => `${mine} + ${next}` },
  { name: 'join_max', join: (mine: string, next: string) => `max(${mine}, ${next})` },
];
const alone = (name: string): RegExp =>
  new RegExp(`^fn ${name}\\(v: (\\w+), thread: u32\\) -> \\w+ { return v; }$`, 'm');

/** In the order of the threads: the same sum every run. */
const together = (
  name: string,
  type: string,
  join: string,
): string => `var<workgroup> ${name}_shares: array<${type}, ${WORKGROUP}>;
fn ${name}(v: ${type}, thread: u32) -> ${type} {
  workgroupBarrier();
  ${name}_shares[thread] = v;
  workgroupBarrier();
  let first = thread / SPLIT * SPLIT;
  var all = ${name}_shares[first];
  for (var i = 1u; i < SPLIT; i++) {
    all = ${join};
  }
  return all;
}`;

/** `source` with units of SPLIT threads. Throws ShapeError when it does not declare units of one. */
export function withSplit(source: string, SPLIT: number): string {
  if (!source.includes(SKIPS)) throw new ShapeError('split', 'the shader does not declare units of one thread');
  const text = JOINS.reduce(
    (done, { name, join }) =>
      done.replace(alone(name), (_, type: string) => together(name, type, join('all', `${name}_shares[first + i]`))),
    source.replace(SKIPS, STAYS),
  );
  return specialise(text, { SPLIT });
}

/** Threads that share a sum; workgroups are multiples of each. */
const SPLITS = [4, 16] as const;

/** What a kernel says of itself: its text, the threads that it takes alone, and the terms that each of them walks. */
export interface SharedWork<S extends Shape> {
  readonly text: (shape: S) => string;
  readonly units: (shape: S) => number;
  readonly terms: (shape: S) => number;
}

/** Where one thread's sum is shared and nothing else changes. */
export const sharedVariants = <S extends Shape>({ text, units, terms }: SharedWork<S>): readonly Variant<S>[] =>
  SPLITS.map((threads) => ({
    name: `split${threads}`,
    suits: (shape) => terms(shape) >= threads,
    wgsl: (shape) => withSplit(text(shape), threads),
    workgroups: (shape) => grid1d(units(shape) * threads, WORKGROUP),
  }));

/** What a kernel of a decode step says of itself: its text, rows, terms of a sum (all blocks of four), and workgroups for `threads` a row. */
export interface SplitWork<S extends Shape> {
  readonly text: (shape: S) => string;
  readonly rows: (shape: S) => number;
  readonly terms: (shape: S) => number;
  readonly groups: (shape: S, split: number) => [number, number, number];
}

export const splitVariants = <S extends Shape>({ text, rows, terms, groups }: SplitWork<S>): readonly Variant<S>[] => [
  {
    name: 'row',
    suits: (shape) => rows(shape) > 1,
    wgsl: (shape) => specialise(text(shape), { ROWS: 1 }),
    workgroups: (shape) => groups(shape, 1),
  },
  ...SPLITS.map((threads): Variant<S> => ({
    name: `split${threads}`,
    suits: (shape) => terms(shape) % 4 === 0 && terms(shape) >= 4 * threads,
    wgsl: (shape) => specialise(withSplit(text(shape), threads), { ROWS: 1 }),
    workgroups: (shape) => groups(shape, threads),
  })),
];
