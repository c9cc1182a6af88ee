/** A Llama decoder's forward pass in tfjs, in tensors of at most four axes: its backend is wrong beyond. */
import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs';
import { ropeTable } from '../../engine/kernels/rope.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { Tf } from './tfjs.ts';

/** By the names of model/layout.ts, matrices [out, in]. */
export type Variables = Readonly<Record<string, Variable>>;

export interface Tables {
  /** [1, T, 1, Dh/2]. */
  readonly cos: Tensor;
  readonly sin: Tensor;
  /** [T, T]: 0 where a query may look, very negative elsewhere. */
  readonly mask: Tensor;
}

export function tablesOf(tf: Tf, { Dh, ropeTheta }: ModelConfig, T: number): Tables {
  const half = Dh / 2;
  const table = tf.tensor4d(Float32Array.from(ropeTable(T, Dh, ropeTheta)), [1, T, 1, Dh]);
  const [cos, sin] = tf.split(table, 2, -1) as [Tensor, Tensor];
  const mask = Float32Array.from({ length: T * T }, (_, n) => (n % T <= Math.floor(n / T) ? 0 : -1e9));
  table.dispose();
  return { cos: cos.reshape([1, T, 1, half]), sin: sin.reshape([1, T, 1, half]), mask: tf.tensor2d(mask, [T, T]) };
}

/** x WT; x may have more axes than two. */
function linear(tf: Tf, x: Tensor, weight: Tensor): Tensor {
  const width = x.shape.at(-1)!;
  const rows = tf.matMul(x.reshape([-1, width]), weight, false, true);
  return rows.reshape([...x.shape.slice(0, -1), weight.shape[0]]);
}

const rmsNorm = (tf: Tf, x: Tensor, gain: Tensor, eps: number): Tensor =>
  tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), eps))), gain);

/** [B, T, heads, Dh] in the pairing (i, i + Dh/2). */
function rotate(tf: Tf, x: Tensor, { cos, sin }: Tables): Tensor {
  const [a, b] = tf.split(x, 2, -1) as [Tensor, Tensor];
  return tf.concat([tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(b, cos), tf.mul(a, sin))], -1);
}

/** Logits [B*T, V] of ids [B*T]; as many key/value heads as query heads. */
export function forward(
  tf: Tf,
  config: ModelConfig,
  weights: Variables,
  tables: Tables,
  ids: Tensor1D,
  B: number,
  T: number,
): Tensor {
  const { D, H, Dh, normEps } = config;
  let stream: Tensor = tf.gather(weights['embed']!, ids).reshape([B, T, D]);
  for (let i = 0; i < config.layers; i++) {
    const weight = (name: string): Variable => weights[`layers.${i}.${name}`]!;
    const projected = linear(tf, rmsNorm(tf, stream, weight('norm1'), normEps), weight('qkv'));
    const [q, k, v] = tf.split(projected, 3, -1).map((part) => part.reshape([B, T, H, Dh])) as [Tensor, Tensor, Tensor];
    const query = tf.transpose(rotate(tf, q, tables), [0, 2, 1, 3]);
    const key = tf.transpose(rotate(tf, k, tables), [0, 2, 1, 3]);
    const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(Dh));
    const share = tf.softmax(tf.add(scores, tables.mask), -1);
    const mixed = tf.transpose(tf.matMul(share, tf.transpose(v, [0, 2, 1, 3])), [0, 2, 1, 3]);
    stream = tf.add(stream, linear(tf, mixed.reshape([B, T, H * Dh]), weight('o')));
    const gateUp = linear(tf, rmsNorm(tf, stream, weight('norm2'), normEps), weight('gateUp'));
    const [gate, up] = tf.split(gateUp, 2, -1) as [Tensor, Tensor];
    const hidden = tf.mul(tf.mul(gate, tf.sigmoid(gate)), up);
    stream = tf.add(stream, linear(tf, hidden, weight('down')));
  }
  const normed = rmsNorm(tf, stream, weights['norm']!, normEps);
  return linear(tf, normed, weights['embed']!).reshape([B * T, config.V]);
}
