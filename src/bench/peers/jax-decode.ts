/**
 * jax-js: greedy decoding under one jit per token, with caches of fixed shape [B, Hk, T, Dh] and the position as an array,
 * so that nothing is compiled twice. Tokens stay on the device, which is waited for now and then.
 */
import type { Contestant, Pace } from '../contest.ts';
import type { DecodeTask } from '../tasks.ts';
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

/** Tokens between waits; more in flight would keep more of its buffers alive. */
const BLOCK = 16;
/** Compiles everything, and shows that the second token needs nothing new. */
const FIRST_STEPS = 2;

// Types, not interfaces: jax-js takes only those for trees. Token [B] and position [1] are int32.
type State = { token: JaxArray; position: JaxArray; keys: JaxArray[]; values: JaxArray[] };
type Tables = { cos: JaxArray; sin: JaxArray };

function decodeStep(
  jax: Jax,
  task: DecodeTask,
  weights: Weights,
  tables: Tables,
  state: State,
): { state: State; logprob: JaxArray } {
  const { config, B, T } = task;
  const { numpy: np, nn } = jax;
  const { H, Hk, Dh } = config;
  const { token, position } = state;
  const cos = np.take(tables.cos, position.ref, 0).reshape([1, 1, Dh / 2]);
  const sin = np.take(tables.sin, position.ref, 0).reshape([1, 1, Dh / 2]);
  const slots = np.arange(T).reshape([1, 1, T, 1]);
  const here = slots.ref.equal(position.ref.reshape([1, 1, 1, 1]));
  const past = slots.lessEqual(position.ref.reshape([1, 1, 1, 1])).reshape([1, 1, 1, T]);
  const keys: JaxArray[] = [];
  const values: JaxArray[] = [];
  let stream = np.take(weights['embed']!.ref, token, 0);
  for (let i = 0; i < config.layers; i++) {
    const normed = rmsNorm(jax, stream.ref, weights[`layers.${i}.norm1`]!, config.normEps);
    const [q, k, v] = project(jax, config, weights, i, normed) as [JaxArray, JaxArray, JaxArray];
    const query = rotate(jax, q, cos, sin).reshape([B, Hk, H / Hk, Dh]);
    const key = rotate(jax, k, cos, sin).reshape([B, Hk, 1, Dh]);
    const allKeys = np.where(here.ref, key, state.keys[i]!);
    const allValues = np.where(here.ref, v.reshape([B, Hk, 1, Dh]), state.values[i]!);
    const scores = np.matmul(query, np.matrixTranspose(allKeys.ref)).mul(1 / Math.sqrt(Dh));
    const share = nn.softmax(np.where(past.ref, scores, -1e30), -1);
    const mixed = np.matmul(share, allValues.ref).reshape([B, H * Dh]);
    stream = stream.add(linear(jax, mixed, weights[`layers.${i}.o`]!));
    stream = feedForward(jax, config, weights, i, stream);
    keys.push(allKeys);
    values.push(allValues);
  }
  const logP = nn.logSoftmax(output(jax, config, weights, stream), -1);
  const next = np.argmax(logP.ref, -1);
  for (const array of [cos, sin, here, past]) array.dispose();
  for (const array of Object.values(weights)) array.dispose();
  return {
    // The likeliest token's log-probability is the largest.
    logprob: np.max(logP, -1),
    state: { token: next.astype(np.int32).reshape([B]), position: position.add(1), keys, values },
  };
}

export function jaxDecode(device: JaxDevice, task: DecodeTask): Contestant {
  const { config, B, T, steps, first } = task;
  const { layers, Hk, Dh } = config;
  let weights: Weights;
  let tables: Tables;
  let step: (weights: Weights, tables: Tables, state: State) => { state: State; logprob: JaxArray };

  const decode = async (count: number, pace?: Pace): Promise<{ ids: number[]; logprobs: number[] }> => {
    const jax = device.enter();
    const { numpy: np, tree } = jax;
    const cache = (): JaxArray[] => Array.from({ length: layers }, () => np.zeros([B, Hk, T, Dh]));
    let state: State = {
      token: device.integers(first, [B]),
      position: device.integers(Uint32Array.of(0), [1]),
      keys: cache(),
      values: cache(),
    };
    const tokens: JaxArray[] = [];
    const logprobs: JaxArray[] = [];
    for (let t = 0; t < count; t++) {
      const result = step(tree.ref(weights), tree.ref(tables), state);
      state = result.state;
      tokens.push(state.token.ref);
      logprobs.push(result.logprob);
      if (t % BLOCK === BLOCK - 1) {
        await jax.blockUntilReady(state.token);
        try {
          pace?.step(t + 1, count);
        } catch (late) {
          // It would count as its memory in the next case.
          for (const array of [...tokens, ...logprobs]) array.dispose();
          tree.dispose(state);
          throw late;
        }
      }
    }
    const ids = await np.stack(tokens, 1).data();
    const values = await np.stack(logprobs, 1).data();
    tree.dispose(state);
    return { ids: [...ids], logprobs: [...values] };
  };

  return {
    prepare: async () => {
      const jax = device.enter();
      weights = loadWeights(device, task);
      tables = rotation(device, config, T);
      step = jax.jit((weights: Weights, tables: Tables, state: State) => decodeStep(jax, task, weights, tables, state));
      await decode(FIRST_STEPS);
    },
    answer: (pace) => decode(steps, pace),
    sample: async (repeats) => {
      for (let i = 0; i < repeats; i++) await decode(steps);
    },
    dispose: () => {
      for (const array of [...Object.values(weights), ...Object.values(tables)]) array.dispose();
    },
  };
}
