/** TensorFlow.js as an entrant, on its WebGPU backend. It has no jit; everything is composed from its operations. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Entrant, Place } from '../contest.ts';
import { tfjsMatmul } from './tfjs-matmul.ts';
import { tfjsPolicy } from './tfjs-policy.ts';
import { tfjsRows } from './tfjs-rows.ts';
import { tfjsTrain } from './tfjs-train.ts';

export type Tf = typeof import('@tensorflow/tfjs');

/** Resolves when everything up to `result` has been computed: reads one number of it. */
export async function settle(tf: Tf, result: Tensor): Promise<void> {
  const first = tf.slice(
    result,
    result.shape.map(() => 0),
    result.shape.map(() => 1),
  );
  await first.data();
  first.dispose();
}

/** Node gives the library under `default`. */
export async function loadTfjs(): Promise<Tf> {
  const module = await import('@tensorflow/tfjs');
  await import('@tensorflow/tfjs-backend-webgpu');
  return (module as { default?: Tf }).default ?? module;
}

/** Throws when its WebGPU backend does not start. */
async function openTfjs(): Promise<Tf> {
  const tf = await loadTfjs();
  // Otherwise small tensors are computed on the CPU and everything waits for them.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  if (!(await tf.setBackend('webgpu'))) throw new Error('its WebGPU backend does not start here');
  await tf.ready();
  return tf;
}

export async function tfjsEntrant(place: Place, version: string): Promise<Entrant> {
  if (place === 'cpu') throw new Error('only its WebGPU backend is installed');
  const tf = await openTfjs();
  return {
    name: 'tfjs',
    version,
    place,
    lacks: 'no script: decoding is compared with jax-js and onnxruntime-web',
    detail: '',
    matmul: (task) => tfjsMatmul(tf, task),
    rows: (task) => tfjsRows(tf, task),
    policy: (task) => tfjsPolicy(tf, task),
    train: (task) => tfjsTrain(tf, task),
  };
}
