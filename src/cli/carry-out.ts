/**
 * A training run in its folder: begun, replayed, resumed or started from another run's clone, then carried to its end.
 * Must not read flags.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { asTurnlabError, TurnlabError } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';
import type { Executor } from '../engine/executor.ts';
import { bringBack, ownTextOf } from '../envs/own-worlds.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { episodeLine } from '../train/bundle/episode-line.ts';
import type { TrainEvent } from '../train/events.ts';
import { Trainer } from '../train/trainer.ts';
import { jsonLine } from './report.ts';
import { CHECKPOINT_FILE, DATA_FILE, METRICS_FILE, readFile, RUN_FILE, RunFolder } from './run-folder.ts';

export type Emit = (event: TrainEvent) => void;

/** How a run comes to be and where it is kept. Making a plan checks everything and writes nothing. */
export interface Plan {
  start(executor: Executor, emit: Emit): Promise<Trainer>;
  openFolder(trainer: Trainer, executor: Executor): RunFolder;
}

export const isFolderAt = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
/** Of a run folder, or the file itself. Throws TurnlabError `bad-file`. */
export const checkpointAt = (path: string): Uint8Array =>
  readFile(isFolderAt(path) ? join(path, CHECKPOINT_FILE) : path);

/** What a checkpoint was trained on; its own data is brought. */
export function environmentIn(checkpoint: Uint8Array): string {
  const { state, data } = readCheckpoint(checkpoint);
  bringBack(state.began.env, data);
  return state.began.env;
}

const intoNewFolder = (out: string, start: Plan['start']): Plan => {
  RunFolder.requireFree(out);
  return {
    start,
    openFolder: (trainer, executor) =>
      RunFolder.create(out, { [RUN_FILE]: describe(trainer, executor), [METRICS_FILE]: '', ...dataOf(trainer) }),
  };
};

export function freshPlan(settings: Settings, out: string): Plan {
  Trainer.check(settings);
  return intoNewFolder(out, (executor, emit) => Trainer.create(settings, { executor, emit }));
}

/** A new run from the clone in that checkpoint. */
export function clonePlan(checkpoint: Uint8Array, settings: Settings, out: string): Plan {
  return intoNewFolder(out, (executor, emit) => Trainer.fromClone(checkpoint, settings, { executor, emit }));
}

/** Trains again from the seed, with the changes made on the way. */
export function replayPlan(from: string, out: string): Plan {
  const checkpoint = checkpointAt(from);
  environmentIn(checkpoint);
  const { began, changes: replay, kernels } = readCheckpoint(checkpoint).state;
  return intoNewFolder(out, (executor, emit) => {
    executor.adopt(kernels ?? {});
    return Trainer.create(began, { executor, emit, replay });
  });
}

/** Goes on in the folder `from`, or in a new one. `changes`: live settings, and `updates`, which may grow. */
export function resumePlan(from: string, out: string, changes: Partial<Settings> = {}): Plan {
  const bytes = checkpointAt(from);
  const start: Plan['start'] = async (executor, emit) => {
    const trainer = await Trainer.resume(bytes, { executor, emit });
    const { updates, ...live } = changes;
    trainer.set(live);
    if (updates !== undefined) trainer.extend(updates);
    return trainer;
  };
  if (!isFolderAt(from) || out !== from) return intoNewFolder(out, start);
  return {
    start,
    openFolder: (trainer) => {
      const folder = RunFolder.open(out);
      folder.trimLines(trainer);
      return folder;
    },
  };
}

/**
 * Trains until done, until `isEnough` says so after a step, or until Ctrl-C; in each case the folder then holds the model
 * and a checkpoint to go on from. Of every `episodesEvery`th update one episode is kept; 0 keeps none. Resolves to the stage
 * it stopped in and whether a signal stopped it.
 */
export async function carryOut(
  plan: Plan,
  executor: Executor,
  report: Emit,
  isEnough: () => boolean = () => false,
  episodesEvery = 0,
): Promise<{ readonly isFinished: boolean; readonly isHalted: boolean }> {
  let folder: RunFolder | null = null;
  const trainer = await plan.start(executor, (event) => {
    report(event);
    const line = jsonLine(event);
    if (line !== null) folder?.appendMetrics(line);
    if (event.kind === 'checkpoint') folder?.replace(CHECKPOINT_FILE, event.bytes);
    if (event.kind === 'episode' && episodesEvery > 0 && event.update % episodesEvery === 0)
      folder?.appendEpisode(episodeLine(event));
  });
  folder = plan.openFolder(trainer, executor);
  const isHalted = await stepToEnd(trainer, folder, isEnough);
  folder.replace(CHECKPOINT_FILE, await trainer.checkpoint());
  for (const [name, bytes] of Object.entries(await trainer.modelFiles())) folder.replace(name, bytes);
  folder.replace(RUN_FILE, describe(trainer, executor));
  const isFinished = trainer.stage === 'finished';
  trainer.dispose();
  return { isFinished, isHalted };
}

async function stepToEnd(trainer: Trainer, folder: RunFolder, isEnough: () => boolean): Promise<boolean> {
  const halt = new AbortController();
  const stop = (): void => halt.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    while (!halt.signal.aborted && (await trainer.step()) && !isEnough())
      await new Promise((resolve) => setTimeout(resolve, 0));
  } catch (cause) {
    const error = asTurnlabError(cause);
    throw new TurnlabError(error.code, error.message, `Go on with --resume ${folder.path}.`, { cause });
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  return halt.signal.aborted;
}

/** Own data lies beside the model, so that an evaluation finds it. */
function dataOf({ settings }: Trainer): Record<string, string> {
  const data = ownTextOf(settings.env);
  return data === undefined ? {} : { [DATA_FILE]: data };
}

/** run.json. */
const describe = (trainer: Trainer, executor: Executor): string =>
  `${JSON.stringify(
    {
      turnlab: manifest.version,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      backend: executor.label,
      parameters: trainer.parameterCount,
      seed: trainer.settings.seed,
      settings: trainer.settings,
      began: trainer.began,
      changes: trainer.changes,
      stage: trainer.stage,
      update: trainer.update,
      warmUpdates: trainer.warmUpdate,
    },
    null,
    2,
  )}\n`;
