/**
 * A Llama-family decoder as an ONNX graph of standard operators alone (operator set 17), so that any runtime computes it:
 * token ids in, the logits after every one of them out; for a policy that sees, the patches of a picture as well. No cache.
 * Must not know files or runtimes.
 *
 * T tokens, D width, H query heads, Hk key/value heads, G = H/Hk query heads a key head, Dh head size, V vocabulary,
 * P patches, C = FEATURES.
 */
import { hasHeadNorm, hasQkvBias, qkvWidth, type ModelConfig } from '../config.ts';
import { layoutOf, type LayerParameter } from '../layout.ts';
import { FEATURES } from '../patches.ts';
import { ropeConstants, weightConstants, type Matrix } from './constants.ts';
import { ONNX_TYPES, type OnnxConstant, type OnnxGraph, type OnnxNode } from './encode.ts';

/** Names that Hugging Face's exports use as well. */
export const INPUT = 'input_ids';
export const OUTPUT = 'logits';
/** A name of ours: what patches.ts writes of a picture. */
export const PATCHES = 'patches';

/** What a masked score becomes: its share is exactly 0 in f32. */
const NEVER = -1e30;

const node = (
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: OnnxNode['attributes'] = {},
): OnnxNode => ({ op, inputs, outputs: [output], attributes });

const wholes = (name: string, ...values: number[]): OnnxConstant => ({
  name,
  type: 'int64',
  shape: [values.length],
  data: BigInt64Array.from(values, BigInt),
});
const one = (name: string, type: 'float' | 'int64', value: number): OnnxConstant => ({
  name,
  type,
  shape: [],
  data: type === 'float' ? Float32Array.of(value) : BigInt64Array.of(BigInt(value)),
});

/** RMSNorm over the last axis: x / √(mean x² + ε) · weight. */
const rmsNorm = (input: string, weight: string, output: string): OnnxNode[] => [
  node('Mul', [input, input], `${output}.squares`),
  node('ReduceMean', [`${output}.squares`], `${output}.mean`, { axes: [-1], keepdims: 1 }),
  node('Add', [`${output}.mean`, 'normEps'], `${output}.shifted`),
  node('Sqrt', [`${output}.shifted`], `${output}.length`),
  node('Div', [input, `${output}.length`], `${output}.scaled`),
  node('Mul', [`${output}.scaled`, weight], output),
];

/** Heads [..., T, Dh] turned by their position: (a, b) to (a cos - b sin, b cos + a sin), halves as in kernels/rope.ts. */
const rotate = (input: string, output: string): OnnxNode[] => [
  {
    op: 'Split',
    inputs: [input, 'halfHead'],
    outputs: [`${output}.a`, `${output}.b`],
    attributes: { axis: -1 },
  },
  node('Mul', [`${output}.a`, 'cosHere'], `${output}.aCos`),
  node('Mul', [`${output}.b`, 'sinHere'], `${output}.bSin`),
  node('Mul', [`${output}.b`, 'cosHere'], `${output}.bCos`),
  node('Mul', [`${output}.a`, 'sinHere'], `${output}.aSin`),
  node('Sub', [`${output}.aCos`, `${output}.bSin`], `${output}.first`),
  node('Add', [`${output}.bCos`, `${output}.aSin`], `${output}.second`),
  node('Concat', [`${output}.first`, `${output}.second`], output, { axis: -1 }),
];

/** Positions 0 to T - 1, the tables up to there, and [T, T] with 0 where a token may look and NEVER where it may not. */
const POSITIONS: readonly OnnxNode[] = [
  node('Shape', [INPUT], 'inputShape'),
  node('Gather', ['inputShape', 'one'], 'length', { axis: 0 }),
  node('Range', ['zero', 'length', 'one'], 'positions'),
  node('Gather', ['cos', 'positions'], 'cosHere', { axis: 0 }),
  node('Gather', ['sin', 'positions'], 'sinHere', { axis: 0 }),
  node('Unsqueeze', ['positions', 'lastAxis'], 'rows'),
  node('GreaterOrEqual', ['rows', 'positions'], 'mayLook'),
  node('Where', ['mayLook', 'nothing', 'never'], 'mask'),
];

/** Stream `x0`, [1, T, D], of token ids below V. */
const TOKENS: readonly OnnxNode[] = [node('Gather', ['embed', INPUT], 'x0', { axis: 0 })];

/** The same where the k-th id that is V or more stands for the k-th patch: row 0 of `patchRows` is nobody's. */
const TOKENS_AND_PATCHES: readonly OnnxNode[] = [
  node('GreaterOrEqual', [INPUT, 'vocabulary'], 'isPatch'),
  node('Where', ['isPatch', 'zero', INPUT], 'words'),
  node('Gather', ['embed', 'words'], 'said', { axis: 0 }),
  node('MatMul', [PATCHES, 'patch'], 'seen'),
  node('Concat', ['nobody', 'seen'], 'patchRows', { axis: 0 }),
  node('Cast', ['isPatch'], 'places', { to: ONNX_TYPES.int64 }),
  node('CumSum', ['places', 'one'], 'placesSoFar'),
  node('Mul', ['places', 'placesSoFar'], 'patchOf'),
  node('Gather', ['patchRows', 'patchOf'], 'pictured', { axis: 0 }),
  node('Unsqueeze', ['isPatch', 'lastAxis'], 'isPatchHere'),
  node('Where', ['isPatchHere', 'pictured', 'said'], 'x0'),
];

/** From stream `x${i}` to `x${i + 1}`, [1, T, D]. */
function layerNodes(config: ModelConfig, i: number): OnnxNode[] {
  const at = (part: string): string => `layers.${i}.${part}`;
  const weight = (part: LayerParameter): string => at(part);
  const hasBias = hasQkvBias(config);
  const heads = (part: 'q' | 'k' | 'v', shape: string): OnnxNode[] => {
    const norm = part === 'q' ? weight('qNorm') : weight('kNorm');
    const normed = hasHeadNorm(config) && part !== 'v';
    return [
      node('Reshape', [at(part), shape], at(`${part}.split`)),
      ...(normed ? rmsNorm(at(`${part}.split`), norm, at(`${part}.normed`)) : []),
      // [1, T, Hk, G or 1, Dh] to [1, Hk, G or 1, T, Dh].
      node('Transpose', [at(normed ? `${part}.normed` : `${part}.split`)], at(`${part}.heads`), {
        perm: [0, 2, 3, 1, 4],
      }),
      ...(part === 'v' ? [] : rotate(at(`${part}.heads`), at(`${part}.turned`))),
    ];
  };
  return [
    ...rmsNorm(`x${i}`, weight('norm1'), at('normed1')),
    node('MatMul', [at('normed1'), weight('qkv')], at(hasBias ? 'projected' : 'all')),
    ...(hasBias ? [node('Add', [at('projected'), weight('qkvBias')], at('all'))] : []),
    { op: 'Split', inputs: [at('all'), 'qkvWidths'], outputs: [at('q'), at('k'), at('v')], attributes: { axis: -1 } },
    ...heads('q', 'queryHeads'),
    ...heads('k', 'keyHeads'),
    ...heads('v', 'keyHeads'),
    node('Transpose', [at('k.turned')], at('k.columns'), { perm: [0, 1, 2, 4, 3] }),
    node('MatMul', [at('q.turned'), at('k.columns')], at('products')),
    node('Mul', [at('products'), 'headScale'], at('scores')),
    node('Add', [at('scores'), 'mask'], at('allowed')),
    node('Softmax', [at('allowed')], at('shares'), { axis: -1 }),
    node('MatMul', [at('shares'), at('v.heads')], at('mixed')),
    node('Transpose', [at('mixed')], at('mixed.rows'), { perm: [0, 3, 1, 2, 4] }),
    node('Reshape', [at('mixed.rows'), 'headsTogether'], at('attended')),
    node('MatMul', [at('attended'), weight('o')], at('written1')),
    node('Add', [`x${i}`, at('written1')], at('middle')),
    ...rmsNorm(at('middle'), weight('norm2'), at('normed2')),
    node('MatMul', [at('normed2'), weight('gateUp')], at('both')),
    { op: 'Split', inputs: [at('both'), 'mlpWidths'], outputs: [at('gate'), at('up')], attributes: { axis: -1 } },
    node('Sigmoid', [at('gate')], at('sigmoid')),
    node('Mul', [at('gate'), at('sigmoid')], at('silu')),
    node('Mul', [at('silu'), at('up')], at('hidden')),
    node('MatMul', [at('hidden'), weight('down')], at('written2')),
    node('Add', [at('middle'), at('written2')], `x${i + 1}`),
  ];
}

/** Every parameter by its name in layout.ts; matrices [out, in]. */
function* weightsOf(config: ModelConfig, pool: Float32Array): Iterable<readonly [string, Matrix]> {
  for (const { name, offset, length, pieces } of layoutOf(config).parameters.values()) {
    const [, columns] = pieces[0]!.shape;
    const shape = columns === undefined ? [length] : [length / columns, columns];
    yield [name, { shape, data: pool.subarray(offset, offset + length) }];
  }
}

/** `pool` in the order of layout.ts. Ids [1, T], 64 bits, T up to config.maxPositions; logits [1, T, V], not divided by
 * any temperature. With config.pictures also patches [P, C], as many as there are ids from V on, and perhaps none. */
export function policyGraph(config: ModelConfig, pool: Float32Array): OnnxGraph {
  const { V, D, F, layers, H, Hk, Dh, normEps, ropeTheta, tied, maxPositions, pictures } = config;
  const numbers = Array.from({ length: layers }, (_, i) => i);
  return {
    nodes: [
      ...POSITIONS,
      ...(pictures ? TOKENS_AND_PATCHES : TOKENS),
      ...numbers.flatMap((i) => layerNodes(config, i)),
      ...rmsNorm(`x${layers}`, 'norm', 'normed'),
      ...(tied ? [node('Transpose', ['embed'], 'head', { perm: [1, 0] })] : []),
      node('MatMul', ['normed', 'head'], OUTPUT),
    ],
    constants: [
      ...weightConstants(weightsOf(config, pool)),
      ...ropeConstants(maxPositions, Dh, ropeTheta),
      wholes('qkvWidths', H * Dh, Hk * Dh, qkvWidth(config) - (H + Hk) * Dh),
      wholes('mlpWidths', F, F),
      wholes('halfHead', Dh / 2, Dh / 2),
      wholes('queryHeads', 1, -1, Hk, H / Hk, Dh),
      wholes('keyHeads', 1, -1, Hk, 1, Dh),
      wholes('headsTogether', 1, -1, H * Dh),
      wholes('lastAxis', -1),
      one('zero', 'int64', 0),
      one('one', 'int64', 1),
      one('nothing', 'float', 0),
      one('never', 'float', NEVER),
      one('normEps', 'float', normEps),
      one('headScale', 'float', 1 / Math.sqrt(Dh)),
      ...(pictures
        ? [
            one('vocabulary', 'int64', V),
            { name: 'nobody', type: 'float' as const, shape: [1, D], data: new Float32Array(D) },
          ]
        : []),
    ],
    inputs: [
      { name: INPUT, type: 'int64', shape: [1, 'T'] },
      ...(pictures ? [{ name: PATCHES, type: 'float' as const, shape: ['P', FEATURES] }] : []),
    ],
    outputs: [{ name: OUTPUT, type: 'float', shape: [1, 'T', V] }],
  };
}
