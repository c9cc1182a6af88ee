/** tfjs: the policy-gradient step from composed operations, differentiated by its tape. */
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { Contestant } from '../contest.ts';
import { POLICY_LOSS, type PolicyTask } from '../tasks.ts';
import { settle, type Tf } from './tfjs.ts';
import { pickTarget } from './tfjs-rows.ts';

export function tfjsPolicy(tf: Tf, task: PolicyTask): Contestant {
  const { N, V, D } = task;
  const { clipLow, clipHigh, klCoef, entropyCoef } = POLICY_LOSS;
  let inputs: Tensor[];
  let target: Tensor1D;
  let advantage: Tensor1D;
  let oldLogprob: Tensor1D;
  let refLogprob: Tensor1D;

  const lossOf = (input: Tensor, matrix?: Tensor): Scalar => {
    const logits = matrix ? tf.matMul(input, matrix, false, true) : input;
    const logP = tf.logSoftmax(logits, -1);
    const logprob = pickTarget(tf, logP, target, V);
    const entropy = tf.neg(tf.sum(tf.mul(tf.exp(logP), logP), -1));
    const ratio = tf.exp(tf.sub(logprob, oldLogprob));
    const clipped = tf.mul(tf.clipByValue(ratio, 1 - clipLow, 1 + clipHigh), advantage);
    const policy = tf.neg(tf.minimum(tf.mul(ratio, advantage), clipped));
    const difference = tf.sub(refLogprob, logprob);
    const k3 = tf.sub(tf.sub(tf.exp(difference), difference), 1);
    return tf.mean(tf.sub(tf.add(policy, tf.mul(k3, klCoef)), tf.mul(entropy, entropyCoef)));
  };
  const step = (): { value: Tensor; grads: Tensor[] } => tf.valueAndGrads(lossOf)(inputs);
  const run = async (repeats: number): Promise<void> => {
    for (let i = 1; i <= repeats; i++) {
      const { value, grads } = tf.tidy(step);
      if (i === repeats) await settle(tf, grads.at(-1)!);
      tf.dispose([value, ...grads]);
    }
  };

  return {
    prepare: async () => {
      inputs = D > 0 ? [tf.tensor2d(task.input, [N, D]), tf.tensor2d(task.matrix, [V, D])] : [];
      if (D === 0) inputs.push(tf.tensor2d(task.input, [N, V]));
      target = tf.tensor1d(Int32Array.from(task.target), 'int32');
      advantage = tf.tensor1d(task.advantage);
      oldLogprob = tf.tensor1d(task.oldLogprob);
      refLogprob = tf.tensor1d(task.refLogprob);
      await run(1);
    },
    answer: async () => {
      const { value, grads } = tf.tidy(step);
      const [gradient, matrixGradient] = grads;
      const answer = {
        loss: await value.data(),
        gradient: await gradient!.data(),
        matrixGradient: matrixGradient ? await matrixGradient.data() : [],
      };
      tf.dispose([value, ...grads]);
      return answer;
    },
    sample: run,
    dispose: () => tf.dispose([...inputs, target, advantage, oldLogprob, refLogprob]),
  };
}
