/** jax-js: log-probability and entropy of rows under jit. */
import type { Contestant } from '../contest.ts';
import type { RowsTask } from '../tasks.ts';
import type { Jax, JaxArray, JaxDevice } from './jax.ts';

/** Of each row of log-probabilities [M, V]: that of its target. One-hot, so that jit can fuse it into one reduction. */
export const pickTarget = ({ numpy: np, nn }: Jax, logP: JaxArray, target: JaxArray, V: number): JaxArray =>
  np.sum(logP.mul(nn.oneHot(target, V)), -1);

export function jaxRows(device: JaxDevice, { M, V, logits, target }: RowsTask): Contestant {
  let z: JaxArray;
  let y: JaxArray;
  let statistics: (z: JaxArray, y: JaxArray) => [JaxArray, JaxArray];
  const run = (repeats: number): Promise<void> => device.repeat(() => statistics(z.ref, y.ref), repeats);
  return {
    prepare: async () => {
      const jax = device.enter();
      const { jit, nn, numpy: np } = jax;
      z = device.reals(logits, [M, V]);
      y = device.integers(target, [M]);
      statistics = jit((z: JaxArray, y: JaxArray): [JaxArray, JaxArray] => {
        const logP = nn.logSoftmax(z, -1);
        const logprob = pickTarget(jax, logP.ref, y, V);
        return [logprob, np.sum(np.exp(logP.ref).mul(logP), -1).neg()];
      });
      await run(1);
    },
    answer: async () => {
      device.enter();
      const [logprob, entropy] = statistics(z.ref, y.ref);
      return { logprob: await logprob.data(), entropy: await entropy.data() };
    },
    sample: run,
    dispose: () => {
      z.dispose();
      y.dispose();
    },
  };
}
