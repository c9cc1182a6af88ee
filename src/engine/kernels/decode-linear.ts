/**
 * The dense parts of a decode step, each one kernel over the running rows (running.ts): norm, product and what follows it.
 * Rows of x, hidden and c from running.count on are left alone. Must not know attention.
 *
 * B rows, D width, F MLP width, V vocabulary.
 */
import decodeAddSource from '../../../shaders/decode_add.wgsl?raw';
import decodeGateUpSource from '../../../shaders/decode_gate_up.wgsl?raw';
import decodeLogitsSource from '../../../shaders/decode_logits.wgsl?raw';
import normedProductSource from '../../../shaders/normed_product.wgsl?raw';
import { grid1d, positive, type Arg, type Kernel } from '../kernel.ts';
import type { Numbers } from '../tensor.ts';
import { specialise } from '../webgpu/specialise.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { matmulNT, type ProductShape } from './linear.ts';
import { swiglu } from './mlp.ts';
import { checkEpsilon, rmsNorm } from './norm.ts';
import { runningCount, runningExample, runningField, runningLength } from './running.ts';
import { splitVariants, type SplitWork } from './split.ts';

const WORKGROUP = 64;
/** Four rows of a thread share its loads of the weights. Where that leaves a graphics card short of threads, variants take one. */
const rowsPerThread = (B: number): 1 | 4 => (B === 1 ? 1 : 4);
/** Workgroups when each thread takes its rows x one of `parts` parts of a row. */
export const rowGroups = (B: number, parts: number): [number, number, number] =>
  grid1d(Math.ceil(B / rowsPerThread(B)) * parts, WORKGROUP);
/** Workgroups when `split` threads share one row x one of `parts` parts of it. */
export const splitGroups = (B: number, parts: number, split: number): [number, number, number] =>
  grid1d(B * parts * split, WORKGROUP);

/** `source` with its stand-in, which is its last part, replaced by normed_product.wgsl for B rows of D numbers. */
export function withNormedProduct(source: string, { B, D }: { readonly B: number; readonly D: number }): string {
  const text = source.slice(0, source.indexOf('// STAND-IN')) + normedProductSource;
  return specialise(withLanes(text, lanesFor(D)), { ROWS: rowsPerThread(B) });
}

const read = (name: string): Arg => ({ name, dtype: 'f32', access: 'read' });
const update = (name: string): Arg => ({ name, dtype: 'f32', access: 'update' });
const RUNNING_ARG: Arg = { name: 'running', dtype: 'u32', access: 'read' };

/** [count, columns] = RMSNorm(x) weightT of the running rows, as the kernels this is made of compute it. */
export function normedProduct(
  { B, D, EPS }: { readonly B: number; readonly D: number; readonly EPS: number },
  columns: number,
  [x, norm, weight, running]: readonly [Numbers, Numbers, Numbers, Numbers],
): Float64Array {
  const count = runningCount(running, B);
  const normed = new Float64Array(count * D);
  rmsNorm.run({ N: count, D, EPS }, [x, norm, normed, new Float64Array(count)]);
  const product = new Float64Array(count * columns);
  matmulNT.run({ M: count, N: columns, K: D }, [normed, weight, product]);
  return product;
}

const ADD_WORK: SplitWork<ProductShape> = {
  text: ({ M, K }) => specialise(withLanes(decodeAddSource, lanesFor(K)), { B: M, ROWS: rowsPerThread(M) }),
  rows: ({ M }) => M,
  terms: ({ K }) => K,
  groups: ({ M, N }, split) => splitGroups(M, Math.ceil(N / 4), split),
};

/** c = a weightT + residual: a[B,K], weight[N,K], residual[B,N], c[B,N]; B is the M of the shape. */
export const decodeAdd: Kernel<ProductShape> = {
  name: 'decodeAdd',
  args: [read('a'), read('weight'), read('residual'), RUNNING_ARG, update('c')],
  lengths(shape) {
    positive('decodeAdd', shape, 'M', 'N', 'K');
    const { M, N, K } = shape;
    return [M * K, N * K, M * N, runningLength(M), M * N];
  },
  wgsl: ADD_WORK.text,
  workgroups: ({ M, N }) => rowGroups(M, Math.ceil(N / 4)),
  variants: splitVariants(ADD_WORK),
  example: ({ M }) => [undefined, undefined, undefined, runningExample(M), undefined],
  run({ M, N, K }, [a, weight, residual, running, c]) {
    const count = runningCount(running!, M);
    matmulNT.run({ M: count, N, K }, [a!, weight!, c!]);
    for (let i = 0; i < count * N; i++) c![i]! += residual![i]!;
  },
  flops: ({ M, N, K }) => 2 * M * N * K,
};

type GateUpShape = { readonly B: number; readonly D: number; readonly F: number; readonly EPS: number };

const GATE_UP_WORK: SplitWork<GateUpShape> = {
  text: (shape) => withNormedProduct(decodeGateUpSource, shape),
  rows: ({ B }) => B,
  terms: ({ D }) => D,
  groups: ({ B, F }, split) => splitGroups(B, Math.ceil(F / 2), split),
};

/** hidden[B,F] = silu(gate) up with gate|up = RMSNorm(x) weightT: x[B,D], norm[D], weight[2F,D]. */
export const decodeGateUp: Kernel<GateUpShape> = {
  name: 'decodeGateUp',
  args: [read('x'), read('norm'), read('weight'), RUNNING_ARG, update('hidden')],
  lengths(shape) {
    positive('decodeGateUp', shape, 'B', 'D', 'F');
    checkEpsilon('decodeGateUp', shape);
    const { B, D, F } = shape;
    return [B * D, D, 2 * F * D, runningLength(B), B * F];
  },
  wgsl: GATE_UP_WORK.text,
  workgroups: ({ B, F }) => rowGroups(B, Math.ceil(F / 2)),
  variants: splitVariants(GATE_UP_WORK),
  example: ({ B }) => [undefined, undefined, undefined, runningExample(B), undefined],
  run(shape, [x, norm, weight, running, hidden]) {
    const gateUp = normedProduct(shape, 2 * shape.F, [x!, norm!, weight!, running!]);
    swiglu.run({ N: runningCount(running!, shape.B), F: shape.F }, [gateUp, hidden!]);
  },
  flops: ({ B, D, F }) => 4 * B * D * F,
};

type LogitsShape = { readonly B: number; readonly D: number; readonly V: number; readonly EPS: number };

const LOGITS_WORK: SplitWork<LogitsShape> = {
  text: (shape) => withNormedProduct(decodeLogitsSource, shape),
  rows: ({ B }) => B,
  terms: ({ D }) => D,
  groups: ({ B, V }, split) => splitGroups(B, Math.ceil(V / 4), split),
};

/** logits[row of i] = RMSNorm(x[i]) weightT: x[B,D], norm[D], weight[V,D], logits[B,V]. Back in the order of the batch,
 * because sampling goes by the state. */
export const decodeLogits: Kernel<LogitsShape> = {
  name: 'decodeLogits',
  args: [read('x'), read('norm'), read('weight'), RUNNING_ARG, update('logits')],
  lengths(shape) {
    positive('decodeLogits', shape, 'B', 'D', 'V');
    checkEpsilon('decodeLogits', shape);
    const { B, D, V } = shape;
    return [B * D, D, V * D, runningLength(B), B * V];
  },
  wgsl: LOGITS_WORK.text,
  workgroups: ({ B, V }) => rowGroups(B, Math.ceil(V / 4)),
  variants: splitVariants(LOGITS_WORK),
  example: ({ B }) => [undefined, undefined, undefined, runningExample(B), undefined],
  run(shape, [x, norm, weight, running, logits]) {
    const { B, V } = shape;
    const product = normedProduct(shape, V, [x!, norm!, weight!, running!]);
    const rows = runningField(running!, 'row', B, runningCount(running!, B));
    for (const [i, b] of rows.entries()) logits!.set(product.subarray(i * V, (i + 1) * V), b * V);
  },
  flops: ({ B, D, V }) => 2 * B * D * V,
};
