/**
 * One decode step of a Llama decoder with an output layer of its own, as an ONNX graph with Microsoft's
 * GroupQueryAttention, which rotates, appends to the caches and attends. Must not know sessions.
 */
import { ropeConstants, weightConstants } from '../../model/onnx/constants.ts';
import { MICROSOFT, type OnnxGraph, type OnnxNode, type OnnxValue } from '../../model/onnx/encode.ts';
import type { Place } from '../contest.ts';
import { weightsOf, type DecodeTask } from '../tasks.ts';

/** The nodes of a layer from stream `x${i}` to `x${i + 1}`. */
function layerNodes({ config }: DecodeTask, i: number): OnnxNode[] {
  const { H, Hk, normEps } = config;
  const name = (part: string): string => `layers.${i}.${part}`;
  const node = (op: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({
    op,
    inputs,
    outputs: [output],
    attributes,
  });
  const norm = { axis: -1, epsilon: { float: normEps } };
  return [
    node('SimplifiedLayerNormalization', [`x${i}`, name('norm1')], name('normed1'), norm),
    node('MatMul', [name('normed1'), name('qkv')], name('projected')),
    {
      op: 'GroupQueryAttention',
      domain: MICROSOFT,
      inputs: [name('projected'), '', '', `pastKey${i}`, `pastValue${i}`, 'lengths', 'total', 'cos', 'sin'],
      outputs: [name('mixed'), `key${i}`, `value${i}`],
      attributes: { num_heads: H, kv_num_heads: Hk, do_rotary: 1, rotary_interleaved: 0 },
    },
    node('MatMul', [name('mixed'), name('o')], name('attended')),
    {
      op: 'SkipSimplifiedLayerNormalization',
      domain: MICROSOFT,
      inputs: [`x${i}`, name('attended'), name('norm2')],
      outputs: [name('normed2'), '', '', name('middle')],
      attributes: { epsilon: { float: normEps } },
    },
    node('MatMul', [name('normed2'), name('gateUp')], name('both')),
    {
      op: 'Split',
      inputs: [name('both'), 'halves'],
      outputs: [name('gate'), name('up')],
      attributes: { axis: -1 },
    },
    node('Sigmoid', [name('gate')], name('sigmoid')),
    node('Mul', [name('gate'), name('sigmoid')], name('silu')),
    node('Mul', [name('silu'), name('up')], name('hidden')),
    node('MatMul', [name('hidden'), name('down')], name('fed')),
    node('Add', [name('middle'), name('fed')], `x${i + 1}`),
  ];
}

/** From `p` [B, 1, V] and `largest` to `next` [B, 1]. ArgMax gives 64-bit integers, which its WebGPU provider leaves to the
 * CPU, with a wait every token; there the smallest index of a largest probability is found in floats. */
function likeliest(place: Place, V: number): Pick<OnnxGraph, 'nodes' | 'constants'> {
  const toInt32 = (input: string): OnnxNode => ({
    op: 'Cast',
    inputs: [input],
    outputs: ['next'],
    attributes: { to: 6 },
  });
  if (place === 'cpu') {
    const argMax: OnnxNode = { op: 'ArgMax', inputs: ['p'], outputs: ['best'], attributes: { axis: -1, keepdims: 0 } };
    return { nodes: [argMax, toInt32('best')], constants: [] };
  }
  return {
    nodes: [
      { op: 'GreaterOrEqual', inputs: ['p', 'largest'], outputs: ['isLargest'] },
      { op: 'Where', inputs: ['isLargest', 'indices', 'beyond'], outputs: ['candidates'] },
      { op: 'ReduceMin', inputs: ['candidates'], outputs: ['best'], attributes: { axes: [-1], keepdims: 0 } },
      toInt32('best'),
    ],
    constants: [
      { name: 'indices', type: 'float', shape: [V], data: Float32Array.from({ length: V }, (_, j) => j) },
      { name: 'beyond', type: 'float', shape: [1], data: Float32Array.of(V) },
    ],
  };
}

/** Inputs: `token` [B, 1], `lengths` [B] of what is cached, `total` with this token, and the caches. */
export function decodeGraph(task: DecodeTask, place: Place): OnnxGraph {
  const { config, B, T } = task;
  const { layers, Hk, Dh, F, V, normEps, ropeTheta } = config;
  const choice = likeliest(place, V);
  const cache = (name: string): OnnxValue => ({ name, type: 'float', shape: [B, Hk, T, Dh] });
  const layerNames = Array.from({ length: layers }, (_, i) => i);
  return {
    nodes: [
      { op: 'Gather', inputs: ['embed', 'token'], outputs: ['x0'], attributes: { axis: 0 } },
      ...layerNames.flatMap((i) => layerNodes(task, i)),
      {
        op: 'SimplifiedLayerNormalization',
        inputs: [`x${layers}`, 'norm'],
        outputs: ['normed'],
        attributes: { axis: -1, epsilon: { float: normEps } },
      },
      { op: 'MatMul', inputs: ['normed', 'head'], outputs: ['logits'] },
      { op: 'Softmax', inputs: ['logits'], outputs: ['p'], attributes: { axis: -1 } },
      // The likeliest token's probability is the largest.
      { op: 'ReduceMax', inputs: ['p'], outputs: ['largest'], attributes: { axes: [-1], keepdims: 1 } },
      { op: 'Log', inputs: ['largest'], outputs: ['logprob'] },
      ...choice.nodes,
    ],
    constants: [
      ...weightConstants(weightsOf(task)),
      ...ropeConstants(T, Dh, ropeTheta),
      ...choice.constants,
      { name: 'halves', type: 'int64', shape: [2], data: BigInt64Array.of(BigInt(F), BigInt(F)) },
    ],
    inputs: [
      { name: 'token', type: 'int32', shape: [B, 1] },
      { name: 'lengths', type: 'int32', shape: [B] },
      { name: 'total', type: 'int32', shape: [] },
      ...layerNames.flatMap((i) => [cache(`pastKey${i}`), cache(`pastValue${i}`)]),
    ],
    outputs: [
      { name: 'next', type: 'int32', shape: [B, 1] },
      { name: 'logprob', type: 'float', shape: [B, 1, 1] },
      ...layerNames.flatMap((i) => [cache(`key${i}`), cache(`value${i}`)]),
    ],
  };
}
