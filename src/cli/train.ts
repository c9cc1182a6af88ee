/**
 * `turnlab train`: the same trainer as the page's, without a page. Checks everything before it writes anything.
 * Must not know how training works.
 */
import { TurnlabError } from '../core/errors.ts';
import { PRESETS, settingOf, settingsFrom, type Settings } from '../core/settings.ts';
import { BACKEND_FLAG, openExecutor } from './backend.ts';
import {
  carryOut,
  checkpointAt,
  clonePlan,
  environmentIn,
  freshPlan,
  isFolderAt,
  replayPlan,
  resumePlan,
  type Emit,
  type Plan,
} from './carry-out.ts';
import { parseArguments, wholeNumberOf, type Flag } from './flags.ts';
import { DATA_FLAG, environmentOf } from './own-data.ts';
import { jsonLine, ProgressBar, sentenceOf } from './report.ts';
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
  {
    name: 'clone',
    value: 'DIR|FILE',
    help: 'A new run from the warm start of that one, which must have had the same task, model, warm start and seed.',
  },
  {
    name: 'keep-episodes',
    value: 'N',
    help: 'Keep one episode of every Nth update, token by token, in rollouts.jsonl. [0: none]',
  },
  { name: 'json', help: 'One JSON object a line on stdout.' },
  DATA_FLAG,
  BACKEND_FLAG,
  ...SETTING_FLAGS,
];

/** What a resumed run may be told anew; everything else stays as it was. */
const EXTENDABLE: readonly string[] = ['updates'];

type Flags = ReadonlyMap<string, string>;

export async function train(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, TRAIN_FLAGS);
  const plan = planOf(flags);
  const episodesEvery = wholeNumberOf('keep-episodes', flags.get('keep-episodes') ?? '0', 0, 1_000_000);
  const report = reporter(flags.has('json'));
  const executor = await openExecutor(flags);
  try {
    await carryOut(plan, executor, report, () => false, episodesEvery);
  } finally {
    report.close();
    executor.dispose();
  }
  return 0;
}

/** Throws before anything is written when a flag is wrong. */
function planOf(flags: Flags): Plan {
  const [origin, ...others] = ['resume', 'replay', 'clone'].filter((name) => flags.has(name));
  if (others.length > 0)
    throw new TurnlabError('bad-argument', `Either --${origin} or --${others[0]}, not both.`, 'Choose one.');
  const overrides = settingOverrides(flags);
  if ((origin === 'resume' || origin === 'replay') && flags.has('data'))
    throw new TurnlabError('bad-argument', `--${origin} goes on with the data of that run.`, 'Leave --data out.');
  if (origin === 'resume') return planToResume(flags, overrides as Partial<Settings>);
  if (origin === 'replay') {
    if (flags.has('preset') || Object.keys(overrides).length > 0)
      throw new TurnlabError('bad-argument', 'A replayed run keeps its settings.', 'Leave the other flags out.');
    return replayPlan(flags.get('replay')!, outOf(flags));
  }
  const clone = origin === 'clone' ? checkpointAt(flags.get('clone')!) : null;
  const env = environmentOf(flags, clone ? environmentIn(clone) : '');
  const settings = settingsFrom(flags.get('preset') ?? 'micro', { ...overrides, ...(env !== undefined && { env }) });
  return clone ? clonePlan(clone, settings, outOf(flags)) : freshPlan(settings, outOf(flags));
}

function planToResume(flags: Flags, changes: Partial<Settings>): Plan {
  const from = flags.get('resume')!;
  if (flags.has('preset')) throw new TurnlabError('bad-argument', '--preset cannot change a run that is resumed.');
  const fixed = Object.keys(changes).find((key) => !EXTENDABLE.includes(key) && !settingOf(key)!.live);
  if (fixed !== undefined)
    throw new TurnlabError('bad-argument', `--${settingOf(fixed)!.flag} cannot change a run that is resumed.`);
  return resumePlan(from, isFolderAt(from) && !flags.has('out') ? from : outOf(flags), changes);
}

function outOf(flags: Flags): string {
  const out = flags.get('out');
  if (!out) throw new TurnlabError('bad-argument', 'train needs --out DIR.', 'Name a new folder for the run.');
  return out;
}

/** JSON lines, or sentences with a progress bar beneath them. */
function reporter(json: boolean): Emit & { close(): void } {
  const bar = new ProgressBar(process.stderr);
  const report: Emit = (event) => {
    if (!json && event.kind === 'progress') bar.show(`${event.phase} ${event.note}`, event.done, event.total);
    const line = json ? jsonLine(event) : sentenceOf(event);
    if (line === null) return;
    bar.clear();
    process.stdout.write(`${line}\n`);
  };
  return Object.assign(report, { close: () => bar.clear() });
}
