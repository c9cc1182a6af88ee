/**
 * Matrix products and the ordered sums behind weight and bias gradients. Row-major throughout.
 * NT is a linear layer's forward pass (weights [out, in]), NN its input gradient, TN its weight gradient, which is split
 * over K into S parts that are then summed in order: the same bytes every run, and enough threads for a small matrix.
 * Every output sums over K from first to last, whatever M is, so that a decoded row equals the same row in training.
 */
import columnSumsSource from '../../../shaders/column_sums_partial.wgsl?raw';
import addSource from '../../../shaders/matmul_add.wgsl?raw';
import anySource from '../../../shaders/matmul_any.wgsl?raw';
import biasSource from '../../../shaders/matmul_bias.wgsl?raw';
import nnSource from '../../../shaders/matmul_nn.wgsl?raw';
import ntSource from '../../../shaders/matmul_nt.wgsl?raw';
import ntRowSource from '../../../shaders/matmul_nt_row.wgsl?raw';
import tnSource from '../../../shaders/matmul_tn_partial.wgsl?raw';
import sumSource from '../../../shaders/sum_partials_add.wgsl?raw';
import { grid1d, positive, type Arg, type Kernel } from '../kernel.ts';
import type { Numbers } from '../tensor.ts';
import { specialise } from '../webgpu/specialise.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { nnVariants, ntVariants, tnVariants } from './linear-variants.ts';
import { stripVariants } from './strip-variants.ts';

export type ProductShape = { readonly M: number; readonly N: number; readonly K: number };
export type SplitShape = ProductShape & { readonly S: number };

/** Outputs a thread owns along each axis, and threads along each axis of a workgroup. */
const BLOCK = 4;
const GROUP = 8;
/** Threads in a workgroup of the one-dimensional kernels. */
const THREADS = 64;
/** Up to this many rows a workgroup of 4x4 blocks would be mostly idle. */
const FEW_ROWS = 8;
/** Threads that keep a large GPU busy. */
const BUSY = 16_384;

const read = (name: string): Arg => ({ name, dtype: 'f32', access: 'read' });
const write = (name: string): Arg => ({ name, dtype: 'f32', access: 'write' });
const update = (name: string): Arg => ({ name, dtype: 'f32', access: 'update' });

const blocks = (size: number): number => Math.ceil(size / BLOCK);
const blockGroups = ({ M, N }: ProductShape, parts: number): [number, number, number] => [
  Math.ceil(blocks(N) / GROUP),
  Math.ceil(blocks(M) / GROUP),
  parts,
];
const productFlops = ({ M, N, K }: ProductShape): number => 2 * M * N * K;

/**
 * out[at + i * N + j] = sum over k in [from, to) of a[i * aRow + k * aDepth] * b[j * bColumn + k * bDepth], in double
 * precision, k ascending. A 4x4 block of sums stays in locals: that is what makes plain JavaScript fast. At an edge the
 * block's surplus rows and columns repeat the last one, and store the same value again.
 */
function product(
  { M, N, K }: ProductShape,
  a: Numbers,
  aRow: number,
  aDepth: number,
  b: Numbers,
  bColumn: number,
  bDepth: number,
  out: Numbers,
  at = 0,
  from = 0,
  to = K,
): void {
  for (let i0 = 0; i0 < M; i0 += 4) {
    const i1 = Math.min(i0 + 1, M - 1);
    const i2 = Math.min(i0 + 2, M - 1);
    const i3 = Math.min(i0 + 3, M - 1);
    for (let j0 = 0; j0 < N; j0 += 4) {
      const j1 = Math.min(j0 + 1, N - 1);
      const j2 = Math.min(j0 + 2, N - 1);
      const j3 = Math.min(j0 + 3, N - 1);
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      let s20 = 0;
      let s21 = 0;
      let s22 = 0;
      let s23 = 0;
      let s30 = 0;
      let s31 = 0;
      let s32 = 0;
      let s33 = 0;
      for (let k = from; k < to; k++) {
        const ak = k * aDepth;
        const bk = k * bDepth;
        const b0 = b[bk + j0 * bColumn]!;
        const b1 = b[bk + j1 * bColumn]!;
        const b2 = b[bk + j2 * bColumn]!;
        const b3 = b[bk + j3 * bColumn]!;
        const a0 = a[ak + i0 * aRow]!;
        s00 += a0 * b0;
        s01 += a0 * b1;
        s02 += a0 * b2;
        s03 += a0 * b3;
        const a1 = a[ak + i1 * aRow]!;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s12 += a1 * b2;
        s13 += a1 * b3;
        const a2 = a[ak + i2 * aRow]!;
        s20 += a2 * b0;
        s21 += a2 * b1;
        s22 += a2 * b2;
        s23 += a2 * b3;
        const a3 = a[ak + i3 * aRow]!;
        s30 += a3 * b0;
        s31 += a3 * b1;
        s32 += a3 * b2;
        s33 += a3 * b3;
      }
      const r0 = at + i0 * N;
      const r1 = at + i1 * N;
      const r2 = at + i2 * N;
      const r3 = at + i3 * N;
      out[r0 + j0] = s00;
      out[r0 + j1] = s01;
      out[r0 + j2] = s02;
      out[r0 + j3] = s03;
      out[r1 + j0] = s10;
      out[r1 + j1] = s11;
      out[r1 + j2] = s12;
      out[r1 + j3] = s13;
      out[r2 + j0] = s20;
      out[r2 + j1] = s21;
      out[r2 + j2] = s22;
      out[r2 + j3] = s23;
      out[r3 + j0] = s30;
      out[r3 + j1] = s31;
      out[r3 + j2] = s32;
      out[r3 + j3] = s33;
    }
  }
}

/** `source` with what stands below its EPILOGUE marker (what is stored for a thread's sums) taken from another file. */
function withEpilogue(source: string, epilogue: string): string {
  const marker = '// EPILOGUE';
  return source.slice(0, source.indexOf(marker)) + epilogue.slice(epilogue.indexOf(marker));
}

/** Which file computes a bT for this shape. A function of the shape alone, so that a rerun adds in the same order. */
function ntVariant({ M, K }: ProductShape): 'block' | 'row' | 'any' {
  if (lanesFor(K) === 1) return 'any';
  return M <= FEW_ROWS ? 'row' : 'block';
}

function ntSourceFor(shape: ProductShape): string {
  return { block: ntSource, row: ntRowSource, any: specialise(anySource, { ORDER: 0 }) }[ntVariant(shape)];
}

function ntGroups(shape: ProductShape): [number, number, number] {
  return ntVariant(shape) === 'row' ? grid1d(shape.M * blocks(shape.N), THREADS) : blockGroups(shape, 1);
}

function runNT(shape: ProductShape, a: Numbers, b: Numbers, c: Numbers): void {
  product(shape, a, shape.K, 1, b, shape.K, 1, c);
}

/** c = a bT: a[M,K], b[N,K], c[M,N]. */
export const matmulNT: Kernel<ProductShape> = {
  name: 'matmulNT',
  args: [read('a'), read('b'), write('c')],
  lengths(shape) {
    positive('matmulNT', shape, 'M', 'N', 'K');
    const { M, N, K } = shape;
    return [M * K, N * K, M * N];
  },
  wgsl: ntSourceFor,
  workgroups: ntGroups,
  run: (shape, [a, b, c]) => runNT(shape, a!, b!, c!),
  flops: productFlops,
  variants: ntVariants((source) => source),
};

/** c = a bT + bias: a[M,K], b[N,K], bias[N], c[M,N]. */
export const matmulNTBias: Kernel<ProductShape> = {
  name: 'matmulNTBias',
  args: [read('a'), read('b'), read('bias'), write('c')],
  lengths(shape) {
    positive('matmulNTBias', shape, 'M', 'N', 'K');
    const { M, N, K } = shape;
    return [M * K, N * K, N, M * N];
  },
  wgsl: (shape) => withEpilogue(ntSourceFor(shape), biasSource),
  workgroups: ntGroups,
  run(shape, [a, b, bias, c]) {
    runNT(shape, a!, b!, c!);
    for (let i = 0; i < shape.M; i++) for (let j = 0; j < shape.N; j++) c![i * shape.N + j]! += bias![j]!;
  },
  flops: productFlops,
  variants: ntVariants((source) => withEpilogue(source, biasSource)),
};

/** c = a bT + residual: a[M,K], b[N,K], residual[M,N], c[M,N]. */
export const matmulNTAdd: Kernel<ProductShape> = {
  name: 'matmulNTAdd',
  args: [read('a'), read('b'), read('residual'), write('c')],
  lengths(shape) {
    positive('matmulNTAdd', shape, 'M', 'N', 'K');
    const { M, N, K } = shape;
    return [M * K, N * K, M * N, M * N];
  },
  wgsl: (shape) => withEpilogue(ntSourceFor(shape), addSource),
  workgroups: ntGroups,
  run(shape, [a, b, residual, c]) {
    runNT(shape, a!, b!, c!);
    for (let i = 0; i < shape.M * shape.N; i++) c![i]! += residual![i]!;
  },
  flops: productFlops,
  variants: ntVariants((source) => withEpilogue(source, addSource)),
};

/** c = a b: a[M,K], b[K,N], c[M,N]. */
export const matmulNN: Kernel<ProductShape> = {
  name: 'matmulNN',
  args: [read('a'), read('b'), write('c')],
  lengths(shape) {
    positive('matmulNN', shape, 'M', 'N', 'K');
    const { M, N, K } = shape;
    return [M * K, K * N, M * N];
  },
  wgsl: ({ N, K }) => (lanesFor(N, K) === 4 ? nnSource : specialise(anySource, { ORDER: 1 })),
  workgroups: (shape) => blockGroups(shape, 1),
  run: (shape, [a, b, c]) => product(shape, a!, shape.K, 1, b!, 1, shape.N, c!),
  flops: productFlops,
  variants: nnVariants(),
};

/**
 * The number of parts into which a TN product of this shape splits K: enough 4x4 blocks over all parts to fill a GPU,
 * at least 64 terms a part, at most 64 parts. A function of the shape alone, so that sums are the same every run.
 */
export function splitCount(M: number, N: number, K: number): number {
  const wanted = Math.ceil(BUSY / (blocks(M) * blocks(N)));
  return Math.max(1, Math.min(wanted, Math.floor(K / 64), 64));
}

/** partial[s] = the sum over k in [s * ceil(K/S), (s+1) * ceil(K/S)) of aT b: a[K,M], b[K,N], partial[S,M,N]. */
export const matmulTNPartial: Kernel<SplitShape> = {
  name: 'matmulTNPartial',
  args: [read('a'), read('b'), write('partial')],
  lengths(shape) {
    positive('matmulTNPartial', shape, 'M', 'N', 'K', 'S');
    const { M, N, K, S } = shape;
    return [K * M, K * N, S * M * N];
  },
  wgsl: ({ M, N }) => (lanesFor(M, N) === 4 ? tnSource : specialise(anySource, { ORDER: 2 })),
  workgroups: (shape) => blockGroups(shape, shape.S),
  run(shape, [a, b, partial]) {
    const { M, N, K, S } = shape;
    const share = Math.ceil(K / S);
    for (let s = 0; s < S; s++)
      product(shape, a!, 1, M, b!, 1, N, partial!, s * M * N, s * share, Math.min((s + 1) * share, K));
  },
  flops: productFlops,
  variants: tnVariants(),
};

/** out += partial[0] + partial[1] + … + partial[S-1], in that order: partial[S,L], out[L]. */
export const sumPartialsAdd: Kernel<{ readonly S: number; readonly L: number }> = {
  name: 'sumPartialsAdd',
  args: [read('partial'), update('out')],
  lengths(shape) {
    positive('sumPartialsAdd', shape, 'S', 'L');
    return [shape.S * shape.L, shape.L];
  },
  wgsl: ({ L }) => withLanes(sumSource, lanesFor(L)),
  workgroups: ({ L }) => grid1d(L / lanesFor(L), THREADS),
  variants: stripVariants({
    source: sumSource,
    width: ({ L }) => L,
    outputs: ({ L }) => L,
    terms: ({ S }) => S,
  }),
  run({ S, L }, [partial, out]) {
    for (let i = 0; i < L; i++) {
      let sum = 0;
      for (let s = 0; s < S; s++) sum += partial![s * L + i]!;
      out![i]! += sum;
    }
  },
};

/** partial[s] = the sum of rows [s * ceil(N/S), (s+1) * ceil(N/S)) of x: x[N,D], partial[S,D]. */
export const columnSumsPartial: Kernel<{ readonly N: number; readonly D: number; readonly S: number }> = {
  name: 'columnSumsPartial',
  args: [read('x'), write('partial')],
  lengths(shape) {
    positive('columnSumsPartial', shape, 'N', 'D', 'S');
    const { N, D, S } = shape;
    return [N * D, S * D];
  },
  wgsl: ({ D }) => withLanes(columnSumsSource, lanesFor(D)),
  workgroups: ({ D, S }) => grid1d((S * D) / lanesFor(D), THREADS),
  variants: stripVariants({
    source: columnSumsSource,
    width: ({ D }) => D,
    outputs: ({ D, S }) => S * D,
    terms: ({ N, S }) => Math.ceil(N / S),
  }),
  run({ N, D, S }, [x, partial]) {
    const strip = Math.ceil(N / S);
    for (let s = 0; s < S; s++) {
      const end = Math.min((s + 1) * strip, N);
      for (let column = 0; column < D; column++) {
        let sum = 0;
        for (let row = s * strip; row < end; row++) sum += x![row * D + column]!;
        partial![s * D + column] = sum;
      }
    }
  },
};
