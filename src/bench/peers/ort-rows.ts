/** onnxruntime-web: log-probability and entropy of rows, as a graph of six nodes. */
import type { Contestant } from '../contest.ts';
import type { RowsTask } from '../tasks.ts';
import type { OnnxGraph } from '../../model/onnx/encode.ts';
import type { OrtSession, OrtTensor } from './ort.ts';

const graphOf = ({ M, V }: RowsTask): OnnxGraph => ({
  nodes: [
    // Not LogSoftmax, which its WebGPU provider leaves to the CPU.
    { op: 'Softmax', inputs: ['logits'], outputs: ['p'], attributes: { axis: -1 } },
    { op: 'Log', inputs: ['p'], outputs: ['logP'] },
    { op: 'GatherElements', inputs: ['logP', 'target'], outputs: ['logprob'], attributes: { axis: 1 } },
    { op: 'Mul', inputs: ['p', 'logP'], outputs: ['terms'] },
    { op: 'ReduceSum', inputs: ['terms', 'axis'], outputs: ['negative'], attributes: { keepdims: 0 } },
    { op: 'Neg', inputs: ['negative'], outputs: ['entropy'] },
  ],
  constants: [{ name: 'axis', type: 'int64', shape: [1], data: BigInt64Array.of(-1n) }],
  inputs: [
    { name: 'logits', type: 'float', shape: [M, V] },
    { name: 'target', type: 'int32', shape: [M, 1] },
  ],
  outputs: [
    { name: 'logprob', type: 'float', shape: [M, 1] },
    { name: 'entropy', type: 'float', shape: [M] },
  ],
});

export function ortRows(open: (graph: OnnxGraph) => Promise<OrtSession>, task: RowsTask): Contestant {
  const { M, V } = task;
  let session: OrtSession;
  let feeds: Record<string, OrtTensor>;
  let fetches: Record<string, OrtTensor>;
  const run = async (repeats: number): Promise<void> => {
    for (let i = 0; i < repeats; i++) await session.session.run(feeds, fetches);
    await session.settle();
  };
  return {
    prepare: async () => {
      session = await open(graphOf(task));
      feeds = {
        logits: await session.resident('float', [M, V], task.logits),
        target: await session.resident('int32', [M, 1], Int32Array.from(task.target)),
      };
      fetches = {
        logprob: await session.resident('float', [M, 1], new Float32Array(M)),
        entropy: await session.resident('float', [M], new Float32Array(M)),
      };
      await run(1);
    },
    answer: async () => {
      const { logprob, entropy } = await session.session.run(feeds, { logprob: null, entropy: null });
      return {
        logprob: (await logprob!.getData(true)) as Float32Array,
        entropy: (await entropy!.getData(true)) as Float32Array,
      };
    },
    sample: run,
    dispose: () => {
      for (const tensor of [...Object.values(feeds), ...Object.values(fetches)]) tensor.dispose();
      return void session.dispose();
    },
  };
}
