/** Cases of src/engine/kernels/norm.ts. */
import type { Rng } from '../../src/core/rng.ts';
import {
  headNorm,
  headNormBackward,
  headNormWeightPartial,
  rmsNorm,
  rmsNormBackward,
  rmsNormWeightPartial,
  stripCount,
} from '../../src/engine/kernels/norm.ts';
import { normals, type KernelCase } from './case.ts';

const EPS = 1e-5;
/** inverseSqrt may be 2 ULP off, a division 2.5; a few products follow. */
const FINISH = 8;

const HUGE = 1e4;

type Fill = (rng: Rng, count: number, width: number) => number[];
const ordinary: Fill = (rng, count) => normals(rng, count);
/** Every other row zero: r is then 1 / sqrt(EPS), the largest there is. */
const withZeroRows: Fill = (rng, count, width) =>
  normals(rng, count).map((x, i) => (Math.floor(i / width) % 2 ? 0 : x));
const huge: Fill = (rng, count) => normals(rng, count, HUGE);

/** Gradients of huge rows are tiny; larger ones from above keep them as visible as what they are added to. */
const gainOf = (fill: Fill): number => (fill === huge ? HUGE : 1);

/** The r that the forward kernel keeps, for `count` rows of `width`. */
function rstdOf(x: readonly number[], width: number): number[] {
  const count = x.length / width;
  return Array.from({ length: count }, (_, n) => {
    const row = x.slice(n * width, (n + 1) * width);
    return 1 / Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / width + EPS);
  });
}

function rowCases(N: number, D: number, fill: Fill): KernelCase[] {
  const S = stripCount(N);
  const title = `${N} rows, width ${D}, ${fill.name}`;
  return [
    {
      name: `rmsNorm ${title}`,
      kernel: rmsNorm,
      shape: { N, D, EPS },
      inputs: (rng) => [fill(rng, N * D, D), normals(rng, D), undefined, undefined],
      reduction: D + FINISH,
    },
    {
      name: `rmsNormBackward ${title}`,
      kernel: rmsNormBackward,
      shape: { N, D },
      inputs: (rng) => {
        const x = fill(rng, N * D, D);
        return [x, normals(rng, D), rstdOf(x, D), normals(rng, N * D, gainOf(fill)), normals(rng, N * D)];
      },
      reduction: D + FINISH,
    },
    {
      name: `rmsNormWeightPartial ${title}`,
      kernel: rmsNormWeightPartial,
      shape: { N, D, S },
      inputs: (rng) => {
        const x = fill(rng, N * D, D);
        return [x, rstdOf(x, D), normals(rng, N * D), undefined];
      },
      reduction: Math.ceil(N / S) + FINISH,
    },
  ];
}

function headCases(N: number, H: number, Hk: number, Dh: number, fill: Fill): KernelCase[] {
  const S = stripCount(N);
  const heads = { N, H, Hk, Dh };
  const length = N * (H + 2 * Hk) * Dh;
  const title = `${N} rows, ${H}/${Hk} heads of ${Dh}, ${fill.name}`;
  const isValue = (head: number): boolean => head % (H + 2 * Hk) >= H + Hk;
  const rstd = (qkv: readonly number[]): number[] => rstdOf(qkv, Dh).filter((_, head) => !isValue(head));
  return [
    {
      name: `headNorm ${title}`,
      kernel: headNorm,
      shape: { ...heads, EPS },
      inputs: (rng) => [fill(rng, length, Dh), normals(rng, Dh), normals(rng, Dh), undefined, undefined],
      reduction: Dh + FINISH,
    },
    {
      name: `headNormBackward ${title}`,
      kernel: headNormBackward,
      shape: heads,
      inputs: (rng) => {
        const qkv = fill(rng, length, Dh);
        const dout = normals(rng, length).map((value, i) =>
          isValue(Math.floor(i / Dh)) ? value : value * gainOf(fill),
        );
        return [qkv, normals(rng, Dh), normals(rng, Dh), rstd(qkv), dout, undefined];
      },
      reduction: Dh + FINISH,
    },
    {
      name: `headNormWeightPartial ${title}`,
      kernel: headNormWeightPartial,
      shape: { ...heads, S },
      inputs: (rng) => {
        const qkv = fill(rng, length, Dh);
        return [qkv, rstd(qkv), normals(rng, length), undefined];
      },
      reduction: Math.ceil(N / S) * H + FINISH,
    },
  ];
}

export const normCases: readonly KernelCase[] = [
  ...rowCases(1, 4, ordinary),
  ...rowCases(3, 1, ordinary),
  ...rowCases(67, 5, ordinary),
  ...rowCases(130, 64, ordinary),
  ...rowCases(2, 512, ordinary),
  ...rowCases(6, 8, withZeroRows),
  ...rowCases(5, 12, huge),
  // Rows and strips that 16 threads can share, past the edge of a workgroup each time.
  ...rowCases(290, 67, ordinary),
  ...rowCases(260, 76, withZeroRows),
  ...rowCases(257, 132, huge),
  ...headCases(1, 1, 1, 1, ordinary),
  ...headCases(7, 6, 3, 5, ordinary),
  ...headCases(33, 4, 2, 16, ordinary),
  ...headCases(4, 2, 2, 8, withZeroRows),
  ...headCases(3, 4, 1, 4, huge),
  ...headCases(290, 6, 3, 17, ordinary),
  ...headCases(260, 2, 1, 64, withZeroRows),
  ...headCases(257, 2, 1, 76, huge),
];
