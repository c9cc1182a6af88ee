/**
 * One golden case: a PyTorch checkpoint with inputs, logits, loss, gradients and one AdamW step, compared with what a
 * policy on some executor computes. Files arrive as bytes; printing and reading folders is check-golden.ts.
 * Must not loosen a tolerance to pass.
 */
import { TurnlabError } from '../core/errors.ts';
import type { Executor } from '../engine/executor.ts';
import { loadFolder, type ModelFiles } from '../model/folder.ts';
import type { TrainingRow } from '../model/interface.ts';
import { field, parseJsonObject, type JsonObject } from '../model/json.ts';
import { Policy } from '../model/policy.ts';
import { readSafetensors, type NamedTensor } from '../model/safetensors.ts';

export interface GoldenLine {
  readonly quantity: string;
  /** |got - want| / |want|, Euclidean norms over the whole tensor. */
  readonly error: number;
  readonly tolerance: number;
}

export const passes = ({ error, tolerance }: GoldenLine): boolean => error <= tolerance;

type Values = ArrayLike<number>;

/** NaN anywhere makes the result NaN, which passes no tolerance. */
function relativeError(got: Values, want: Values): number {
  if (got.length !== want.length) return Number.NaN;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < want.length; i++) {
    difference += (got[i]! - want[i]!) ** 2;
    norm += want[i]! ** 2;
  }
  return norm === 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
}

/**
 * AdamW's first step moves a weight by rate * g / (|g| + epsilon), g the clipped gradient: nearly the sign of g, so an
 * error in a tiny g, harmless in the gradient itself, comes out large. This much of the error after the step, relative
 * to the weights, follows from the gradient's own error, which is judged on its own line.
 */
function explainedError(
  got: Values,
  want: Values,
  weights: Values,
  { rate, epsilon, clip }: { readonly rate: number; readonly epsilon: number; readonly clip: number },
): number {
  const move = (gradient: number): number => {
    const g = gradient * Math.min(1, clip);
    return (rate * g) / (Math.abs(g) + epsilon);
  };
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < weights.length; i++) {
    difference += (move(got[i]!) - move(want[i]!)) ** 2;
    norm += weights[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}

interface Case {
  readonly json: JsonObject;
  readonly expected: ReadonlyMap<string, NamedTensor>;
  /** Real tokens of each row; the arrays are padded to the longest. */
  readonly lengths: readonly number[];
}

const FILE = 'case.json';

function parseCase(files: ModelFiles): Case {
  const need = (name: string): Uint8Array => {
    const bytes = files[name];
    if (!bytes) throw new TurnlabError('bad-file', `A golden folder needs ${name}.`);
    return bytes;
  };
  const json = parseJsonObject(FILE, need(FILE));
  const { lengths } = json;
  if (!Array.isArray(lengths) || !lengths.every((n) => Number.isInteger(n)))
    throw new TurnlabError('bad-file', `${FILE}: "lengths" must be a list of whole numbers.`);
  const { tensors } = readSafetensors(need('expected.safetensors'));
  return { json, lengths: lengths as number[], expected: tensors };
}

function tensorOf({ expected }: Case, name: string): NamedTensor {
  const tensor = expected.get(name);
  if (!tensor) throw new TurnlabError('bad-file', `expected.safetensors lacks "${name}".`);
  return tensor;
}

/** Row b of a padded tensor, its first `count` entries along the second axis. */
function rowOf({ shape, data }: NamedTensor, b: number, count: number): Float32Array | Int32Array {
  const inner = shape.slice(2).reduce((product, n) => product * n, 1);
  const start = b * shape[1]! * inner;
  return data.slice(start, start + count * inner);
}

/** Entries of all rows without the padding. */
const unpadded = (golden: Case, name: string, fewer: number): number[] =>
  golden.lengths.flatMap((length, b) => [...rowOf(tensorOf(golden, name), b, length - fewer)]);

function rowsOf(golden: Case): TrainingRow[] {
  return golden.lengths.map((length, b) => {
    const targets = (name: string): Float32Array => Float32Array.from(rowOf(tensorOf(golden, name), b, length - 1));
    return {
      ids: Uint32Array.from(rowOf(tensorOf(golden, 'input_ids'), b, length)),
      start: 1,
      lossMask: targets('loss_mask'),
      advantage: targets('advantage'),
      oldLogprob: targets('old_logprob'),
      refLogprob: targets('ref_logprob'),
    };
  });
}

/**
 * Every quantity of the case with its error on this executor. Throws TurnlabError `bad-file` when the folder is not a
 * golden case.
 */
export async function checkCase(files: ModelFiles, executor: Executor, tolerance: number): Promise<GoldenLine[]> {
  const golden = parseCase(files);
  const number = (key: string): number => field(FILE, golden.json, key, 'number');
  const { config, weights } = loadFolder(files);
  const policy = await Policy.create(executor, config, {
    seed: 0,
    maxTokens: Math.max(...golden.lengths),
    decayAll: true,
  });
  try {
    await policy.importWeights(weights);
    const lines: GoldenLine[] = [];
    const compare = (quantity: string, got: Values, want: Values): void => {
      lines.push({ quantity, error: relativeError(got, want), tolerance });
    };
    await compareScores(policy, golden, compare);

    const adam = field(FILE, golden.json, 'adamw', 'object');
    const setting = (key: string): number => field(FILE, adam, key, 'number');
    const stats = await policy.update(
      rowsOf(golden),
      {
        objective: 'policy-gradient',
        temperature: number('temperature'),
        clipLow: number('clip_low'),
        clipHigh: number('clip_high'),
        dualClip: Infinity,
        klCoef: number('kl_coef'),
        entropyCoef: number('entropy_coef'),
        aggregation: 'token-mean',
      },
      {
        learningRate: setting('lr'),
        beta1: setting('beta1'),
        beta2: setting('beta2'),
        epsilon: setting('eps'),
        weightDecay: setting('weight_decay'),
        maxGradNorm: setting('max_grad_norm'),
      },
    );
    compare('loss', [stats.loss], [number('loss')]);
    compare('policy loss', [stats.policyLoss], [number('pg_loss')]);
    compare('kl', [stats.kl], [number('kl_mean')]);
    compare('mean entropy', [stats.entropy], [number('entropy_mean')]);
    compare('clip fraction', [stats.clipFraction], [number('clip_fraction')]);
    compare('gradient norm', [stats.gradNorm], [number('grad_norm')]);
    const gradients = await policy.gradients();
    for (const [name, { data }] of gradients)
      compare(`gradient of ${name}`, data, tensorOf(golden, `grad.${name}`).data);
    const step = { rate: setting('lr'), epsilon: setting('eps'), clip: setting('max_grad_norm') / number('grad_norm') };
    for (const [name, { data }] of await policy.weights()) {
      const want = tensorOf(golden, `after.${name}`).data;
      const explained = explainedError(gradients.get(name)!.data, tensorOf(golden, `grad.${name}`).data, want, step);
      lines.push({
        quantity: `after the step, ${name}`,
        error: relativeError(data, want),
        tolerance: tolerance + explained,
      });
    }
    return lines;
  } finally {
    policy.dispose();
  }
}

async function compareScores(
  policy: Policy,
  golden: Case,
  compare: (quantity: string, got: Values, want: Values) => void,
): Promise<void> {
  const sequences = rowsOf(golden).map((row) => row.ids);
  const logits: number[] = [];
  for (const sequence of sequences) logits.push(...(await policy.logits(sequence)));
  compare('logits', logits, unpadded(golden, 'logits', 0));
  const scores = await policy.score(sequences, {
    temperature: field(FILE, golden.json, 'temperature', 'number'),
    topJ: field(FILE, golden.json, 'confidence_top_j', 'number'),
  });
  for (const quantity of ['logprob', 'entropy', 'confidence'] as const)
    compare(
      quantity,
      scores.flatMap((s) => [...s[quantity].subarray(1)]),
      unpadded(golden, quantity, 1),
    );
}
