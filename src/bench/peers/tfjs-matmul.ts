/** tfjs: matrix products. */
import type { Tensor2D } from '@tensorflow/tfjs';
import type { Contestant } from '../contest.ts';
import type { MatmulTask } from '../tasks.ts';
import { settle, type Tf } from './tfjs.ts';

export function tfjsMatmul(tf: Tf, { form, M, N, K, a, b }: MatmulTask): Contestant {
  let left: Tensor2D;
  let right: Tensor2D;
  const multiply = (): Tensor2D => tf.matMul(left, right, form === 'TN', form === 'NT');
  const run = async (repeats: number): Promise<void> => {
    let result = multiply();
    for (let i = 1; i < repeats; i++) {
      result.dispose();
      result = multiply();
    }
    await settle(tf, result);
    result.dispose();
  };
  return {
    prepare: async () => {
      left = tf.tensor2d(a, form === 'TN' ? [K, M] : [M, K]);
      right = tf.tensor2d(b, form === 'NT' ? [N, K] : [K, N]);
      await run(1);
    },
    answer: async () => {
      const result = multiply();
      const product = await result.data();
      result.dispose();
      return { product };
    },
    sample: run,
    dispose: () => tf.dispose([left, right]),
  };
}
