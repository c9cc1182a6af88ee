/** tfjs: log-probability and entropy of rows. */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Contestant } from '../contest.ts';
import type { RowsTask } from '../tasks.ts';
import { settle, type Tf } from './tfjs.ts';

/** Of each row of log-probabilities [M, V]: that of its target. One-hot: a gather's gradient would be a scatter. */
export const pickTarget = (tf: Tf, logP: Tensor, target: Tensor1D, V: number): Tensor =>
  tf.sum(tf.mul(logP, tf.oneHot(target, V).toFloat()), -1);

export function tfjsRows(tf: Tf, { M, V, logits, target }: RowsTask): Contestant {
  let z: Tensor2D;
  let y: Tensor1D;
  const statistics = (): [Tensor, Tensor] => {
    const [logprob, entropy] = tf.tidy(() => {
      const logP = tf.logSoftmax(z, -1);
      return [pickTarget(tf, logP, y, V), tf.neg(tf.sum(tf.mul(tf.exp(logP), logP), -1))];
    });
    return [logprob, entropy];
  };
  const run = async (repeats: number): Promise<void> => {
    let result = statistics();
    for (let i = 1; i < repeats; i++) {
      tf.dispose(result);
      result = statistics();
    }
    await settle(tf, result[1]);
    tf.dispose(result);
  };
  return {
    prepare: async () => {
      z = tf.tensor2d(logits, [M, V]);
      y = tf.tensor1d(Int32Array.from(target), 'int32');
      await run(1);
    },
    answer: async () => {
      const [logprob, entropy] = statistics();
      return { logprob: await logprob.data(), entropy: await entropy.data() };
    },
    sample: run,
    dispose: () => tf.dispose([z, y]),
  };
}
