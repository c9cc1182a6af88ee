/**
 * The trainer: warm start, collect, learn, evaluate, one update a call. Owns the policy; never the executor. Every
 * update is a function of the settings, the counters and the weights, so a resumed run equals an unbroken one.
 * Must not know the page, files or timers: it speaks through `emit` and works only inside `step()`.
 */
import { recipeOf } from '../algo/recipes.ts';
import { trainingRows, turnAdvantages } from '../algo/rows.ts';
import { TurnlabError } from '../core/errors.ts';
import { checkSetting, settingOf, type Settings } from '../core/settings.ts';
import { LEXICON } from '../envs/lexicon.ts';
import { VecEnv } from '../envs/vec.ts';
import type { Executor } from '../engine/executor.ts';
import { toyConfig } from '../model/config.ts';
import { saveFolder } from '../model/folder.ts';
import { Policy } from '../model/policy.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { codecOf, SEPARATORS, type Codec } from '../rollout/codec.ts';
import { collect, type RolloutController } from '../rollout/collect.ts';
import type { Trajectory } from '../rollout/trajectory.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint, type Stage } from './checkpoint.ts';
import { playHeldOut } from './evaluate.ts';
import type { Phase, TrainEvent } from './events.ts';
import { actorMetrics, advantageMetrics, episodeMetrics, evaluationMetrics, klFromReference } from './metrics.ts';
import { CLONING_LOSS, optimise, optimiserSettings } from './optimise.ts';
import { Reference } from './reference.ts';
import { samplingSeed, trainTasks } from './tasks.ts';
import { CLONING_LOOK_EPISODES, CLONING_LOOK_EVERY, CLONING_LOOK_FROM, cloningRows, verdictOf } from './warm-start.ts';

export interface TrainerOptions {
  readonly executor: Executor;
  readonly emit: (event: TrainEvent) => void;
  /** Asked before every turn of every rollout; awaiting it pauses there. */
  readonly controller?: RolloutController;
}

/** Longest prompt; those of the built-in levels fit with a memory window of 8 turns (docs/ENVIRONMENTS.md). */
const MAX_PROMPT = 216;

export class Trainer {
  readonly #emit: (event: TrainEvent) => void;
  readonly #controller: RolloutController | undefined;
  readonly #policy: Policy;
  readonly #tokenizer: Tokenizer;
  readonly #codec: Codec;
  readonly #worlds: VecEnv;
  #settings: Settings;
  #stage: Stage = 'warm-start';
  #update = 0;
  #warmUpdate = 0;
  /** Weights of the warm-started policy; empty during the warm start. */
  #referenceWeights: Uint8Array = new Uint8Array();
  readonly #reference: Reference;

  private constructor(options: TrainerOptions, settings: Settings, policy: Policy, tokenizer: Tokenizer) {
    this.#emit = options.emit;
    this.#controller = options.controller;
    this.#settings = settings;
    this.#policy = policy;
    this.#tokenizer = tokenizer;
    this.#codec = codecOf(tokenizer);
    this.#worlds = new VecEnv(settings.env);
    this.#reference = new Reference(async () => {
      const reference = await makePolicy(settings, tokenizer, options);
      await reference.importWeights(this.#referenceWeights);
      return reference;
    });
  }

  /** What the settings table cannot know: does the environment have this level? Throws TurnlabError `bad-setting`. */
  static check({ env, level, recipe }: Settings): void {
    new VecEnv(env).reset([{ env, level, split: 'train', seed: 0 }], 1);
    recipeOf(recipe);
  }

  /** A fresh run. Nothing is trained yet: the first `step()` does that. */
  static async create(settings: Settings, options: TrainerOptions): Promise<Trainer> {
    Trainer.check(settings);
    const words = [...new Set([...SEPARATORS, ...LEXICON])];
    // No spare ids: untrained ones would be sampled now and then at temperature 1, and each derails its turn.
    const tokenizer = Tokenizer.fromWords(words, Tokenizer.sizeFor(words.length));
    return new Trainer(options, settings, await makePolicy(settings, tokenizer, options), tokenizer);
  }

  /** Goes on from a checkpoint. Throws TurnlabError `bad-file` on foreign or damaged bytes. */
  static async resume(bytes: Uint8Array, options: TrainerOptions): Promise<Trainer> {
    const { state, policy, reference, tokenizer: json } = readCheckpoint(bytes);
    const tokenizer = Tokenizer.fromJson(json);
    const model = await makePolicy(state.settings, tokenizer, options);
    await model.importCheckpoint(policy);
    const trainer = new Trainer(options, state.settings, model, tokenizer);
    trainer.#stage = state.stage;
    trainer.#update = state.update;
    trainer.#warmUpdate = state.warmUpdate;
    trainer.#referenceWeights = reference;
    return trainer;
  }

  get settings(): Settings {
    return this.#settings;
  }
  get stage(): Stage {
    return this.#stage;
  }
  /** Policy updates done; 0 during the warm start. */
  get update(): number {
    return this.#update;
  }
  /** Cloning updates done. */
  get warmUpdate(): number {
    return this.#warmUpdate;
  }
  get parameterCount(): number {
    return this.#policy.parameterCount;
  }
  /** Text of each token id. */
  get words(): string[] {
    return Array.from({ length: this.#tokenizer.size }, (_, id) => this.#tokenizer.label(id));
  }
  get policy(): Policy {
    return this.#policy;
  }

  /** One cloning update or one policy update, with the evaluation that is due. False once there is nothing left to do. */
  async step(): Promise<boolean> {
    if (this.#stage === 'warm-start') await (this.#settings.warmStart ? this.#clone() : this.#beginTraining());
    else if (this.#stage === 'training') await this.#learn();
    this.#phase('idle');
    return this.#stage !== 'finished';
  }

  /** Live settings only, from the next update on. Throws TurnlabError `bad-setting` and then changes nothing. */
  set(changes: Partial<Settings>): void {
    for (const [key, value] of Object.entries(changes)) {
      checkSetting(key, value);
      const setting = settingOf(key)!;
      if (!setting.live)
        throw new TurnlabError('bad-setting', `${setting.label} cannot change while training.`, 'Start a new run.');
    }
    this.#settings = { ...this.#settings, ...changes };
  }

  /** Train further than the settings said (a finished run goes on). */
  extend(updates: number): void {
    this.#settings = { ...this.#settings, updates: checkSetting('updates', updates) as number };
    if (this.#stage === 'finished' && this.#update < updates) this.#stage = 'training';
  }

  /** Everything needed to go on from here. Call between steps only. */
  async checkpoint(): Promise<Uint8Array> {
    const checkpoint: Checkpoint = {
      state: {
        settings: this.#settings,
        stage: this.#stage,
        update: this.#update,
        warmUpdate: this.#warmUpdate,
      },
      policy: await this.#policy.exportCheckpoint(),
      reference: this.#referenceWeights,
      tokenizer: this.#tokenizer.toJson(),
    };
    return writeCheckpoint(checkpoint);
  }

  /** Hugging Face folder of the present policy: file name -> bytes. */
  async modelFiles(): Promise<Record<string, Uint8Array>> {
    return saveFolder(this.#policy.config, await this.#policy.exportWeights(), this.#tokenizer);
  }

  /** Frees the models. On a lost device nothing is left to free, so that is no error. */
  dispose(): void {
    try {
      this.#reference.dispose();
      this.#policy.dispose();
    } catch (thrown) {
      if (!(thrown instanceof TurnlabError) || thrown.code !== 'device-lost') throw thrown;
    }
  }

  async #clone(): Promise<void> {
    const { warmMaxUpdates, warmLearningRate } = this.#settings;
    this.#phase('warm-start', `cloning the expert, update ${this.#warmUpdate + 1}`);
    const start = performance.now();
    const rows = cloningRows(this.#settings, this.#codec, this.#warmUpdate, MAX_PROMPT);
    const stats = await this.#policy.update(rows, CLONING_LOSS, optimiserSettings(this.#settings, warmLearningRate));
    this.#warmUpdate += 1;
    this.#emit({
      kind: 'warm',
      update: this.#warmUpdate,
      metrics: {
        'warm/loss': stats.loss,
        'warm/grad_norm': stats.gradNorm,
        'warm/tokens': stats.tokens,
        'perf/seconds': seconds(start),
      },
    });
    this.#emit({
      kind: 'progress',
      phase: 'warm-start',
      done: this.#warmUpdate,
      total: warmMaxUpdates,
      note: `loss ${stats.loss.toFixed(3)}`,
    });
    const isLast = this.#warmUpdate >= warmMaxUpdates;
    if (isLast || this.#warmUpdate % CLONING_LOOK_EVERY === 0) await this.#look(isLast);
  }

  /** Is the clone good enough, and not too good, to start learning? */
  async #look(isLast: boolean): Promise<void> {
    const { warmLow, warmHigh } = this.#settings;
    const trajectories = await this.#play('warm', CLONING_LOOK_EPISODES, CLONING_LOOK_FROM);
    const success = trajectories.filter((t) => t.success).length / trajectories.length;
    this.#emit({ kind: 'warm', update: this.#warmUpdate, metrics: { 'warm/success_rate': success } });
    const verdict = verdictOf(success, this.#settings);
    if (verdict === 'below' && !isLast) return;
    if (verdict !== 'inside')
      this.#warn(
        verdict === 'below'
          ? `The warm start ended at ${percent(success)} success, below the band from ${percent(warmLow)}: few groups will hold a success to learn from.`
          : `The warm start jumped to ${percent(success)} success, above the band up to ${percent(warmHigh)}: little is left for RL to learn.`,
      );
    await this.#beginTraining();
  }

  async #beginTraining(): Promise<void> {
    this.#referenceWeights = await this.#policy.exportWeights();
    // Learning starts with a fresh optimiser: momentum of cloning gradients is no evidence about rewards.
    await this.#policy.importWeights(this.#referenceWeights);
    this.#stage = this.#settings.updates === 0 ? 'finished' : 'training';
    await this.#evaluate();
    await this.#keep();
  }

  async #learn(): Promise<void> {
    const settings = this.#settings;
    const { updates, evalEvery, checkpointEvery } = settings;
    const start = performance.now();
    const trajectories = await this.#collect();
    const collected = performance.now();

    const advantages = turnAdvantages(trajectories, recipeOf(settings.recipe), settings.invalidPenalty);
    const turns = trajectories.flatMap((trajectory) => trajectory.turns);
    const isPulled = settings.klCoef > 0;
    const references = await this.#reference.logprobs(turns, settings.temperature, isPulled ? 'all' : 'sample');
    const rows = trainingRows(trajectories, advantages, isPulled ? (turn) => references.get(turn)! : undefined);
    this.#phase('updating', `${rows.length} turns`);
    const steps = await optimise(this.#policy, rows, settings, this.#update);
    this.#update += 1;

    const tokens = turns.reduce((sum, turn) => sum + turn.response.ids.length, 0);
    this.#emit({
      kind: 'update',
      update: this.#update,
      metrics: {
        ...episodeMetrics(trajectories, this.#codec),
        ...advantageMetrics(advantages),
        ...actorMetrics(steps),
        'actor/kl': klFromReference([...references].map(([turn, reference]) => ({ turn, reference }))),
        'perf/generated_tokens': tokens,
        'perf/collect_seconds': (collected - start) / 1000,
        'perf/update_seconds': seconds(collected),
        'perf/seconds': seconds(start),
        'perf/tokens_per_second': tokens / ((collected - start) / 1000),
      },
    });
    this.#emit({
      kind: 'episode',
      update: this.#update,
      trajectory: trajectories[0]!,
      advantage: [...advantages.turns[0]!],
    });
    if (this.#update >= updates) this.#stage = 'finished';
    const isLast = this.#stage === 'finished';
    if (isLast || this.#update % evalEvery === 0) await this.#evaluate();
    if (isLast || this.#update % checkpointEvery === 0) await this.#keep();
  }

  #collect(): Promise<Trajectory[]> {
    const { groups, groupSize, temperature, maxNewTokens, history, seed } = this.#settings;
    this.#phase('collecting', `${groups} tasks × ${groupSize} episodes`);
    return collect(
      this.#policy,
      this.#codec,
      this.#worlds,
      {
        tasks: trainTasks(this.#settings, 'learn', this.#update, groups),
        groupSize,
        firstEpisode: this.#update * groups * groupSize,
        seed: samplingSeed(seed, 'learn'),
        sampling: { temperature, topK: 0, topP: 1, greedy: false },
        maxNewTokens,
        history,
        sceneRow: 0,
      },
      this.#watch('collecting', groups * groupSize),
    );
  }

  async #evaluate(): Promise<void> {
    const start = performance.now();
    const trajectories = await this.#play('evaluate', this.#settings.evalEpisodes, 0);
    this.#emit({
      kind: 'evaluation',
      update: this.#update,
      split: 'val',
      metrics: { ...evaluationMetrics(trajectories, this.#codec), 'perf/seconds': seconds(start) },
    });
  }

  #play(stream: 'evaluate' | 'warm', episodes: number, from: number): Promise<Trajectory[]> {
    const { env, level, evalTemperature, history, maxNewTokens, seed } = this.#settings;
    this.#phase('evaluating', `${episodes} held-out tasks`);
    return playHeldOut(
      this.#policy,
      this.#codec,
      {
        env,
        level,
        split: 'val',
        episodes,
        from,
        temperature: evalTemperature,
        history,
        maxNewTokens,
        seed: samplingSeed(seed, stream),
      },
      this.#watch('evaluating', episodes),
    );
  }

  async #keep(): Promise<void> {
    this.#emit({ kind: 'checkpoint', update: this.#update, bytes: await this.checkpoint() });
  }

  /** Reports how many episodes are over, and lets the owner pause between turns. */
  #watch(phase: Phase, total: number): RolloutController {
    return {
      beforeTurn: async (turn, running) => {
        this.#emit({ kind: 'progress', phase, done: total - running, total, note: `turn ${turn + 1}` });
        await this.#controller?.beforeTurn(turn, running);
      },
    };
  }

  #phase(phase: Phase, note = ''): void {
    this.#emit({ kind: 'phase', phase, note });
  }

  #warn(sentence: string): void {
    this.#emit({ kind: 'warning', code: 'bad-setting', sentence });
  }
}

function makePolicy(settings: Settings, tokenizer: Tokenizer, { executor, emit }: TrainerOptions): Promise<Policy> {
  const { width, layers, heads, kvHeads, mlpWidth, maxNewTokens, seed } = settings;
  const maxTokens = MAX_PROMPT + maxNewTokens;
  const config = toyConfig({
    vocabulary: tokenizer.size,
    width,
    layers,
    heads,
    kvHeads,
    mlpWidth,
    maxTokens,
  });
  return Policy.create(executor, config, {
    seed,
    maxTokens,
    progress: (note, done, total) => emit({ kind: 'progress', phase: 'compiling', done, total, note }),
  });
}

const seconds = (since: number): number => (performance.now() - since) / 1000;
const percent = (share: number): string => `${Math.round(100 * share)} %`;
