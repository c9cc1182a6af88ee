/**
 * onnxruntime-web: one decode step as a graph with GroupQueryAttention, whose caches are written in place, replayed token
 * after token. The chosen token stays where the graph computes.
 */
import { ropeTable } from '../../engine/kernels/rope.ts';
import type { Contestant, Place } from '../contest.ts';
import { weightsOf, type DecodeTask } from '../tasks.ts';
import type { OnnxConstant, OnnxGraph, OnnxNode, OnnxValue } from './onnx.ts';
import type { OrtSession, OrtTensor } from './ort.ts';

const MICROSOFT = 'com.microsoft';

/** [rows, columns] to [columns, rows]. */
function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** Weights under their names, matrices as MatMul wants them, [in, out]; the embedding as it is; and the rope tables. */
function constantsOf(task: DecodeTask): OnnxConstant[] {
  const { config, T } = task;
  const half = config.Dh / 2;
  const constants: OnnxConstant[] = [];
  for (const [name, { shape, data }] of weightsOf(task)) {
    const [rows = 0, columns = 0] = shape;
    const isProduct = shape.length === 2 && name !== 'embed';
    constants.push({
      name,
      type: 'float',
      shape: isProduct ? [columns, rows] : shape,
      data: isProduct ? transposed(data, rows, columns) : data,
    });
  }
  const table = ropeTable(T, config.Dh, config.ropeTheta);
  for (const [name, offset] of [
    ['cos', 0],
    ['sin', half],
  ] as const) {
    const at = (i: number): number => table[Math.floor(i / half) * config.Dh + offset + (i % half)]!;
    constants.push({
      name,
      type: 'float',
      shape: [T, half],
      data: Float32Array.from({ length: T * half }, (_, i) => at(i)),
    });
  }
  return constants;
}

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
function likeliestNodes(place: Place): OnnxNode[] {
  const toInt32 = (input: string): OnnxNode => ({
    op: 'Cast',
    inputs: [input],
    outputs: ['next'],
    attributes: { to: 6 },
  });
  if (place === 'cpu')
    return [{ op: 'ArgMax', inputs: ['p'], outputs: ['best'], attributes: { axis: -1, keepdims: 0 } }, toInt32('best')];
  return [
    { op: 'GreaterOrEqual', inputs: ['p', 'largest'], outputs: ['isLargest'] },
    { op: 'Where', inputs: ['isLargest', 'indices', 'beyond'], outputs: ['candidates'] },
    { op: 'ReduceMin', inputs: ['candidates'], outputs: ['best'], attributes: { axes: [-1], keepdims: 0 } },
    toInt32('best'),
  ];
}

function graphOf(task: DecodeTask, place: Place): OnnxGraph {
  const { config, B, T } = task;
  const { layers, Hk, Dh, F, V, normEps } = config;
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
      { op: 'MatMul', inputs: ['normed', config.tied ? 'embed' : 'head'], outputs: ['logits'] },
      { op: 'Softmax', inputs: ['logits'], outputs: ['p'], attributes: { axis: -1 } },
      // The likeliest token's probability is the largest.
      { op: 'ReduceMax', inputs: ['p'], outputs: ['largest'], attributes: { axes: [-1], keepdims: 1 } },
      { op: 'Log', inputs: ['largest'], outputs: ['logprob'] },
      ...likeliestNodes(place),
    ],
    constants: [
      ...constantsOf(task),
      { name: 'indices', type: 'float', shape: [V], data: Float32Array.from({ length: V }, (_, j) => j) },
      { name: 'beyond', type: 'float', shape: [1], data: Float32Array.of(V) },
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

export function ortDecode(open: (graph: OnnxGraph) => Promise<OrtSession>, place: Place, task: DecodeTask): Contestant {
  const { config, B, T, steps, first } = task;
  let session: OrtSession;

  /** Every step's tokens and log-probabilities [B, 1], where the graph computes. */
  const decode = async (): Promise<Record<'next' | 'logprob', OrtTensor>[]> => {
    const feeds: Record<string, OrtTensor> = {
      token: await session.resident('int32', [B, 1], Int32Array.from(first)),
    };
    const shape = [B, config.Hk, T, config.Dh];
    const empty = new Float32Array(B * config.Hk * T * config.Dh);
    for (let i = 0; i < config.layers; i++)
      for (const part of ['Key', 'Value']) feeds[`past${part}${i}`] = await session.resident('float', shape, empty);
    const results: Record<'next' | 'logprob', OrtTensor>[] = [];
    const firstToken = feeds['token']!;
    for (let t = 0; t < steps; t++) {
      feeds['lengths'] = session.host('int32', [B], new Int32Array(B).fill(t));
      feeds['total'] = session.host('int32', [], Int32Array.of(t + 1));
      const fetches: Record<string, OrtTensor | null> = { next: null, logprob: null };
      for (let i = 0; i < config.layers; i++)
        for (const part of ['Key', 'Value'])
          fetches[part.toLowerCase() + i] = session.inPlace ? feeds[`past${part}${i}`]! : null;
      const out = await session.session.run(feeds, fetches);
      results.push({ next: out['next']!, logprob: out['logprob']! });
      feeds['token'] = out['next']!;
      for (let i = 0; i < config.layers; i++)
        for (const part of ['Key', 'Value']) feeds[`past${part}${i}`] = out[part.toLowerCase() + i]!;
    }
    await session.settle();
    firstToken.dispose();
    for (const [name, tensor] of Object.entries(feeds)) if (name.startsWith('past')) tensor.dispose();
    return results;
  };
  const disposeAll = (results: readonly Record<'next' | 'logprob', OrtTensor>[]): void => {
    for (const { next, logprob } of results) for (const tensor of [next, logprob]) tensor.dispose();
  };

  return {
    prepare: async () => {
      session = await open(graphOf(task, place));
      disposeAll(await decode());
    },
    answer: async () => {
      const results = await decode();
      const ids = new Float64Array(B * steps);
      const logprobs = new Float64Array(B * steps);
      for (const [t, { next, logprob }] of results.entries()) {
        const tokens = (await next.getData()) as Int32Array;
        const values = (await logprob.getData()) as Float32Array;
        for (let b = 0; b < B; b++) {
          ids[b * steps + t] = tokens[b]!;
          logprobs[b * steps + t] = values[b]!;
        }
      }
      disposeAll(results);
      return { ids, logprobs };
    },
    sample: async (repeats) => {
      for (let i = 0; i < repeats; i++) disposeAll(await decode());
    },
    dispose: () => void session.dispose(),
  };
}
