/**
 * The decoder and its losses once more, written with @jax-js/jax in float64: an oracle that shares no code with ours.
 * Gradients come from its automatic differentiation. Dense masks and one-hot rows; made to be read, not to be fast.
 */

// jax-js looks for these at import time and Node 20 lacks them; nothing here uses half precision.
const globals = globalThis as unknown as Record<string, unknown>;
globals['navigator'] ??= {};
globals['Float16Array'] ??= Uint16Array;
const jax = await import('@jax-js/jax');
const { numpy: np, nn } = jax;
await jax.init('cpu', 'wasm');

type Tensor = ReturnType<typeof np.array>;
export type Weights = Record<string, Tensor>;

export const tensorOf = (values: ArrayLike<number>, shape: readonly number[]): Tensor =>
  np.array(Float64Array.from(values), { shape: [...shape], dtype: np.float64 });

export interface OracleModel {
  readonly H: number;
  readonly Hk: number;
  readonly Dh: number;
  readonly layers: number;
  readonly ropeTheta: number;
  readonly eps: number;
}

export interface OracleLoss {
  readonly objective: 'policy-gradient' | 'cloning';
  readonly temperature: number;
  readonly clipLow: number;
  readonly clipHigh: number;
  readonly klCoef: number;
  readonly entropyCoef: number;
}

/** Patches that stand in a sequence instead of tokens: [at, row, column, 192 numbers] each. */
export type OraclePatches = readonly {
  readonly at: number;
  readonly row: number;
  readonly column: number;
  readonly pixels: readonly number[];
}[];

/** Whole sequences, the loss on chosen positions: [sequence, index of the token that is predicted]. */
export interface OracleBatch {
  readonly sequences: readonly (readonly number[])[];
  /** Of each sequence; none where a model reads text only. */
  readonly patches?: readonly OraclePatches[];
  readonly positions: readonly (readonly [sequence: number, token: number])[];
  readonly advantage: readonly number[];
  readonly oldLogprob: readonly number[];
  readonly refLogprob: readonly number[];
}

const oneHot = (ids: readonly number[], size: number): Tensor => {
  const rows = new Float64Array(ids.length * size);
  // An id beyond the size is a row of zeros.
  for (const [i, id] of ids.entries()) if (id < size) rows[i * size + id] = 1;
  return tensorOf(rows, [ids.length, size]);
};

const weight = (weights: Weights, name: string): Tensor => {
  const found = weights[name];
  if (!found) throw new Error(`no weight ${name}`);
  return found.ref;
};

/** x WT, as PyTorch's Linear has it. */
const linear = (x: Tensor, w: Tensor): Tensor => np.matmul(x, np.transpose(w));

function rmsNorm(x: Tensor, gain: Tensor, eps: number): Tensor {
  const meanSquare = np.square(x.ref).mean(-1, { keepdims: true });
  return x.div(np.sqrt(meanSquare.add(eps))).mul(gain);
}

/** [T, heads, Dh], rotated in the pairing (i, i + Dh/2). */
function rotate(x: Tensor, T: number, Dh: number, theta: number): Tensor {
  const half = Dh / 2;
  const angle = Array.from({ length: T * half }, (_, k) => Math.floor(k / half) * theta ** ((-2 * (k % half)) / Dh));
  const cos = tensorOf(angle.map(Math.cos), [T, 1, half]);
  const sin = tensorOf(angle.map(Math.sin), [T, 1, half]);
  const a = x.ref.slice([], [], [0, half]);
  const b = x.slice([], [], [half]);
  return np.concatenate([a.ref.mul(cos.ref).sub(b.ref.mul(sin.ref)), b.mul(cos).add(a.mul(sin))], -1);
}

function attention(x: Tensor, weights: Weights, layer: string, T: number, model: OracleModel): Tensor {
  const { H, Hk, Dh, ropeTheta } = model;
  const project = (name: string, heads: number): Tensor =>
    linear(x.ref, weight(weights, `${layer}.self_attn.${name}_proj.weight`)).reshape([T, heads, Dh]);
  const q = rotate(project('q', H), T, Dh, ropeTheta).transpose([1, 0, 2]);
  const k = np.repeat(rotate(project('k', Hk), T, Dh, ropeTheta), H / Hk, 1).transpose([1, 2, 0]);
  const v = np.repeat(project('v', Hk), H / Hk, 1).transpose([1, 0, 2]);
  const mask = tensorOf(
    Array.from({ length: T * T }, (_, n) => (n % T <= Math.floor(n / T) ? 0 : -1e9)),
    [1, T, T],
  );
  const scores = np.matmul(q, k).div(Math.sqrt(Dh)).add(mask);
  const mixed = np
    .matmul(nn.softmax(scores, -1), v)
    .transpose([1, 0, 2])
    .reshape([T, H * Dh]);
  x.dispose();
  return linear(mixed, weight(weights, `${layer}.self_attn.o_proj.weight`));
}

/** [T, D]: what patches put in place of tokens; three products and a placing matrix. */
function patchInputs(weights: Weights, patches: OraclePatches, T: number): Tensor {
  const part = (name: string, rows: Tensor): Tensor => np.matmul(rows, weight(weights, `model.patch_embed.${name}`));
  const pixels = tensorOf(
    patches.flatMap((patch) => patch.pixels),
    [patches.length, 192],
  );
  const rows = oneHot(
    patches.map(({ row }) => row),
    8,
  );
  const columns = oneHot(
    patches.map(({ column }) => column),
    8,
  );
  const embedded = part('pixels', pixels).add(part('rows', rows)).add(part('columns', columns));
  const places = oneHot(
    patches.map(({ at }) => at),
    T,
  );
  return np.matmul(np.transpose(places), embedded);
}

/** Logits [T, V] of one sequence; tied embeddings. */
function logitsOf(
  weights: Weights,
  ids: readonly number[],
  patches: OraclePatches | undefined,
  model: OracleModel,
): Tensor {
  const embedding = weight(weights, 'model.embed_tokens.weight');
  const V = embedding.shape[0]!;
  let x = np.matmul(oneHot(ids, V), embedding.ref);
  if (patches) x = x.add(patchInputs(weights, patches, ids.length));
  for (let i = 0; i < model.layers; i++) {
    const layer = `model.layers.${i}`;
    const normed = rmsNorm(x.ref, weight(weights, `${layer}.input_layernorm.weight`), model.eps);
    x = x.add(attention(normed, weights, layer, ids.length, model));
    const second = rmsNorm(x.ref, weight(weights, `${layer}.post_attention_layernorm.weight`), model.eps);
    const gate = nn.silu(linear(second.ref, weight(weights, `${layer}.mlp.gate_proj.weight`)));
    const up = linear(second, weight(weights, `${layer}.mlp.up_proj.weight`));
    x = x.add(linear(gate.mul(up), weight(weights, `${layer}.mlp.down_proj.weight`)));
  }
  return linear(rmsNorm(x, weight(weights, 'model.norm.weight'), model.eps), embedding);
}

/** Token-mean loss of the batch. */
function lossOf(weights: Weights, batch: OracleBatch, model: OracleModel, loss: OracleLoss): Tensor {
  const rows = batch.positions.map(([sequence, token]) => {
    const ids = batch.sequences[sequence]!;
    return { ids, at: token - 1, target: ids[token]! };
  });
  const perSequence = batch.sequences.map((ids, i) =>
    nn.logSoftmax(logitsOf(weights, ids, batch.patches?.[i], model).div(loss.temperature), -1),
  );
  const V = perSequence[0]!.shape[1]!;
  const logP = np.concatenate(
    batch.positions.map(([sequence], i) => perSequence[sequence]!.ref.slice([rows[i]!.at, rows[i]!.at + 1], [])),
    0,
  );
  const M = rows.length;
  const logprob = logP.ref
    .mul(
      oneHot(
        rows.map((row) => row.target),
        V,
      ),
    )
    .sum(-1);
  const advantage = tensorOf(batch.advantage, [M]);
  if (loss.objective === 'cloning') return advantage.mul(logprob).mean().neg();
  const entropy = np.exp(logP.ref).mul(logP).sum(-1).neg();
  const ratio = np.exp(logprob.ref.sub(tensorOf(batch.oldLogprob, [M])));
  const clipped = np.minimum(np.maximum(ratio.ref, 1 - loss.clipLow), 1 + loss.clipHigh);
  const policy = np.minimum(ratio.mul(advantage.ref), clipped.mul(advantage)).neg();
  const difference = tensorOf(batch.refLogprob, [M]).sub(logprob);
  const k3 = np.exp(difference.ref).sub(difference).sub(1);
  return policy.add(k3.mul(loss.klCoef)).sub(entropy.mul(loss.entropyCoef)).mean();
}

export type OracleWeights = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float64Array }>;

/**
 * The loss of a batch and its gradient by every weight, as a function of the weights. `wasm` is fast, but its exp is
 * good to 4e-7 only and jit rounds constants to f32; `cpu` is exact and takes seconds.
 */
export function lossAndGradient(
  device: 'cpu' | 'wasm',
  batch: OracleBatch,
  model: OracleModel,
  loss: OracleLoss,
): (values: OracleWeights) => { loss: number; gradient: Map<string, Float64Array> } {
  jax.defaultDevice(device);
  const compute = jax.valueAndGrad((weights: Weights) => lossOf(weights, batch, model, loss));
  const compiled = device === 'wasm' ? jax.jit(compute) : compute;
  return (values) => {
    const weights = Object.fromEntries([...values].map(([name, { shape, data }]) => [name, tensorOf(data, shape)]));
    const [value, gradient] = compiled(weights);
    const gradients = Object.entries(gradient);
    return {
      loss: value.item(),
      gradient: new Map(gradients.map(([name, g]) => [name, Float64Array.from(g.dataSync() as Float64Array)])),
    };
  };
}
