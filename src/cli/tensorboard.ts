/** `turnlab tensorboard`: the numbers of a run as an event file for TensorBoard. Must not change the run. */
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TurnlabError } from '../core/errors.ts';
import { eventFile, type EventFile } from '../train/bundle/tensorboard.ts';
import { isFolderAt } from './carry-out.ts';
import { parseArguments, type Flag } from './flags.ts';
import { METRICS_FILE, readFile, RUN_FILE } from './run-folder.ts';
import { bundleAt } from './verify.ts';

export const TENSORBOARD_FLAGS: readonly Flag[] = [
  { name: 'run', value: 'DIR|FILE', help: 'Run folder that train wrote, or a bundle.' },
  { name: 'out', value: 'DIR', help: 'Folder for the event file; TensorBoard names the run after it.' },
];

export async function tensorboard(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, TENSORBOARD_FLAGS);
  const run = flags.get('run');
  const out = flags.get('out');
  if (!run || !out)
    throw new TurnlabError('bad-argument', 'tensorboard needs --run and --out DIR.', 'Name a run and a folder.');
  const file = isFolderAt(run) ? ofFolder(run) : ofBundle(run);
  const path = join(out, file.name);
  try {
    mkdirSync(out, { recursive: true });
    requireNoOther(out);
    writeFileSync(`${path}.part`, file.bytes);
    renameSync(`${path}.part`, path);
  } catch (cause) {
    if (cause instanceof TurnlabError) throw cause;
    const next = 'Name a folder you may write to.';
    throw new TurnlabError('bad-argument', `Cannot write to --out ${out}.`, next, { cause });
  }
  process.stdout.write(`${path}: ${Math.ceil(file.bytes.length / 1024)} kB\n`);
  return Promise.resolve(0);
}

/** Counted from when the folder's description was written, as in bundles. */
function ofFolder(run: string): EventFile {
  const lines = new TextDecoder().decode(readFile(join(run, METRICS_FILE))).split('\n');
  const described = join(run, RUN_FILE);
  readFile(described);
  return eventFile(statSync(described).mtime.toISOString(), lines);
}

function ofBundle(path: string): EventFile {
  const { sheet, lines } = bundleAt(path);
  return eventFile(sheet.created, lines);
}

/** TensorBoard would draw two files of a folder as one run. */
function requireNoOther(out: string): void {
  if (readdirSync(out).some((name) => name.includes('tfevents')))
    throw new TurnlabError(
      'bad-argument',
      `--out ${out} holds an event file already.`,
      'Name a folder for this run alone.',
    );
}
