/**
 * The trainer: warm start, collect, learn, evaluate, one update a call. Owns the policy; never the executor. Every
 * update is a function of the settings, the counters and the weights, so a resumed run equals an unbroken one.
 * Must not know the page, files or timers: it speaks through `emit` and works only inside `step()`.
 */
import { recipeOf } from '../algo/recipes.ts';
import { trainingRows, turnAdvantages, type VoidFilter } from '../algo/rows.ts';
import { TurnlabError } from '../core/errors.ts';
import { checkSetting, settingOf, settingsFrom, type Settings } from '../core/settings.ts';
import { bringBack, ownTextOf } from '../envs/own-worlds.ts';
import { specOf } from '../envs/registry.ts';
import { VecEnv } from '../envs/vec.ts';
import type { Executor } from '../engine/executor.ts';
import type { ThinkingRule } from '../engine/kernels/intervention.ts';
import { saveFolder } from '../model/folder.ts';
import type { TrainingRow, UpdateStats } from '../model/interface.ts';
import type { Policy } from '../model/policy.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { calibrate, type Calibration } from '../rollout/calibration.ts';
import { codecOf, type Codec } from '../rollout/codec.ts';
import { collect, type RolloutController } from '../rollout/collect.ts';
import type { Trajectory, Turn } from '../rollout/trajectory.ts';
import { turnRecords } from '../rollout/turn-records.ts';
import { freshTokenizer } from '../rollout/vocabulary.ts';
import { NO_ALERTS, watch } from './alerts.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint, type Stage } from './checkpoint.ts';
import { checkClone } from './clone.ts';
import { cuttingOf, resamplingOf, thinkingOf } from './control.ts';
import { generatedTokens } from './control-metrics.ts';
import { playHeldOut } from './evaluate.ts';
import { freshPolicy, MAX_PROMPT } from './fresh-policy.ts';
import type { Metrics, Phase, TrainEvent } from './events.ts';
import { actorMetrics, advantageMetrics, episodeMetrics, evaluationMetrics, klFromReference } from './metrics.ts';
import { CLONING_LOSS, optimise, optimiserSettings } from './optimise.ts';
import { checkFit } from './own-fit.ts';
import { Reference } from './reference.ts';
import { refinementSteps } from './refine.ts';
import { heldOutRequest, practiceRequest, trainingRequest } from './requests.ts';
import { Timeline, type Change, type Place } from './timeline.ts';
import { CLONING_LOOK_EPISODES, CLONING_LOOK_EVERY, CLONING_LOOK_FROM, cloningRows, verdictOf } from './warm-start.ts';

export interface TrainerOptions {
  readonly executor: Executor;
  readonly emit: (event: TrainEvent) => void;
  /** Asked before every turn of every rollout; awaiting it pauses there. */
  readonly controller?: RolloutController;
  /** Live changes of a run that is played again; each takes effect where it did then. Default: what a checkpoint holds. */
  readonly replay?: readonly Change[];
}

export class Trainer {
  readonly #emit: (event: TrainEvent) => void;
  readonly #controller: RolloutController | undefined;
  readonly #executor: Executor;
  readonly #policy: Policy;
  readonly #tokenizer: Tokenizer;
  readonly #codec: Codec;
  readonly #worlds: VecEnv;
  /** What the run began with. */
  #began: Settings;
  /** The newest; exploration control reads these before every turn. */
  #settings: Settings;
  /** What everything else in a step goes by: the newest when the step began. */
  #held: Settings;
  #stage: Stage = 'warm-start';
  #update = 0;
  #warmUpdate = 0;
  /** Response tokens of all training rollouts, discarded ones included. */
  #tokens = 0;
  /** The policy is the clone of another run: no warm start of its own. */
  #isCloned = false;
  /** The training turn that is being asked for, from 1; 0 outside a training rollout. */
  #turn = 0;
  #changes: readonly Change[] = [];
  #timeline: Timeline;
  #alerts = NO_ALERTS;
  /** Milliseconds that the controller took; no work was done in them. */
  #waitedMs = 0;
  /** Whether the episode on show is told turn by turn. Changes nothing else, so it is no setting. */
  isWatched = false;
  /** Weights of the warm-started policy; empty during the warm start. */
  #referenceWeights: Uint8Array = new Uint8Array();
  readonly #reference: Reference;

  private constructor(options: TrainerOptions, settings: Settings, policy: Policy, tokenizer: Tokenizer) {
    this.#executor = options.executor;
    this.#emit = options.emit;
    this.#controller = options.controller;
    this.#began = settings;
    this.#settings = settings;
    this.#held = settings;
    this.#timeline = new Timeline(options.replay);
    this.#policy = policy;
    this.#tokenizer = tokenizer;
    this.#codec = codecOf(tokenizer);
    this.#worlds = new VecEnv(settings.env, settings.reward);
    this.#reference = new Reference(async () => {
      const reference = await freshPolicy(settings, tokenizer, options);
      await reference.importWeights(this.#referenceWeights);
      return reference;
    });
  }

  /** What the settings table cannot know: is the environment there, and does it have tasks to train on and to validate with?
   * Returns what does not fit it, in sentences, or "". Throws TurnlabError `bad-setting`. */
  static check(settings: Settings): string {
    const { env, level, recipe } = settings;
    for (const split of ['train', 'val'] as const) new VecEnv(env).reset([{ env, level, split, seed: 0 }], 1);
    recipeOf(recipe);
    return checkFit(settings);
  }

  /** A fresh run. Nothing is trained yet: the first `step()` does that. */
  static async create(settings: Settings, options: TrainerOptions): Promise<Trainer> {
    const warning = Trainer.check(settings);
    const tokenizer = freshTokenizer(specOf(settings.env).words);
    const trainer = new Trainer(options, settings, await freshPolicy(settings, tokenizer, options), tokenizer);
    if (warning) trainer.#warn(warning);
    return trainer;
  }

  /** Goes on from a checkpoint. Throws TurnlabError `bad-file` on foreign or damaged bytes. */
  static async resume(bytes: Uint8Array, options: TrainerOptions): Promise<Trainer> {
    const { state, policy, reference, tokenizer: json, data } = readCheckpoint(bytes);
    bringBack(state.settings.env, data);
    options.executor.adopt(state.kernels ?? {});
    const tokenizer = Tokenizer.fromJson(json);
    const model = await freshPolicy(state.settings, tokenizer, options);
    await model.importCheckpoint(policy);
    const trainer = new Trainer(options, state.began, model, tokenizer);
    trainer.#settings = state.settings;
    trainer.#held = state.settings;
    trainer.#stage = state.stage;
    trainer.#update = state.update;
    trainer.#warmUpdate = state.warmUpdate;
    trainer.#tokens = state.tokens;
    trainer.#alerts = state.alerts;
    trainer.#timeline = new Timeline(options.replay ?? state.changes, trainer.place);
    trainer.#changes = trainer.#timeline.handedOut;
    trainer.#referenceWeights = reference;
    return trainer;
  }

  /**
   * A new run from the warm start of another, so that runs which differ in what comes after it need only one. The same bytes
   * as a run of its own. Throws TurnlabError `bad-file`, and `bad-setting` when these settings would lead to another clone.
   */
  static async fromClone(bytes: Uint8Array, settings: Settings, options: TrainerOptions): Promise<Trainer> {
    const { state, reference, tokenizer: json, data } = readCheckpoint(bytes);
    bringBack(state.settings.env, data);
    Trainer.check(settings);
    checkClone(state, settings);
    options.executor.adopt(state.kernels ?? {});
    const tokenizer = Tokenizer.fromJson(json);
    const trainer = new Trainer(options, settings, await freshPolicy(settings, tokenizer, options), tokenizer);
    await trainer.#policy.importWeights(reference);
    trainer.#warmUpdate = state.warmUpdate;
    trainer.#isCloned = true;
    return trainer;
  }

  get settings(): Settings {
    return this.#settings;
  }
  /** What the run began with; with `changes` it can be played again. */
  get began(): Settings {
    return this.#began;
  }
  /** Live settings that were moved, oldest first, and those of a replay that still lie ahead. */
  get changes(): readonly Change[] {
    return [...this.#changes, ...this.#timeline.pending];
  }
  /** Where a change would take effect now. */
  get place(): Place {
    return { warmUpdate: this.#warmUpdate, update: this.#update, turn: this.#turn };
  }
  /** True while a training rollout is under way: `checkpoint()` may then be called from the controller. */
  get isCollecting(): boolean {
    return this.#turn > 0;
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
    this.#repeatChanges();
    this.#held = this.#settings;
    if (this.#stage === 'warm-start') await (this.#needsClone ? this.#clone() : this.#beginTraining());
    else if (this.#stage === 'training') await this.#learn();
    this.#phase('idle');
    return this.#stage !== 'finished';
  }

  get #needsClone(): boolean {
    return this.#held.warmStart && !this.#isCloned;
  }

  /** Live settings only. Call between steps or from the controller. Exploration control changes from the next turn on, the
   * rest from the next update on. Throws TurnlabError `bad-setting` and then changes nothing. */
  set(changes: Partial<Settings>): void {
    const fixed = Object.keys(changes)
      .map(settingOf)
      .find((setting) => setting?.live === false);
    if (fixed)
      throw new TurnlabError('bad-setting', `${fixed.label} cannot change while training.`, 'Start a new run.');
    this.#settings = settingsFrom('micro', { ...this.#settings, ...changes });
    if (Object.keys(changes).length > 0) this.#changes = [...this.#changes, { ...this.place, changes }];
  }

  /**
   * Plays a batch of training tasks without cutting or resampling and sets ε and η so that they would have intervened in
   * `rate` of its turns. Call between steps or from the controller; training itself goes on as if it had not been called.
   * Throws TurnlabError `bad-setting` when there is too little to go by, and then changes nothing.
   */
  async calibrate(rate: number): Promise<Calibration> {
    const found = await this.#measure(rate);
    this.set({ epsilon: found.epsilon, eta: found.eta });
    if (!this.isCollecting) this.#phase('idle');
    return found;
  }

  /** Train further than the settings said (a finished run goes on). */
  extend(updates: number): void {
    const further = { updates: checkSetting('updates', updates) as number };
    this.#settings = { ...this.#settings, ...further };
    this.#began = { ...this.#began, ...further };
    if (this.#stage === 'finished' && !this.#isSpent(updates)) this.#stage = 'training';
  }

  /** Everything needed to go on from here. Call between steps, or from the controller while `isCollecting`: that rollout is
   * then played again from its beginning, changes included. */
  async checkpoint(): Promise<Uint8Array> {
    const data = ownTextOf(this.#settings.env);
    const checkpoint: Checkpoint = {
      state: {
        settings: this.isCollecting ? this.#held : this.#settings,
        stage: this.#stage,
        update: this.#update,
        warmUpdate: this.#warmUpdate,
        tokens: this.#tokens,
        began: this.#began,
        changes: this.changes,
        alerts: this.#alerts,
        kernels: this.#executor.kernels,
      },
      policy: await this.#policy.exportCheckpoint(),
      reference: this.#referenceWeights,
      tokenizer: this.#tokenizer.toJson(),
      ...(data !== undefined && { data }),
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
    const { warmMaxUpdates } = this.#held;
    this.#phase('warm-start', `cloning the expert, update ${this.#warmUpdate + 1}`);
    const stats = await this.#imitate(() =>
      cloningRows(this.#held, this.#codec, this.#warmUpdate, MAX_PROMPT).filter(
        // Of own data some turns may be longer than the model.
        ({ ids }) => ids.length <= this.#policy.maxTokens,
      ),
    );
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

  /** One cloning update. */
  async #imitate(rowsOf: () => TrainingRow[], more: Metrics = {}): Promise<UpdateStats> {
    const start = this.#clock;
    const optimiser = optimiserSettings(this.#held, this.#held.warmLearningRate);
    const stats = await this.#policy.update(rowsOf(), CLONING_LOSS, optimiser);
    this.#warmUpdate += 1;
    this.#emit({
      kind: 'warm',
      update: this.#warmUpdate,
      metrics: {
        'warm/loss': stats.loss,
        'warm/grad_norm': stats.gradNorm,
        'warm/tokens': stats.tokens,
        'perf/seconds': this.#seconds(start),
        ...more,
      },
    });
    return stats;
  }

  /** Is the clone good enough, and not too good, to start learning? */
  async #look(isLast: boolean): Promise<void> {
    const { warmLow, warmHigh, rft } = this.#held;
    const trajectories = await this.#play('warm', CLONING_LOOK_EPISODES, CLONING_LOOK_FROM);
    const success = trajectories.filter((t) => t.success).length / trajectories.length;
    this.#emit({ kind: 'warm', update: this.#warmUpdate, metrics: { 'warm/success_rate': success } });
    this.#emit({ kind: 'episode', update: 0, trajectory: trajectories[0]!, advantage: [] });
    const verdict = verdictOf(success, this.#held);
    if (verdict === 'below' && !isLast) return;
    if (verdict !== 'inside')
      this.#warn(
        verdict === 'below'
          ? `The warm start ended at ${percent(success)} success, below the band from ${percent(warmLow)}: few groups will hold a success to learn from.`
          : `The warm start jumped to ${percent(success)} success, above the band up to ${percent(warmHigh)}: little is left for RL to learn.`,
      );
    if (rft) await this.#refine();
    await this.#beginTraining();
  }

  /** Rejection fine-tuning: clones once more, on the successes of the clone itself. */
  async #refine(): Promise<void> {
    const { rftEpisodes, seed } = this.#held;
    const trajectories = await this.#practise(
      'refine',
      rftEpisodes,
      1,
      this.#held,
      this.#watch('collecting', rftEpisodes),
    );
    const success = trajectories.filter((t) => t.success).length / trajectories.length;
    const steps = refinementSteps(trajectories, seed);
    if (steps.length === 0)
      this.#warn(`None of ${rftEpisodes} episodes succeeded by valid turns, so there was nothing to fine-tune on.`);
    for (const rows of steps)
      await this.#imitate(() => rows, { 'rft/success_rate': success, 'rft/turns': rows.length });
  }

  async #beginTraining(): Promise<void> {
    this.#referenceWeights = await this.#policy.exportWeights();
    // Learning starts with a fresh optimiser: momentum of cloning gradients is no evidence about rewards.
    await this.#policy.importWeights(this.#referenceWeights);
    this.#stage = this.#isSpent(this.#held.updates) ? 'finished' : 'training';
    if (this.#held.calibrateRate > 0) await this.#calibrateStart(this.#held.calibrateRate);
    await this.#evaluate();
    await this.#keep();
  }

  /** Follows from the settings alone, so it is no change that a replay would have to make again. */
  async #calibrateStart(rate: number): Promise<void> {
    try {
      const { epsilon, eta } = await this.#measure(rate);
      this.#settings = { ...this.#settings, epsilon, eta };
      this.#held = { ...this.#held, epsilon, eta };
    } catch (thrown) {
      if (!(thrown instanceof TurnlabError) || thrown.code !== 'bad-setting') throw thrown;
      this.#warn(thrown.message);
    }
  }

  /** Plays turns for a calibration and says what it found; sets nothing. */
  async #measure(rate: number): Promise<Calibration> {
    const settings = this.#settings;
    const trajectories = await this.#practise('calibrate', settings.groups, settings.groupSize, settings);
    const records = turnRecords(trajectories, this.#codec.control);
    const found = calibrate(records, this.#cutting(settings), rate, settings.tdsRule === 'asPublished');
    this.#emit({ kind: 'calibration', update: this.#update, ...found });
    return found;
  }

  async #learn(): Promise<void> {
    const settings = this.#held;
    const { updates, evalEvery, checkpointEvery, invalidPenalty, gamma, stepWeight } = settings;
    const recipe = recipeOf(settings.recipe, settings.invalidTurns);
    const start = this.#clock;
    const trajectories = await this.#collect();
    const collected = this.#clock;

    const part = { gamma, weight: stepWeight };
    const advantages = turnAdvantages(trajectories, recipe, invalidPenalty, part);
    const turns = trajectories.flatMap((trajectory) => trajectory.turns);
    const isPulled = settings.klCoef > 0;
    const references = await this.#reference.logprobs(turns, settings.temperature, isPulled ? 'all' : 'sample');
    const rows = trainingRows(trajectories, advantages, {
      ...(isPulled && { reference: (turn: Turn) => references.get(turn)! }),
      forcedMask: settings.forcedLoss ? 1 : 0,
      voidFilter: settings.voidFilter as VoidFilter,
    });
    this.#phase('updating', `${rows.length} turns`);
    const steps = await optimise(this.#policy, rows, settings, this.#update);
    this.#update += 1;

    const tokens = generatedTokens(turns);
    this.#tokens += tokens;
    const metrics: Metrics = {
      ...episodeMetrics(trajectories, this.#codec, this.#cutting(this.#settings)),
      ...advantageMetrics(advantages),
      ...actorMetrics(steps),
      'actor/kl': klFromReference([...references].map(([turn, reference]) => ({ turn, reference }))),
      'perf/generated_tokens': tokens,
      'perf/total_tokens': this.#tokens,
      'perf/collect_seconds': (collected - start) / 1000,
      'perf/update_seconds': this.#seconds(collected),
      'perf/seconds': this.#seconds(start),
      'perf/tokens_per_second': tokens / ((collected - start) / 1000),
    };
    this.#emit({ kind: 'update', update: this.#update, metrics });
    this.#watchOver(metrics);
    this.#emit({
      kind: 'episode',
      update: this.#update,
      trajectory: trajectories[0]!,
      advantage: [...advantages.turns[0]!],
    });
    this.#emit({ kind: 'turns', update: this.#update, records: turnRecords(trajectories, this.#codec.control) });
    if (this.#isSpent(updates)) this.#stage = 'finished';
    const isLast = this.#stage === 'finished';
    if (isLast || this.#update % evalEvery === 0) await this.#evaluate();
    if (isLast || this.#update % checkpointEvery === 0) await this.#keep();
  }

  #watchOver(metrics: Metrics): void {
    const { memory, alerts } = watch(this.#alerts, this.#update, metrics);
    this.#alerts = memory;
    for (const alert of alerts) this.#emit({ kind: 'alert', ...alert });
  }

  #isSpent(updates: number): boolean {
    const { tokenBudget } = this.#held;
    return this.#update >= updates || (tokenBudget > 0 && this.#tokens >= tokenBudget);
  }

  async #collect(): Promise<Trajectory[]> {
    const { groups, groupSize } = this.#held;
    const watch = this.#watch('collecting', groups * groupSize);
    this.#phase('collecting', `${groups} tasks × ${groupSize} episodes`);
    let told = 0;
    try {
      return await collect(
        this.#policy,
        this.#codec,
        this.#worlds,
        {
          ...trainingRequest(this.#held, 'learn', this.#update, groups, groupSize),
          firstEpisode: this.#update * groups * groupSize,
          thinking: () => thinkingOf(this.#settings, this.#codec),
          resampling: () => resamplingOf(this.#settings),
          sceneRow: 0,
          onTurn: (task, episode, turns) => {
            for (; this.isWatched && told < turns.length; told++) {
              const { prompt: _, scene: __, ...played } = turns[told]!;
              this.#emit({ kind: 'turn', update: this.#update + 1, task, episode, turn: told, played });
            }
          },
        },
        {
          beforeTurn: async (turn, running) => {
            this.#turn = turn + 1;
            this.#repeatChanges();
            await watch.beforeTurn(turn, running);
          },
        },
      );
    } finally {
      this.#turn = 0;
    }
  }

  /** Training tasks to look at, apart from what is learned from. */
  #practise(
    stream: 'refine' | 'calibrate',
    groups: number,
    groupSize: number,
    settings: Settings,
    controller?: RolloutController,
  ): Promise<Trajectory[]> {
    this.#phase('collecting', `${groups * groupSize} episodes to look at`);
    const request = practiceRequest(settings, this.#codec, stream, this.#update, groups, groupSize);
    return collect(this.#policy, this.#codec, new VecEnv(settings.env), request, controller);
  }

  async #evaluate(): Promise<void> {
    const start = this.#clock;
    const trajectories = await this.#play('evaluate', this.#held.evalEpisodes, 0);
    this.#emit({
      kind: 'evaluation',
      update: this.#update,
      split: 'val',
      metrics: {
        ...evaluationMetrics(trajectories, this.#codec, this.#cutting(this.#held)),
        'perf/seconds': this.#seconds(start),
      },
    });
  }

  #play(stream: 'evaluate' | 'warm', episodes: number, from: number): Promise<Trajectory[]> {
    this.#phase('evaluating', `${episodes} held-out tasks`);
    const request = heldOutRequest(this.#held, this.#codec, stream, episodes, from);
    return playHeldOut(this.#policy, this.#codec, request, this.#watch('evaluating', episodes));
  }

  async #keep(): Promise<void> {
    this.#emit({ kind: 'checkpoint', update: this.#update, bytes: await this.checkpoint() });
  }

  /** Makes the changes of a replayed run that are due here. */
  #repeatChanges(): void {
    for (const { changes } of this.#timeline.due(this.place)) this.set(changes);
  }

  /** Reports how many episodes are over, and lets the owner pause between turns. */
  #watch(phase: Phase, total: number): RolloutController {
    return {
      beforeTurn: async (turn, running) => {
        this.#emit({ kind: 'progress', phase, done: total - running, total, note: `turn ${turn + 1}` });
        const start = performance.now();
        await this.#controller?.beforeTurn(turn, running);
        this.#waitedMs += performance.now() - start;
      },
    };
  }

  /** Where TTI may cut, as it stands now, whether it is on or not. */
  #cutting(settings: Settings): ThinkingRule {
    return cuttingOf(settings, this.#codec, this.#tokenizer.size);
  }

  /** Milliseconds of work so far: a clock that stands still while the controller pauses. */
  get #clock(): number {
    return performance.now() - this.#waitedMs;
  }

  #seconds(since: number): number {
    return (this.#clock - since) / 1000;
  }

  #phase(phase: Phase, note = ''): void {
    this.#emit({ kind: 'phase', phase, note });
  }

  #warn(sentence: string): void {
    this.#emit({ kind: 'warning', code: 'bad-setting', sentence });
  }
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
