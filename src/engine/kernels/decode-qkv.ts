/**
 * First half of a layer in a decode step, one kernel: norm, product with q|k|v, bias or head norms where the model has
 * them, rotary turn, and keys and values into the cache. Over the running rows (running.ts); other rows of qkv are left
 * alone. Must not attend.
 *
 * B rows, T positions a row of the cache, D width, H query heads, Hk key/value heads, Dh head size, Q = (H + 2 Hk) Dh.
 */
import decodeQkvHeadNormSource from '../../../shaders/decode_qkv_head_norm.wgsl?raw';
import decodeQkvSource from '../../../shaders/decode_qkv.wgsl?raw';
import { positive, ShapeError, type Arg, type Kernel } from '../kernel.ts';
import { aligned, type Numbers } from '../tensor.ts';
import { checkHeads } from './attention.ts';
import { cacheLength, cacheWrite } from './cache.ts';
import { normedProduct, rowGroups, splitGroups, withNormedProduct } from './decode-linear.ts';
import { checkEpsilon, headNorm } from './norm.ts';
import { rope } from './rope.ts';
import { runningCount, runningExample, runningField, runningLength } from './running.ts';
import { splitVariants, type SplitWork } from './split.ts';

export type DecodeQkvShape = {
  readonly B: number;
  readonly T: number;
  readonly D: number;
  readonly H: number;
  readonly Hk: number;
  readonly Dh: number;
  readonly EPS: number;
};

const real = (name: string, access: Arg['access'] = 'read'): Arg => ({ name, dtype: 'f32', access });

const ARGS: readonly Arg[] = [
  real('x'),
  real('norm'),
  real('weight'),
  real('table'),
  { name: 'running', dtype: 'u32', access: 'read' },
  real('qkv', 'update'),
  real('cache', 'update'),
];

const width = ({ H, Hk, Dh }: DecodeQkvShape): number => (H + 2 * Hk) * Dh;

function lengths(kernel: string, shape: DecodeQkvShape): number[] {
  positive(kernel, shape, 'B', 'T', 'D');
  checkHeads(kernel, shape);
  checkEpsilon(kernel, shape);
  const { B, T, D, Dh } = shape;
  if (Dh % 2 !== 0) throw new ShapeError(kernel, `Dh must be even, got ${Dh}`);
  const Q = width(shape);
  return [B * D, D, Q * D, T * Dh, runningLength(B), B * Q, cacheLength(shape)];
}

const flops = (shape: DecodeQkvShape): number => 2 * shape.B * shape.D * width(shape);

/** The twin: `between` does what stands between the product and the turn, and fills the rows of qkv. */
function run(
  shape: DecodeQkvShape,
  [x, norm, weight, table, running, qkv, cache]: readonly Numbers[],
  between: (product: Float64Array, count: number) => void,
): void {
  const { B, T, H, Hk, Dh } = shape;
  const N = runningCount(running!, B);
  between(normedProduct(shape, width(shape), [x!, norm!, weight!, running!]), N);
  const of = (field: 'position' | 'slot'): Numbers => runningField(running!, field, B, N);
  rope.run({ N, T, H, Hk, Dh, SIGN: 1 }, [of('position'), table!, qkv!]);
  cacheWrite.run({ N, B, T, H, Hk, Dh }, [qkv!, of('slot'), cache!]);
}

const PARTS = (Dh: number): number => Math.ceil(Dh / 4);
const plainGroups = ({ B, H, Hk, Dh }: DecodeQkvShape): [number, number, number] =>
  rowGroups(B, (H + 2 * Hk) * PARTS(Dh));

const work = (source: string): SplitWork<DecodeQkvShape> => ({
  text: (shape) => withNormedProduct(source, shape),
  rows: ({ B }) => B,
  terms: ({ D }) => D,
  groups: ({ B, H, Hk, Dh }, split) => splitGroups(B, (H + 2 * Hk) * PARTS(Dh), split),
});
const example = ({ B }: DecodeQkvShape): readonly (Numbers | undefined)[] =>
  ARGS.map(({ name }) => (name === 'running' ? runningExample(B) : undefined));

const QKV_WORK = work(decodeQkvSource);

/** x[B,D], norm[D], weight[Q,D], rope table[T,Dh] -> qkv[B,Q] and the cache. */
export const decodeQkv: Kernel<DecodeQkvShape> = {
  name: 'decodeQkv',
  args: ARGS,
  lengths: (shape) => lengths('decodeQkv', shape),
  wgsl: QKV_WORK.text,
  workgroups: plainGroups,
  variants: splitVariants(QKV_WORK),
  example,
  run: (shape, args) => run(shape, args, (product) => args[5]!.set(product)),
  flops,
};

const NO_BIAS = 'fn bias(column: u32) -> f32 { return 0.0; }';
const BIAS = `@group(0) @binding(7) var<storage, read> biases: array<f32>;
fn bias(column: u32) -> f32 { return biases[column]; }`;

const BIASED_WORK = work(decodeQkvSource.replace(NO_BIAS, BIAS));

/** decodeQkv with bias[Q] (Qwen2). */
export const decodeQkvBias: Kernel<DecodeQkvShape> = {
  name: 'decodeQkvBias',
  args: [...ARGS, real('bias')],
  lengths: (shape) => [...lengths('decodeQkvBias', shape), width(shape)],
  wgsl: BIASED_WORK.text,
  workgroups: plainGroups,
  variants: splitVariants(BIASED_WORK),
  example: (shape) => [...example(shape), undefined],
  run: (shape, args) =>
    run(shape, args, (product) => {
      const [qkv, bias] = [args[5]!, args[7]!];
      const Q = width(shape);
      for (let i = 0; i < product.length; i++) qkv[i] = product[i]! + bias[i % Q]!;
    }),
  flops,
};

/** Elements of the pair of head-norm weights: q's, and k's from the next legal tensor offset on, as in the layout. */
export const headNormsLength = (Dh: number): number => aligned(Dh) + Dh;

const MAIN = '// MAIN';
const fromMain = (source: string): number => source.indexOf(MAIN);

const HEAD_NORM_WORK: SplitWork<DecodeQkvShape> = {
  ...work(
    `${decodeQkvSource.slice(0, fromMain(decodeQkvSource))}${decodeQkvHeadNormSource.slice(fromMain(decodeQkvHeadNormSource))}// STAND-IN`,
  ),
  groups: ({ B, H, Hk }, split) => splitGroups(B, H + 2 * Hk, split),
};

/** decodeQkv with RMSNorm of each query and key head (Qwen3). */
export const decodeQkvHeadNorm: Kernel<DecodeQkvShape> = {
  name: 'decodeQkvHeadNorm',
  args: [...ARGS, real('headNorms')],
  lengths: (shape) => [...lengths('decodeQkvHeadNorm', shape), headNormsLength(shape.Dh)],
  wgsl: HEAD_NORM_WORK.text,
  workgroups: ({ B, H, Hk }) => rowGroups(B, H + 2 * Hk),
  variants: splitVariants(HEAD_NORM_WORK),
  example: (shape) => [...example(shape), undefined],
  run: (shape, args) =>
    run(shape, args, (product, N) => {
      const { H, Hk, Dh, EPS } = shape;
      const [qkv, headNorms] = [args[5]!, args[7]!];
      const rstd = new Float64Array(N * (H + Hk));
      headNorm.run({ N, H, Hk, Dh, EPS }, [product, headNorms, headNorms.subarray(aligned(Dh)), qkv, rstd]);
    }),
  flops,
};
