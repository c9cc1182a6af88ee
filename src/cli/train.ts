/**
 * `turnlab train`: the same trainer as the page's, without a page. Checks everything before it writes anything.
 * Must not know how training works.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { asTurnlabError, TurnlabError } from '../core/errors.ts';
import { PRESETS, settingOf, settingsFrom, type Settings } from '../core/settings.ts';
import type { Executor } from '../engine/executor.ts';
import type { TrainEvent } from '../train/events.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { Trainer } from '../train/trainer.ts';
import { BACKEND_FLAG, openExecutor } from './backend.ts';
import { parseArguments, type Flag } from './flags.ts';
import { jsonLine, ProgressBar, sentenceOf } from './report.ts';
import { CHECKPOINT_FILE, METRICS_FILE, readFile, RUN_FILE, RunFolder } from './run-folder.ts';
import { SETTING_FLAGS, settingOverrides } from './settings-flags.ts';

export const TRAIN_FLAGS: readonly Flag[] = [
  { name: 'out', value: 'DIR', help: 'New folder for the run: model, checkpoint, settings, metrics.' },
  { name: 'preset', value: PRESETS.map((p) => p.id).join('|'), help: 'Starting point of the settings. [micro]' },
  { name: 'resume', value: 'DIR|FILE', help: 'Go on from a run folder or a checkpoint file.' },
  {
    name: 'replay',
    value: 'DIR|FILE',
    help: 'Train again from the seed of that run, with the settings it began with and the changes made on the way.',
  },
  { name: 'json', help: 'One JSON object a line on stdout.' },
  BACKEND_FLAG,
  ...SETTING_FLAGS,
];

/** What a resumed run may be told anew; everything else stays as it was. */
const EXTENDABLE: readonly string[] = ['updates'];

type Flags = ReadonlyMap<string, string>;
type Emit = (event: TrainEvent) => void;

export async function train(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, TRAIN_FLAGS);
  const report = reporter(flags.has('json'));
  let folder: RunFolder | null = null;
  const keep: Emit = (event) => {
    report(event);
    const line = jsonLine(event);
    if (line !== null) folder?.appendMetrics(line);
    if (event.kind === 'checkpoint') folder?.replace(CHECKPOINT_FILE, event.bytes);
  };
  const plan = flags.has('resume') ? resumePlan(flags) : flags.has('replay') ? replayPlan(flags) : freshPlan(flags);
  const executor = await openExecutor(flags);
  try {
    const trainer = await plan.start(executor, keep);
    folder = plan.openFolder(trainer, executor);
    await runToEnd(trainer, folder, executor);
    trainer.dispose();
  } finally {
    report.close();
    executor.dispose();
  }
  return 0;
}

interface Plan {
  start(executor: Executor, emit: Emit): Promise<Trainer>;
  openFolder(trainer: Trainer, executor: Executor): RunFolder;
}

/** Throws before anything is written when a flag is wrong. */
function freshPlan(flags: Flags): Plan {
  const settings = settingsFrom(flags.get('preset') ?? 'micro', settingOverrides(flags));
  Trainer.check(settings);
  const out = outOf(flags);
  RunFolder.requireFree(out);
  return {
    start: (executor, emit) => Trainer.create(settings, { executor, emit }),
    openFolder: (trainer, executor) =>
      RunFolder.create(out, { [RUN_FILE]: describe(trainer, executor), [METRICS_FILE]: '' }),
  };
}

const isFolderAt = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
const checkpointAt = (path: string): Uint8Array => readFile(isFolderAt(path) ? join(path, CHECKPOINT_FILE) : path);

function replayPlan(flags: Flags): Plan {
  const { began, changes: replay } = readCheckpoint(checkpointAt(flags.get('replay')!)).state;
  if (flags.has('preset') || Object.keys(settingOverrides(flags)).length > 0)
    throw new TurnlabError('bad-argument', 'A replayed run keeps its settings.', 'Leave the other flags out.');
  const out = outOf(flags);
  RunFolder.requireFree(out);
  return {
    start: (executor, emit) => Trainer.create(began, { executor, emit, replay }),
    openFolder: (trainer, executor) =>
      RunFolder.create(out, { [RUN_FILE]: describe(trainer, executor), [METRICS_FILE]: '' }),
  };
}

function resumePlan(flags: Flags): Plan {
  const from = flags.get('resume')!;
  const isFolder = isFolderAt(from);
  const bytes = checkpointAt(from);
  if (flags.has('replay')) throw new TurnlabError('bad-argument', 'Either --resume or --replay, not both.');
  if (flags.has('preset')) throw new TurnlabError('bad-argument', '--preset cannot change a run that is resumed.');
  const changes = settingOverrides(flags);
  const fixed = Object.keys(changes).find((key) => !EXTENDABLE.includes(key) && !settingOf(key)!.live);
  if (fixed !== undefined)
    throw new TurnlabError('bad-argument', `--${settingOf(fixed)!.flag} cannot change a run that is resumed.`);
  const stays = isFolder && (!flags.has('out') || flags.get('out') === from);
  const out = stays ? from : outOf(flags);
  if (!stays) RunFolder.requireFree(out);
  return {
    start: async (executor, emit) => {
      const trainer = await Trainer.resume(bytes, { executor, emit });
      const { updates, ...live } = changes as Partial<Settings>;
      trainer.set(live);
      if (updates !== undefined) trainer.extend(updates);
      return trainer;
    },
    openFolder: (trainer, executor) => {
      if (!stays) return RunFolder.create(out, { [RUN_FILE]: describe(trainer, executor), [METRICS_FILE]: '' });
      const folder = RunFolder.open(out);
      folder.trimMetrics(trainer);
      return folder;
    },
  };
}

function outOf(flags: Flags): string {
  const out = flags.get('out');
  if (!out) throw new TurnlabError('bad-argument', 'train needs --out DIR.', 'Name a new folder for the run.');
  return out;
}

/** Until done or Ctrl-C; either way the folder then holds the model and a checkpoint to go on from. */
async function runToEnd(trainer: Trainer, folder: RunFolder, executor: Executor): Promise<void> {
  const halt = new AbortController();
  const stop = (): void => halt.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  let problem: unknown;
  try {
    while (!halt.signal.aborted && (await trainer.step())) await new Promise((resolve) => setTimeout(resolve, 0));
  } catch (thrown) {
    problem = thrown;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  if (problem !== undefined) {
    const error = asTurnlabError(problem);
    throw new TurnlabError(error.code, error.message, `Go on with --resume ${folder.path}.`, { cause: problem });
  }
  folder.replace(CHECKPOINT_FILE, await trainer.checkpoint());
  for (const [name, bytes] of Object.entries(await trainer.modelFiles())) folder.replace(name, bytes);
  folder.replace(RUN_FILE, describe(trainer, executor));
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

/** JSON lines, or sentences with a progress bar beneath them. */
function reporter(json: boolean): Emit & { close(): void } {
  const bar = new ProgressBar(process.stderr);
  const report = (event: TrainEvent): void => {
    if (!json && event.kind === 'progress') bar.show(`${event.phase} ${event.note}`, event.done, event.total);
    const line = json ? jsonLine(event) : sentenceOf(event);
    if (line === null) return;
    bar.clear();
    process.stdout.write(`${line}\n`);
  };
  return Object.assign(report, { close: () => bar.clear() });
}
