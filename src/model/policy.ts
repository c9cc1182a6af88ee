/**
 * A policy: a decoder with its weights and optimiser on an executor, behind the few calls of interface.ts. Calls are
 * carried out one after another, whoever makes them: they share device memory.
 * Must not know environments, rewards or files.
 */
import { TurnlabError } from '../core/errors.ts';
import type { Picture } from '../core/picture.ts';
import type { Executor } from '../engine/executor.ts';
import { stripCount } from '../engine/kernels/norm.ts';
import { ropeTable } from '../engine/kernels/rope.ts';
import type { Reals } from '../engine/tensor.ts';
import { capacityFor } from './capacity.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { formatConfig, hasHeadNorm, type ModelConfig } from './config.ts';
import { ropeTensor, type Decoder } from './decoder.ts';
import { generate, MOST_ROWS } from './generation.ts';
import type {
  GeneratedRow,
  GenerateRequest,
  LossSettings,
  OptimiserSettings,
  PolicyModel,
  ScoreOptions,
  Scores,
  TrainingRow,
  UpdateStats,
} from './interface.ts';
import { layoutOf } from './layout.ts';
import { DEFAULT_BUDGET, fitMemory } from './memory-budget.ts';
import { Pools } from './pools.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { allLogits, score } from './scoring.ts';
import { TOKEN_UNIT, update } from './update.ts';
import { initialWeights, piecesOf, poolFrom } from './weights.ts';
import { Workspace, type Progress } from './workspace.ts';

export interface PolicyOptions {
  /** Of the initial weights. */
  readonly seed: number;
  /** Longest prompt + response in tokens. */
  readonly maxTokens: number;
  /** Tokens worked on at once; default 2048, at least maxTokens. More memory, the same results up to rounding. */
  readonly tokenBudget?: number;
  /** Bytes that training may take on the device: chooses the number of tokens at once, and recomputes activations, so as to
   * stay below. Instead of tokenBudget; part of what a run computes, as other micro-batches round differently. */
  readonly memoryBudget?: number;
  /** Layers, from the first, whose activations are recomputed instead of kept; the same bytes. Default 0; a memory budget may
   * ask for more. */
  readonly recompute?: number;
  /** Also decay norms and biases, as PyTorch's AdamW does when it is not told otherwise; default false. */
  readonly decayAll?: boolean;
  /** Called while pipelines compile. */
  readonly progress?: Progress;
}

export class Policy implements PolicyModel {
  readonly config: ModelConfig;
  readonly maxTokens: number;
  readonly mostRows = MOST_ROWS;
  readonly parameterCount: number;
  readonly #decoder: Decoder;
  readonly #tokenBudget: number;
  readonly #recompute: number;
  readonly #decayAll: boolean;
  #step = 0;
  /** Settles when the calls made so far have; never rejects. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(executor: Executor, config: ModelConfig, options: PolicyOptions) {
    const { maxTokens } = options;
    if (!(Number.isInteger(maxTokens) && maxTokens >= 2))
      throw new TurnlabError('bad-argument', `A policy needs at least 2 tokens of room, got ${maxTokens}.`);
    this.config = config;
    this.maxTokens = maxTokens;
    const { memoryBudget, recompute = 0 } = options;
    const fit = memoryBudget === undefined ? null : fitMemory(config, maxTokens, memoryBudget, recompute);
    this.#tokenBudget = fit?.tokenBudget ?? Math.max(options.tokenBudget ?? DEFAULT_BUDGET, maxTokens);
    this.#recompute = fit?.recompute ?? Math.min(recompute, config.layers - 1);
    this.#decayAll = options.decayAll ?? false;
    const workspace = new Workspace(executor, options.progress);
    const layout = layoutOf(config);
    this.parameterCount = layout.count;
    this.#decoder = { config, workspace, pools: new Pools(workspace, layout), T: maxTokens };
    executor.write(ropeTensor(this.#decoder), ropeTable(maxTokens, config.Dh, config.ropeTheta));
    if (hasHeadNorm(config)) this.#writeAlternateRows();
  }

  /** Fresh seeded weights. Throws TurnlabError `bad-argument` or `out-of-memory`, the latter also for a memory budget
   * that is too small. */
  static create(executor: Executor, config: ModelConfig, options: PolicyOptions): Promise<Policy> {
    return Promise.resolve().then(() => {
      const policy = new Policy(executor, config, options);
      policy.#setWeights(initialWeights(config, options.seed));
      return policy;
    });
  }

  get step(): number {
    return this.#step;
  }

  generate(request: GenerateRequest): Promise<GeneratedRow[]> {
    return this.#exclusive(() => generate(this.#decoder, request, this.#tokenBudget));
  }

  score(sequences: readonly Uint32Array[], options: ScoreOptions): Promise<Scores[]> {
    return this.#exclusive(() => score(this.#decoder, sequences, options, this.#tokenBudget));
  }

  /** Raw logits after every token of one sequence: [length, V]. */
  logits(sequence: Uint32Array, picture?: Picture): Promise<Reals> {
    return this.#exclusive(() => allLogits(this.#decoder, sequence, picture));
  }

  update(rows: readonly TrainingRow[], loss: LossSettings, optimiser: OptimiserSettings): Promise<UpdateStats> {
    return this.#exclusive(async () => {
      const options = {
        tokenBudget: this.#tokenBudget,
        recompute: this.#recompute,
        decayAll: this.#decayAll,
        step: this.#step + 1,
      };
      const stats = await update(this.#decoder, rows, loss, optimiser, options);
      if (!stats.skipped) this.#step++;
      return stats;
    });
  }

  /** The packed pool, alignment gaps included: for comparing runs. */
  parameters(): Promise<Float32Array<ArrayBuffer>> {
    return this.#exclusive(async () => Float32Array.from(await this.#read('weights')));
  }

  /** Gradients of the last update by Hugging Face name, before clipping. */
  gradients(): Promise<ReturnType<typeof piecesOf>> {
    return this.#exclusive(async () => piecesOf(this.#decoder.pools.layout, await this.#read('gradients')));
  }

  /** Weights by Hugging Face name. */
  weights(): Promise<ReturnType<typeof piecesOf>> {
    return this.#exclusive(async () => piecesOf(this.#decoder.pools.layout, await this.#read('weights')));
  }

  /** model.safetensors. */
  async exportWeights(): Promise<Uint8Array<ArrayBuffer>> {
    return writeSafetensors(await this.weights(), { format: 'pt' });
  }

  /** Replaces the weights and starts the optimiser afresh. Throws TurnlabError `bad-file` or `not-finite` naming the
   * tensor, and then changes nothing. */
  importWeights(bytes: Uint8Array): Promise<void> {
    return this.#exclusive(() => {
      const { tensors } = readSafetensors(bytes);
      this.#setWeights(poolFrom(this.config, this.#decoder.pools.layout, tensors));
      this.#setMoments(undefined);
      this.#step = 0;
      return Promise.resolve();
    });
  }

  /** Weights, optimiser state and step. */
  exportCheckpoint(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#exclusive(async () => {
      const weights = Float32Array.from(await this.#read('weights'));
      const state = { config: this.config, step: this.#step, weights };
      if (this.#step === 0) return writeCheckpoint(state);
      const first = Float32Array.from(await this.#read('firstMoment'));
      const second = Float32Array.from(await this.#read('secondMoment'));
      return writeCheckpoint({ ...state, moments: { first, second } });
    });
  }

  /** Throws TurnlabError `bad-file` or `not-finite`, and then changes nothing. */
  importCheckpoint(bytes: Uint8Array): Promise<void> {
    return this.#exclusive(() => {
      const checkpoint = readCheckpoint(bytes);
      if (!isSameModel(checkpoint.config, this.config))
        throw new TurnlabError(
          'bad-file',
          'The checkpoint belongs to a model of another shape.',
          'Load it with the settings it was trained with.',
        );
      this.#setWeights(checkpoint.weights);
      this.#setMoments(checkpoint.moments);
      this.#step = checkpoint.step;
      return Promise.resolve();
    });
  }

  /** Frees everything this policy allocated; the executor stays. */
  dispose(): void {
    this.#decoder.workspace.dispose();
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #read(pool: 'weights' | 'gradients' | 'firstMoment' | 'secondMoment'): Promise<Reals> {
    const { workspace, pools } = this.#decoder;
    const [values] = await workspace.executor.read([pools[pool]]);
    return values as Reals;
  }

  #setWeights(pool: Float32Array): void {
    const { workspace, pools } = this.#decoder;
    workspace.executor.write(pools.weights, pool);
  }

  #setMoments(moments: { readonly first: Float32Array; readonly second: Float32Array } | undefined): void {
    const { workspace, pools } = this.#decoder;
    // Without moments before the first step there is nothing to reset.
    if (!moments && this.#step === 0) return;
    const zeros = new Float32Array(pools.layout.length);
    workspace.executor.write(pools.firstMoment, moments?.first ?? zeros);
    workspace.executor.write(pools.secondMoment, moments?.second ?? zeros);
  }

  /** Row numbers 0, 2, 4, … and 1, 3, 5, …, which the head norms' weight gradients are gathered by. */
  #writeAlternateRows(): void {
    const { workspace } = this.#decoder;
    const strips = stripCount(capacityFor(this.#tokenBudget, TOKEN_UNIT));
    for (const [name, first] of [
      ['evenRows', 0],
      ['oddRows', 1],
    ] as const)
      workspace.executor.write(
        workspace.indices(name, strips),
        Uint32Array.from({ length: strips }, (_, s) => 2 * s + first),
      );
  }
}

const isSameModel = (a: ModelConfig, b: ModelConfig): boolean =>
  new TextDecoder().decode(formatConfig(a)) === new TextDecoder().decode(formatConfig(b));
