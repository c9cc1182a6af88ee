/** jax-js: a whole optimiser step under one jit: loss, gradients, clipping by global norm, AdamW. */
import type { Contestant } from '../contest.ts';
import { CHECKED_STEPS, OPTIMISER, type TrainTask } from '../tasks.ts';
import type { Jax, JaxArray, JaxDevice } from './jax.ts';
import {
  feedForward,
  linear,
  loadWeights,
  output,
  project,
  rmsNorm,
  rotate,
  rotation,
  type Weights,
} from './jax-llama.ts';
import { pickTarget } from './jax-rows.ts';

// Types, not interfaces: jax-js takes only those for trees.
type Batch = { ids: JaxArray; target: JaxArray; cos: JaxArray; sin: JaxArray };
type State = { weights: Weights; first: Weights; second: Weights };

/** Mean cross-entropy of [B, T] inputs; as many key/value heads as query heads. Attention is written out because jax-js's
 * own needs a newer JavaScript than Node 20 has. */
function crossEntropy(jax: Jax, task: TrainTask, weights: Weights, batch: Batch): JaxArray {
  const { config, B, T } = task;
  const { numpy: np, nn } = jax;
  const { V, H, Dh } = config;
  // One-hot instead of a gather, whose gradient would be a scatter of colliding atomics.
  let stream = np.matmul(nn.oneHot(batch.ids, V), weights['embed']!.ref).reshape([B, T, config.D]);
  for (let i = 0; i < config.layers; i++) {
    const normed = rmsNorm(jax, stream.ref, weights[`layers.${i}.norm1`]!, config.normEps);
    const [q, k, v] = project(jax, config, weights, i, normed) as [JaxArray, JaxArray, JaxArray];
    const query = rotate(jax, q, batch.cos, batch.sin).transpose([0, 2, 1, 3]);
    const key = rotate(jax, k, batch.cos, batch.sin).transpose([0, 2, 3, 1]);
    const scores = np.matmul(query, key).mul(1 / Math.sqrt(Dh));
    const share = nn.softmax(np.where(np.tri(T, T, 0, { dtype: np.bool }), scores, -1e30), -1);
    const mixed = np.matmul(share, v.transpose([0, 2, 1, 3])).transpose([0, 2, 1, 3]);
    stream = stream.add(linear(jax, mixed.reshape([B, T, H * Dh]), weights[`layers.${i}.o`]!));
    stream = feedForward(jax, config, weights, i, stream);
  }
  const logits = output(jax, config, weights, stream).reshape([B * T, V]);
  return pickTarget(jax, nn.logSoftmax(logits, -1), batch.target, V).mean().neg();
}

/** PyTorch's clip_grad_norm_ and AdamW; norms (one axis) are not decayed. `correction` holds 1 - beta^step for both. */
function adamW({ numpy: np }: Jax, { weights, first, second }: State, gradients: Weights, correction: JaxArray): State {
  const { learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm } = OPTIMISER;
  const squares = Object.values(gradients).map((g) => np.sum(np.square(g.ref)));
  const norm = np.sqrt(squares.reduce((a, b) => a.add(b)));
  const scale = np.minimum(np.array(1), np.reciprocal(norm.add(1e-6)).mul(maxGradNorm));
  const [c1, c2] = [0, 1].map((i) => correction.ref.slice(i)) as [JaxArray, JaxArray];
  const next: State = { weights: {}, first: {}, second: {} };
  for (const [name, gradient] of Object.entries(gradients)) {
    const g = gradient.mul(scale.ref);
    const m = first[name]!.mul(beta1).add(g.ref.mul(1 - beta1));
    const v = second[name]!.mul(beta2).add(np.square(g).mul(1 - beta2));
    const decay = weights[name]!.shape.length > 1 ? weightDecay : 0;
    const change = m.ref.div(c1.ref).div(np.sqrt(v.ref.div(c2.ref)).add(epsilon));
    next.weights[name] = weights[name]!.mul(1 - learningRate * decay).sub(change.mul(learningRate));
    next.first[name] = m;
    next.second[name] = v;
  }
  for (const array of [scale, correction, c1, c2]) array.dispose();
  return next;
}

export function jaxTrain(device: JaxDevice, task: TrainTask): Contestant {
  const { config, B, T, rows } = task;
  let batch: Batch;
  let state: State;
  let steps = 0;
  let update: (state: State, batch: Batch, correction: JaxArray) => { loss: JaxArray; state: State };

  const disposeAll = (tree: State | Batch): void => device.enter().tree.dispose(tree);
  const fresh = (): void => {
    const { numpy: np } = device.enter();
    const weights = loadWeights(device, task);
    const zeros = (): Weights =>
      Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, np.zeros(shape)]));
    state = { weights, first: zeros(), second: zeros() };
    steps = 0;
  };
  const step = async (): Promise<number> => {
    const jax = device.enter();
    steps++;
    const correction = device.reals(Float32Array.of(1 - OPTIMISER.beta1 ** steps, 1 - OPTIMISER.beta2 ** steps), [2]);
    const result = update(state, jax.tree.ref(batch), correction);
    state = result.state;
    const [loss] = await result.loss.data();
    if (!device.inOrder) await jax.blockUntilReady(state);
    return loss!;
  };

  return {
    prepare: async () => {
      const jax = device.enter();
      const inputs = rows.flatMap((row) => [...row.subarray(0, T)]);
      const targets = rows.flatMap((row) => [...row.subarray(1)]);
      const { cos, sin } = rotation(device, config, T);
      batch = {
        ids: device.integers(Uint32Array.from(inputs), [B * T]),
        target: device.integers(Uint32Array.from(targets), [B * T]),
        cos: cos.reshape([1, T, 1, config.Dh / 2]),
        sin: sin.reshape([1, T, 1, config.Dh / 2]),
      };
      const lossOf = (weights: Weights, batch: Batch): JaxArray => crossEntropy(jax, task, weights, batch);
      update = jax.jit((state: State, batch: Batch, correction: JaxArray) => {
        const [loss, gradients] = jax.valueAndGrad(lossOf)(jax.tree.ref(state.weights), batch);
        return { loss, state: adamW(jax, state, gradients, correction) };
      });
      fresh();
      await step();
    },
    answer: async (pace) => {
      disposeAll(state);
      fresh();
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
      disposeAll(state);
      disposeAll(batch);
    },
  };
}
