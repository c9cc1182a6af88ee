/** tfjs: a whole optimiser step: loss and gradients by its tape, clipping by global norm, AdamW. */
import type { Scalar, Tensor, Tensor1D, Variable } from '@tensorflow/tfjs';
import type { Contestant } from '../contest.ts';
import { CHECKED_STEPS, OPTIMISER, weightsOf, type TrainTask } from '../tasks.ts';
import type { Tf } from './tfjs.ts';
import { forward, tablesOf, type Tables, type Variables } from './tfjs-llama.ts';
import { pickTarget } from './tfjs-rows.ts';

interface State {
  readonly weights: Variables;
  readonly first: Variables;
  readonly second: Variables;
  step: number;
}

function freshState(tf: Tf, task: TrainTask): State {
  const variables = (make: (shape: number[], data: Float32Array) => Tensor): Variables =>
    Object.fromEntries(
      [...weightsOf(task)].map(([name, { shape, data }]) => {
        const values = make([...shape], data);
        const variable = tf.variable(values);
        values.dispose();
        return [name, variable];
      }),
    );
  return {
    weights: variables((shape, data) => tf.tensor(data, shape)),
    first: variables((shape) => tf.zeros(shape)),
    second: variables((shape) => tf.zeros(shape)),
    step: 0,
  };
}

/** PyTorch's clip_grad_norm_ and AdamW; norms (one axis) are not decayed. */
function applyAdamW(tf: Tf, state: State, gradients: Readonly<Record<string, Tensor>>): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm } = OPTIMISER;
  state.step++;
  const [c1, c2] = [1 - beta1 ** state.step, 1 - beta2 ** state.step];
  const squares = Object.values(gradients).map((g): Tensor => tf.sum(tf.square(g)));
  // Not addN, whose shader may bind more buffers than its device allows.
  const norm = tf.sqrt(squares.reduce((a, b) => tf.add(a, b)));
  const scale = tf.minimum(tf.div(maxGradNorm, tf.add(norm, 1e-6)), 1);
  for (const [name, gradient] of Object.entries(gradients)) {
    const weight = state.weights[name]!;
    const g = tf.mul(gradient, scale);
    const m = tf.add(tf.mul(state.first[name]!, beta1), tf.mul(g, 1 - beta1));
    const v = tf.add(tf.mul(state.second[name]!, beta2), tf.mul(tf.square(g), 1 - beta2));
    const change = tf.div(tf.div(m, c1), tf.add(tf.sqrt(tf.div(v, c2)), epsilon));
    const decayed = tf.mul(weight, 1 - learningRate * (weight.shape.length > 1 ? weightDecay : 0));
    weight.assign(tf.sub(decayed, tf.mul(change, learningRate)));
    state.first[name]!.assign(m);
    state.second[name]!.assign(v);
  }
}

export function tfjsTrain(tf: Tf, task: TrainTask): Contestant {
  const { config, B, T, rows } = task;
  let state: State;
  let ids: Tensor1D;
  let target: Tensor1D;
  let tables: Tables;

  const lossOf = (): Scalar => {
    const logits = forward(tf, config, state.weights, tables, ids, B, T);
    return tf.neg(tf.mean(pickTarget(tf, tf.logSoftmax(logits, -1), target, config.V)));
  };
  const step = async (): Promise<number> => {
    const loss = tf.tidy(() => {
      const names = new Map(Object.entries(state.weights).map(([name, variable]) => [variable.name, name]));
      const { value, grads } = tf.variableGrads(lossOf, Object.values(state.weights));
      applyAdamW(tf, state, Object.fromEntries(Object.entries(grads).map(([key, g]) => [names.get(key)!, g])));
      return value;
    });
    const [value] = await loss.data();
    loss.dispose();
    return value!;
  };
  const disposeState = (): void => {
    for (const variables of [state.weights, state.first, state.second])
      for (const variable of Object.values<Variable>(variables)) variable.dispose();
  };

  return {
    prepare: async () => {
      ids = tf.tensor1d(
        rows.flatMap((row) => [...row.subarray(0, T)]),
        'int32',
      );
      target = tf.tensor1d(
        rows.flatMap((row) => [...row.subarray(1)]),
        'int32',
      );
      tables = tablesOf(tf, config, T);
      state = freshState(tf, task);
      await step();
    },
    answer: async (pace) => {
      disposeState();
      state = freshState(tf, task);
      const losses: number[] = [];
      while (losses.length < CHECKED_STEPS) {
        losses.push(await step());
        pace.step(losses.length, CHECKED_STEPS);
      }
      return { losses };
    },
    sample: async (repeats) => {
      for (let i = 0; i < repeats; i++) await step();
    },
    dispose: () => {
      disposeState();
      tf.dispose([ids, target, ...Object.values(tables)]);
    },
  };
}
