/** jax-js: matrix products under jit. */
import type { Contestant } from '../contest.ts';
import type { MatmulTask } from '../tasks.ts';
import type { JaxArray, JaxDevice } from './jax.ts';

export function jaxMatmul(device: JaxDevice, { form, M, N, K, a, b }: MatmulTask): Contestant {
  let left: JaxArray;
  let right: JaxArray;
  let multiply: (a: JaxArray, b: JaxArray) => JaxArray;
  const run = (repeats: number): Promise<void> => device.repeat(() => [multiply(left.ref, right.ref)], repeats);
  return {
    prepare: async () => {
      const { jit, numpy: np } = device.enter();
      left = device.reals(a, form === 'TN' ? [K, M] : [M, K]);
      right = device.reals(b, form === 'NT' ? [N, K] : [K, N]);
      multiply = jit((a: JaxArray, b: JaxArray) =>
        np.matmul(form === 'TN' ? np.transpose(a) : a, form === 'NT' ? np.transpose(b) : b),
      );
      await run(1);
    },
    answer: async () => {
      device.enter();
      const result = multiply(left.ref, right.ref);
      return { product: (await result.data()) as Float32Array };
    },
    sample: run,
    dispose: () => {
      left.dispose();
      right.dispose();
    },
  };
}
