/** onnxruntime-web: one MatMul or Gemm node, inputs and output resident. */
import type { Contestant } from '../contest.ts';
import type { MatmulTask } from '../tasks.ts';
import type { OnnxGraph, OnnxNode } from '../../model/onnx/encode.ts';
import type { OrtSession, OrtTensor } from './ort.ts';

const shapesOf = ({ form, M, N, K }: MatmulTask): Readonly<Record<'a' | 'b' | 'c', readonly number[]>> => ({
  a: form === 'TN' ? [K, M] : [M, K],
  b: form === 'NT' ? [N, K] : [K, N],
  c: [M, N],
});

function graphOf(task: MatmulTask): OnnxGraph {
  const { form } = task;
  const { a, b, c } = shapesOf(task);
  const transposed = { transA: form === 'TN' ? 1 : 0, transB: form === 'NT' ? 1 : 0 };
  const node: OnnxNode = {
    op: form === 'NN' ? 'MatMul' : 'Gemm',
    inputs: ['a', 'b'],
    outputs: ['c'],
    attributes: form === 'NN' ? {} : transposed,
  };
  return {
    nodes: [node],
    constants: [],
    inputs: [
      { name: 'a', type: 'float', shape: a },
      { name: 'b', type: 'float', shape: b },
    ],
    outputs: [{ name: 'c', type: 'float', shape: c }],
  };
}

export function ortMatmul(open: (graph: OnnxGraph) => Promise<OrtSession>, task: MatmulTask): Contestant {
  const graph = graphOf(task);
  let session: OrtSession;
  let feeds: Record<string, OrtTensor>;
  let fetches: Record<string, OrtTensor>;
  const run = async (repeats: number): Promise<void> => {
    for (let i = 0; i < repeats; i++) await session.session.run(feeds, fetches);
    await session.settle();
  };
  return {
    prepare: async () => {
      session = await open(graph);
      const { a, b, c } = shapesOf(task);
      feeds = {
        a: await session.resident('float', a, task.a),
        b: await session.resident('float', b, task.b),
      };
      fetches = { c: await session.resident('float', c, new Float32Array(task.M * task.N)) };
      await run(1);
    },
    answer: async () => {
      const { c } = await session.session.run(feeds, { c: null });
      const product = (await c!.getData(true)) as Float32Array;
      return { product };
    },
    sample: run,
    dispose: () => {
      for (const tensor of [...Object.values(feeds), ...Object.values(fetches)]) tensor.dispose();
      return void session.dispose();
    },
  };
}
