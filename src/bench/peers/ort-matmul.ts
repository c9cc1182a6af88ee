/** onnxruntime-web: one MatMul or Gemm node, inputs and output resident. */
import type { Contestant } from '../contest.ts';
import type { MatmulTask } from '../tasks.ts';
import type { OnnxGraph, OnnxNode } from './onnx.ts';
import type { OrtSession, OrtTensor } from './ort.ts';

function graphOf({ form, M, N, K }: MatmulTask): OnnxGraph {
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
      { name: 'a', type: 'float', shape: form === 'TN' ? [K, M] : [M, K] },
      { name: 'b', type: 'float', shape: form === 'NT' ? [N, K] : [K, N] },
    ],
    outputs: [{ name: 'c', type: 'float', shape: [M, N] }],
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
      const [a, b] = graph.inputs;
      feeds = {
        a: await session.resident('float', a!.shape, task.a),
        b: await session.resident('float', b!.shape, task.b),
      };
      const { shape } = graph.outputs[0]!;
      fetches = { c: await session.resident('float', shape, new Float32Array(task.M * task.N)) };
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
