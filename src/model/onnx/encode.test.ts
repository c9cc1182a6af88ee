import { expect, test } from 'vitest';
import { encodeOnnx } from './encode.ts';

test('onnxruntime reads the model back and computes what it says', async () => {
  const ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = 1;
  const model = encodeOnnx({
    nodes: [
      { op: 'Gemm', inputs: ['x', 'w', 'bias'], outputs: ['y'], attributes: { transB: 1, alpha: { float: 0.5 } } },
      { op: 'ReduceMax', inputs: ['y'], outputs: ['largest'], attributes: { axes: [-1], keepdims: 0 } },
    ],
    constants: [
      { name: 'w', type: 'float', shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      { name: 'bias', type: 'float', shape: [3], data: Float32Array.of(10, 20, -30) },
    ],
    inputs: [{ name: 'x', type: 'float', shape: [2, 2] }],
    outputs: [
      { name: 'y', type: 'float', shape: [2, 3] },
      { name: 'largest', type: 'float', shape: [2] },
    ],
  });
  const session = await ort.InferenceSession.create(model);
  const x = new ort.Tensor('float32', Float32Array.of(2, 0, 0, 2), [2, 2]);
  const { y, largest } = await session.run({ x });
  expect([...(y!.data as Float32Array)]).toEqual([11, 23, -25, 12, 24, -24]);
  expect([...(largest!.data as Float32Array)]).toEqual([23, 24]);
  await session.release();
});
