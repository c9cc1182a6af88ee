/**
 * The matrix products' other shaders. All want widths that divide by four; odd widths have matmul_any.wgsl alone.
 *   row       1 x 4 outputs a thread: more threads, for few rows or large GPUs
 *   wide      8 x 4 outputs a thread: fewer loads a product, for GPUs with many registers
 *   tile32    32 x 32 outputs a workgroup of 64, staged in workgroup memory
 *   tile64    64 x 64 outputs a workgroup of 256
 *   tile128   128 x 64 outputs a workgroup of 256
 *   subgroup  rows are fetched once a subgroup
 *   half…     tile64 with tiles in 16 bits; NT alone, since gradients of one token among thousands are below what f16 resolves
 * Must not choose between them.
 */
import nnSubgroupSource from '../../../shaders/matmul_nn_subgroup.wgsl?raw';
import nnTiledSource from '../../../shaders/matmul_nn_tiled.wgsl?raw';
import nnWideSource from '../../../shaders/matmul_nn_wide.wgsl?raw';
import ntRowSource from '../../../shaders/matmul_nt_row.wgsl?raw';
import ntSubgroupSource from '../../../shaders/matmul_nt_subgroup.wgsl?raw';
import ntTiledSource from '../../../shaders/matmul_nt_tiled.wgsl?raw';
import ntWideSource from '../../../shaders/matmul_nt_wide.wgsl?raw';
import tnTiledSource from '../../../shaders/matmul_tn_tiled.wgsl?raw';
import tnWideSource from '../../../shaders/matmul_tn_wide.wgsl?raw';
import { grid1d } from '../kernel.ts';
import type { Variant } from '../variant.ts';
import { specialise } from '../webgpu/specialise.ts';
import { withHalfTiles } from './half.ts';
import { lanesFor } from './lanes.ts';
import type { ProductShape, SplitShape } from './linear.ts';
import { unrolled } from './unroll.ts';

type Grid = [number, number, number];
type Text = (source: string) => string;

/** Threads along each axis of a workgroup of the register variants. */
const GROUP = 8;
const ROW_WORKGROUP = 64;

interface Tile {
  readonly name: string;
  /** Threads along each axis of a workgroup. */
  readonly group: number;
  /** Rows of a thread. */
  readonly rows: number;
  readonly half?: 'native' | 'packed';
}

const TILES: readonly Tile[] = [
  { name: 'tile32', group: 8, rows: 4 },
  { name: 'tile64', group: 16, rows: 4 },
  { name: 'tile128', group: 16, rows: 8 },
];
const HALF_TILES: readonly Tile[] = [
  { name: 'half', group: 16, rows: 4, half: 'native' },
  { name: 'half-packed', group: 16, rows: 4, half: 'packed' },
];

/** Workgroups of threads that own `rows` x 4 outputs each. */
const grid = ({ M, N }: ProductShape, group: number, rows: number, parts: number): Grid => [
  Math.ceil(N / (4 * group)),
  Math.ceil(M / (rows * group)),
  parts,
];

/** `source` in every tile size; `perBlock` rows are one of its BLOCKS. */
function tiled<S extends ProductShape>(
  source: string,
  finish: Text,
  perBlock: number,
  widths: (shape: S) => readonly number[],
  parts: (shape: S) => number,
  tiles = TILES,
): Variant<S>[] {
  return tiles.map(({ name, group, rows, half }) => ({
    name,
    ...(half && { half: true }),
    ...(half === 'native' && { needs: ['shader-f16'] }),
    // Below half a tile most threads would repeat the edge.
    suits: (shape: S) =>
      lanesFor(...widths(shape)) === 4 && 2 * shape.M >= rows * group && (group === 8 || 2 * shape.N >= 4 * group),
    wgsl: () => {
      const BLOCKS = rows / perBlock;
      const text = unrolled(specialise(finish(source), { GROUP: group, BLOCKS }), BLOCKS);
      return half ? withHalfTiles(text, half) : text;
    },
    workgroups: (shape: S) => grid(shape, group, rows, parts(shape)),
  }));
}

/** Threads of a subgroup variant's workgroup: no wider than the matrix. */
const subgroupWorkgroup = (N: number): number => (N <= 64 ? 16 : N <= 128 ? 32 : 64);

function subgroup(
  source: string,
  finish: Text,
  widths: (shape: ProductShape) => readonly number[],
): Variant<ProductShape> {
  return {
    name: 'subgroup',
    needs: ['subgroups'],
    suits: (shape) => lanesFor(...widths(shape)) === 4 && shape.M >= 4 && Math.ceil(shape.M / 4) <= 65535,
    wgsl: ({ N }) => specialise(finish(source), { WORKGROUP: subgroupWorkgroup(N) }),
    workgroups: ({ M, N }) => [Math.ceil(N / (4 * subgroupWorkgroup(N))), Math.ceil(M / 4), 1],
  };
}

const one = (): number => 1;

/** Of c = a bT; `finish` puts the epilogue in that says what is stored. */
export function ntVariants(finish: Text): readonly Variant<ProductShape>[] {
  const widths = ({ K }: ProductShape): number[] => [K];
  return [
    {
      name: 'row',
      // For up to 8 rows this is the plain shader.
      suits: ({ M, K }) => lanesFor(K) === 4 && M > 8,
      wgsl: () => finish(ntRowSource),
      workgroups: ({ M, N }) => grid1d(M * Math.ceil(N / 4), ROW_WORKGROUP),
    },
    {
      name: 'wide',
      suits: ({ M, K }) => lanesFor(K) === 4 && M >= 8,
      wgsl: () => finish(unrolled(specialise(ntWideSource, { BLOCKS: 8 }), 8)),
      workgroups: (shape) => grid(shape, GROUP, 8, 1),
    },
    ...tiled<ProductShape>(ntTiledSource, finish, 1, widths, one, [...TILES, ...HALF_TILES]),
    subgroup(ntSubgroupSource, finish, widths),
  ];
}

/** Of c = a b. */
export function nnVariants(): readonly Variant<ProductShape>[] {
  const widths = ({ N, K }: ProductShape): number[] => [N, K];
  const blocks = (name: string, rows: number): Variant<ProductShape> => ({
    name,
    suits: (shape) => lanesFor(...widths(shape)) === 4 && shape.M >= rows,
    wgsl: () => unrolled(specialise(nnWideSource, { BLOCKS: rows }), rows),
    workgroups: (shape) => grid(shape, GROUP, rows, 1),
  });
  const same: Text = (source) => source;
  return [
    blocks('row', 1),
    blocks('wide', 8),
    ...tiled<ProductShape>(nnTiledSource, same, 1, widths, one),
    subgroup(nnSubgroupSource, same, widths),
  ];
}

/** Of the parts of aT b. */
export function tnVariants(): readonly Variant<SplitShape>[] {
  const widths = ({ M, N }: SplitShape): number[] => [M, N];
  return [
    {
      name: 'wide',
      suits: (shape) => lanesFor(...widths(shape)) === 4 && shape.M >= 8,
      wgsl: () => tnWideSource,
      workgroups: (shape) => grid(shape, GROUP, 8, shape.S),
    },
    ...tiled<SplitShape>(
      tnTiledSource,
      (source) => source,
      4,
      widths,
      ({ S }) => S,
    ),
  ];
}
