/** jax-js: the policy-gradient step from composed operations, differentiated automatically, under jit. */
import type { Contestant } from '../contest.ts';
import { POLICY_LOSS, type PolicyTask } from '../tasks.ts';
import type { JaxArray, JaxDevice } from './jax.ts';
import { pickTarget } from './jax-rows.ts';

/** Arrays by name; consumed by the step, so callers pass `.ref`s. */
interface Given {
  readonly [name: string]: JaxArray;
}

export function jaxPolicy(device: JaxDevice, task: PolicyTask): Contestant {
  const { N, V, D } = task;
  const { clipLow, clipHigh, klCoef, entropyCoef } = POLICY_LOSS;
  const fromRows = D > 0;
  let given: Record<string, JaxArray>;
  let step: (input: JaxArray, matrix: JaxArray, rest: Given) => JaxArray[];

  const lossOf = (input: JaxArray, matrix: JaxArray, rest: Given): JaxArray => {
    const jax = device.enter();
    const { numpy: np, nn } = jax;
    const logits = fromRows ? np.matmul(input, np.transpose(matrix)) : input;
    if (!fromRows) matrix.dispose();
    const logP = nn.logSoftmax(logits, -1);
    const logprob = pickTarget(jax, logP.ref, rest['target']!, V);
    const entropy = np.sum(np.exp(logP.ref).mul(logP), -1).neg();
    const ratio = np.exp(logprob.ref.sub(rest['oldLogprob']!));
    const clipped = np.clip(ratio.ref, 1 - clipLow, 1 + clipHigh).mul(rest['advantage']!.ref);
    const policy = np.minimum(ratio.mul(rest['advantage']!), clipped).neg();
    const difference = rest['refLogprob']!.sub(logprob);
    const k3 = np.exp(difference.ref).sub(difference).sub(1);
    return policy.add(k3.mul(klCoef)).sub(entropy.mul(entropyCoef)).mean();
  };

  const run = (): JaxArray[] => {
    device.enter();
    const { input, matrix, ...rest } = Object.fromEntries(
      Object.entries(given).map(([name, array]) => [name, array.ref]),
    ) as Record<'input' | 'matrix', JaxArray>;
    return step(input, matrix, rest);
  };

  return {
    prepare: async () => {
      const jax = device.enter();
      given = {
        input: device.reals(task.input, fromRows ? [N, D] : [N, V]),
        matrix: fromRows ? device.reals(task.matrix, [V, D]) : device.reals(new Float32Array(1), [1]),
        target: device.integers(task.target, [N]),
        advantage: device.reals(task.advantage, [N]),
        oldLogprob: device.reals(task.oldLogprob, [N]),
        refLogprob: device.reals(task.refLogprob, [N]),
      };
      step = jax.jit((input: JaxArray, matrix: JaxArray, rest: Given): JaxArray[] => {
        if (fromRows) {
          const [loss, [byInput, byMatrix]] = jax.valueAndGrad(lossOf, { argnums: [0, 1] })(input, matrix, rest);
          return [loss, byInput, byMatrix];
        }
        const [loss, byInput] = jax.valueAndGrad(lossOf, { argnums: 0 })(input, matrix, rest);
        return [loss, byInput];
      });
      await device.repeat(run, 1);
    },
    answer: async () => {
      const [loss, gradient, matrixGradient] = run();
      return {
        loss: await loss!.data(),
        gradient: await gradient!.data(),
        matrixGradient: matrixGradient ? await matrixGradient.data() : [],
      };
    },
    sample: (repeats) => device.repeat(run, repeats),
    dispose: () => {
      for (const array of Object.values(given)) array.dispose();
    },
  };
}
