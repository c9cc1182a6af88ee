/**
 * A Llama decoder in jax-js: what training and decoding have in common. Weights by the names of model/layout.ts, matrices
 * [out, in]. Must not know losses or caches.
 */
import { ropeTable } from '../../engine/kernels/rope.ts';
import type { ModelConfig } from '../../model/config.ts';
import { weightsOf, type ModelTask } from '../tasks.ts';
import type { Jax, JaxArray, JaxDevice } from './jax.ts';

/** By name. Functions here use `.ref`: the caller keeps the weights. */
export type Weights = Record<string, JaxArray>;

export const loadWeights = (device: JaxDevice, task: ModelTask): Weights =>
  Object.fromEntries([...weightsOf(task)].map(([name, { data, shape }]) => [name, device.reals(data, shape)]));

/** Cosines and sines [T, Dh/2], as two arrays. */
export function rotation(
  device: JaxDevice,
  { Dh, ropeTheta }: ModelConfig,
  T: number,
): { cos: JaxArray; sin: JaxArray } {
  const half = Dh / 2;
  const table = ropeTable(T, Dh, ropeTheta);
  const part = (offset: number): JaxArray =>
    device.reals(
      Float32Array.from({ length: T * half }, (_, i) => table[Math.floor(i / half) * Dh + offset + (i % half)]!),
      [T, half],
    );
  return { cos: part(0), sin: part(half) };
}

/** x WT. */
export const linear = ({ numpy: np }: Jax, x: JaxArray, weight: JaxArray): JaxArray =>
  np.matmul(x, np.transpose(weight.ref));

export function rmsNorm({ numpy: np }: Jax, x: JaxArray, gain: JaxArray, eps: number): JaxArray {
  const meanSquare = np.square(x.ref).mean(-1, { keepdims: true });
  return x.div(np.sqrt(meanSquare.add(eps))).mul(gain.ref);
}

/** x [..., Dh] in the pairing (i, i + Dh/2), by cos and sin that broadcast to [..., Dh/2]; both are kept. */
export function rotate({ numpy: np }: Jax, x: JaxArray, cos: JaxArray, sin: JaxArray): JaxArray {
  const [a, b] = np.split(x, 2, -1) as [JaxArray, JaxArray];
  return np.concatenate([a.ref.mul(cos.ref).sub(b.ref.mul(sin.ref)), b.mul(cos.ref).add(a.mul(sin.ref))], -1);
}

/** q, k, v [..., heads, Dh] of normed rows [..., D]. */
export function project(jax: Jax, config: ModelConfig, weights: Weights, layer: number, x: JaxArray): JaxArray[] {
  const { H, Hk, Dh } = config;
  const rows = x.shape.slice(0, -1);
  const all = linear(jax, x, weights[`layers.${layer}.qkv`]!);
  const parts = jax.numpy.split(all, [H * Dh, (H + Hk) * Dh], -1);
  return parts.map((part, i) => part.reshape([...rows, i === 0 ? H : Hk, Dh]));
}

/** The second half of a layer: stream + SwiGLU MLP of its norm. */
export function feedForward(
  jax: Jax,
  config: ModelConfig,
  weights: Weights,
  layer: number,
  stream: JaxArray,
): JaxArray {
  const normed = rmsNorm(jax, stream.ref, weights[`layers.${layer}.norm2`]!, config.normEps);
  const gateUp = linear(jax, normed, weights[`layers.${layer}.gateUp`]!);
  const [gate, up] = jax.numpy.split(gateUp, 2, -1) as [JaxArray, JaxArray];
  return stream.add(linear(jax, jax.nn.silu(gate).mul(up), weights[`layers.${layer}.down`]!));
}

/** Logits of the stream. */
export function output(jax: Jax, config: ModelConfig, weights: Weights, stream: JaxArray): JaxArray {
  const normed = rmsNorm(jax, stream, weights['norm']!, config.normEps);
  return linear(jax, normed, weights[config.tied ? 'embed' : 'head']!);
}
