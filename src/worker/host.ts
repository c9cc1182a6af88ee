/**
 * Obeys commands: owns the executor and the trainer, runs one trainer step at a time, listens before every turn that is
 * played, keeps the last checkpoint in memory and rebuilds from it when the device is lost. Knows neither the page nor how messages travel, so tests can
 * drive it without a worker.
 */
import { asTurnlabError, TurnlabError } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';
import { ChoiceMemory } from '../engine/choices.ts';
import { bringBack } from '../envs/own-worlds.ts';
import type { RolloutController } from '../rollout/collect.ts';
import type { TrainEvent } from '../train/events.ts';
import { Trainer, type TrainerOptions } from '../train/trainer.ts';
import type { Backend, OpenBackend } from './backend.ts';
import { checkCommand } from './check.ts';
import { nextTask } from '../core/next-task.ts';
import type { BackendChoice, Command, RunState, WorkerEvent } from './protocol.ts';
import { Rates } from './rates.ts';

/** Losing the device again before an update gets done ends the run: something on this machine kills it. */
const MOST_LOSSES_IN_A_ROW = 3;

/** Commands that wrong values or a lost device do not make fatal. */
const HARMLESS: readonly Command['kind'][] = ['set', 'checkpoint', 'calibrate', 'watch'];

/** Ends a trainer step in the middle because its run is being replaced or closed. */
class Abandoned extends Error {}

export interface HostOptions {
  readonly post: (event: WorkerEvent) => void;
  readonly open: OpenBackend;
}

interface Run {
  readonly choice: BackendChoice;
  backend: Backend;
  trainer: Trainer;
  /** Where a lost device sends us back to. */
  saved: Uint8Array | null;
  /** The clone that it began with instead of a warm start of its own. */
  readonly clone: Uint8Array | null;
  /** Trainer steps done since `saved`; cloning updates count. */
  unsaved: number;
  lossesInARow: number;
}

export class LabHost {
  readonly #options: HostOptions;
  readonly #rates = new Rates();
  #run: Run | null = null;
  /** Survives the loss of a device: what was chosen on it, and that a measurement may have killed it. */
  #kernels = new ChoiceMemory();
  #state: RunState = 'empty';
  /** Commands are obeyed one after another: between trainer steps, and inside one before every turn that is played. */
  #queue: Command[] = [];
  #busy = false;
  /** Pause once the present trainer step is over. */
  #stopAfterStep = false;
  /** Pause once so many updates are done; null = no such wish. */
  #until: number | null = null;
  /** Turns to play before pausing; null = no such wish. */
  #turnsLeft: number | null = null;
  /** Ends the wait for a message while paused inside a trainer step. */
  #wake: (() => void) | null = null;
  /** Milliseconds of the present trainer step that were spent listening. */
  #idleMs = 0;
  #isWatched = false;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  /** Any value may arrive here; a malformed one is answered by one `failed` event and nothing else happens. */
  receive(message: unknown): void {
    try {
      this.#queue.push(checkCommand(message));
    } catch (thrown) {
      this.#fail(thrown, false, undefined);
      return;
    }
    this.#wake?.();
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#queue.length > 0 || this.#state === 'running') {
      const command = this.#queue.shift();
      try {
        if (command) await this.#obey(command);
        else await this.#advance();
      } catch (thrown) {
        this.#fail(thrown, !command || !HARMLESS.includes(command.kind), command?.kind);
      }
      // Lets messages in: without a rollout, a trainer step on the CPU executor never leaves the micro-task queue.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    this.#busy = false;
  }

  async #obey(command: Command): Promise<void> {
    switch (command.kind) {
      case 'open':
        return this.#open(command);
      case 'run':
        // Sent right after an open that failed: that failure has been told, and is not to be hidden by another.
        if (this.#state === 'failed') return;
        this.#needRun();
        this.#resume(false, null, command.until);
        return;
      case 'pause':
        if (this.#state === 'running') this.#enter('paused');
        return;
      case 'step':
        this.#needRun();
        if (this.#state === 'finished') return;
        this.#resume(true, command.unit === 'turn' ? 1 : null);
        await this.#advance();
        return;
      case 'set':
        this.#needRun().trainer.set(command.changes);
        this.#announce(command.changes);
        return;
      case 'calibrate': {
        const { epsilon, eta } = await this.#needRun().trainer.calibrate(command.rate);
        this.#announce({ epsilon, eta });
        return;
      }
      case 'checkpoint': {
        const bytes = await this.#needRun().trainer.checkpoint();
        this.#options.post({ kind: 'checkpoint', request: command.request, bytes });
        return;
      }
      case 'watch':
        this.#isWatched = command.on;
        if (this.#run) this.#run.trainer.isWatched = command.on;
        return;
      case 'lose-device':
        this.#needRun().backend.executor.lose();
        return;
      case 'close':
        this.#close();
        this.#enter('empty');
        return;
      default:
        command satisfies never;
    }
  }

  /** Before a turn is played: lets messages in, obeys those that can be obeyed here, and waits while paused. */
  async #listen(): Promise<void> {
    const since = performance.now();
    await nextTask();
    if (this.#turnsLeft !== null && this.#turnsLeft-- === 0) this.#enter('paused');
    const later: Command[] = [];
    for (;;) {
      await this.#obeyInside(later);
      if (this.#queue.length > 0) continue;
      if (this.#state !== 'paused') break;
      await new Promise<void>((wake) => (this.#wake = wake));
      this.#wake = null;
    }
    this.#queue.unshift(...later);
    this.#idleMs += performance.now() - since;
  }

  /** Obeys the commands that need not wait for the end of the trainer step; the others are put off. */
  async #obeyInside(later: Command[]): Promise<void> {
    for (let command = this.#queue.shift(); command; command = this.#queue.shift()) {
      if (command.kind === 'open' || command.kind === 'close') {
        this.#queue.unshift(command);
        throw new Abandoned();
      }
      const isPaused = this.#state === 'paused';
      const mustWait =
        (command.kind === 'step' && !isPaused) ||
        // A checkpoint in the middle of anything else could not be gone on from.
        (command.kind === 'checkpoint' && !this.#needRun().trainer.isCollecting);
      try {
        if (mustWait) later.push(command);
        // The turn that is about to be played is the one more turn.
        else if (command.kind === 'step') this.#resume(true, command.unit === 'turn' ? 0 : null);
        else await this.#obey(command);
      } catch (thrown) {
        if (asTurnlabError(thrown).code === 'device-lost') throw thrown;
        this.#fail(thrown, false, command.kind);
      }
    }
  }

  #resume(stopAfterStep: boolean, turnsLeft: number | null, until: number | null = null): void {
    this.#stopAfterStep = stopAfterStep;
    this.#turnsLeft = turnsLeft;
    this.#until = until;
    if (this.#state === 'paused') this.#enter('running');
  }

  /** The trainer has just made these changes. */
  #announce(changes: Partial<Settings>): void {
    const { update, turn } = this.#needRun().trainer.place;
    this.#options.post({ kind: 'changed', update, turn, changes });
  }

  async #open({
    settings,
    backend: choice,
    kernels,
    data,
    ...from
  }: Extract<Command, { kind: 'open' }>): Promise<void> {
    this.#close();
    this.#state = 'preparing';
    bringBack(settings.env, data);
    const { checkpoint: saved = null, clone = null } = from;
    this.#kernels = new ChoiceMemory(kernels, (all) => this.#options.post({ kind: 'kernels', kernels: all }));
    const backend = await this.#options.open(choice, this.#kernels);
    try {
      const options = { executor: backend.executor, emit: this.#emit, controller: this.#controller };
      const trainer = await begin({ saved, clone }, settings, options);
      trainer.isWatched = this.#isWatched;
      this.#run = { choice, backend, trainer, saved, clone, unsaved: 0, lossesInARow: 0 };
      this.#options.post({ kind: 'opened', settings: trainer.settings, words: trainer.words });
    } catch (thrown) {
      backend.executor.dispose();
      throw thrown;
    }
    this.#enter('paused');
  }

  /** One trainer step, or recovery when the device is gone. */
  async #advance(): Promise<void> {
    const run = this.#needRun();
    try {
      const started = performance.now();
      this.#idleMs = 0;
      run.unsaved++;
      const more = await run.trainer.step();
      run.lossesInARow = 0;
      this.#rates.step(performance.now() - started - this.#idleMs);
      // The trainer itself announces checkpoints only once it learns from rewards.
      if (run.trainer.stage === 'warm-start')
        this.#emit({ kind: 'checkpoint', update: 0, bytes: await run.trainer.checkpoint() });
      if (!more) this.#state = 'finished';
      else if (this.#state === 'running' && this.#standsStillAfter(run.trainer.update)) this.#state = 'paused';
      this.#postStatus();
    } catch (thrown) {
      if (thrown instanceof Abandoned) return;
      const error = asTurnlabError(thrown);
      if (error.code !== 'device-lost') throw error;
      await this.#recover(run);
    }
  }

  #standsStillAfter(update: number): boolean {
    return this.#stopAfterStep || (this.#until !== null && update >= this.#until);
  }

  async #recover(run: Run): Promise<void> {
    if (++run.lossesInARow > MOST_LOSSES_IN_A_ROW)
      throw new TurnlabError(
        'device-lost',
        'The graphics device keeps getting lost, so training stopped.',
        'The last checkpoint is safe. Choose the CPU backend or a smaller model, then reset.',
      );
    // The trainer's memory went with the device.
    run.backend.executor.dispose();
    run.backend = await this.#options.open(run.choice, this.#kernels);
    const { began, changes } = run.trainer;
    const options = {
      executor: run.backend.executor,
      emit: this.#emit,
      controller: this.#controller,
      // Made once more where they were made before, so that the same bytes come out.
      replay: changes,
    };
    run.trainer = await begin(run, began, options);
    run.trainer.isWatched = this.#isWatched;
    const lostUpdates = run.unsaved;
    run.unsaved = 0;
    this.#options.post({
      kind: 'recovered',
      sentence: 'The graphics device was lost. It was reopened and training goes on from the last checkpoint.',
      lostUpdates,
      update: run.trainer.update,
    });
    this.#postStatus();
  }

  /** A field, so that it can be handed to the trainer as it is. */
  readonly #emit = (event: TrainEvent): void => {
    if (event.kind === 'update') this.#rates.tokens(event.metrics['perf/generated_tokens'] ?? 0);
    if (event.kind === 'checkpoint' && this.#run) Object.assign(this.#run, { saved: event.bytes, unsaved: 0 });
    this.#options.post({ kind: 'train', event });
  };

  readonly #controller: RolloutController = { beforeTurn: () => this.#listen() };

  #needRun(): Run {
    if (!this.#run)
      throw new TurnlabError('bad-message', 'There is no run to do this with.', 'Press Reset to start one.');
    return this.#run;
  }

  #enter(state: RunState): void {
    this.#state = state;
    this.#postStatus();
  }

  #fail(thrown: unknown, fatal: boolean, command: Command['kind'] | undefined): void {
    const { code, message, next } = asTurnlabError(thrown);
    if (fatal) this.#enter(this.#run ? 'paused' : 'failed');
    this.#options.post({ kind: 'failed', code, sentence: message, next, fatal, ...(command && { command }) });
  }

  #close(): void {
    this.#run?.trainer.dispose();
    this.#run?.backend.executor.dispose();
    this.#run = null;
    this.#rates.reset();
  }

  #postStatus(): void {
    this.#options.post({
      kind: 'status',
      status: {
        state: this.#state,
        updatesPerSecond: this.#rates.updatesPerSecond,
        tokensPerSecond: this.#rates.tokensPerSecond,
        ...(this.#run ? figuresOf(this.#run) : NO_FIGURES),
      },
    });
  }
}

/** Before there is a run. */
const NO_FIGURES = {
  backend: 'cpu',
  label: '',
  software: false,
  notice: '',
  parameters: 0,
  update: 0,
  compileMs: 0,
  gpuBytes: 0,
  dispatches: 0,
  readbacks: 0,
} as const;

/** What the status says of a run and of the device it is on. */
function figuresOf({ trainer, backend: { executor, software, notice } }: Run) {
  const { kind: backend, label, compileMs, counters } = executor;
  return {
    backend,
    label,
    software,
    notice,
    parameters: trainer.parameterCount,
    update: trainer.update,
    compileMs,
    gpuBytes: counters.bytes,
    dispatches: counters.dispatches,
    readbacks: counters.readbacks,
  };
}

function begin(
  { saved, clone }: Pick<Run, 'saved' | 'clone'>,
  settings: Settings,
  options: TrainerOptions,
): Promise<Trainer> {
  if (saved) return Trainer.resume(saved, options);
  return clone ? Trainer.fromClone(clone, settings, options) : Trainer.create(settings, options);
}
