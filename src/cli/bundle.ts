/** `turnlab bundle`: a run folder as one file that the page and `turnlab verify` open. Must not change the folder. */
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TurnlabError } from '../core/errors.ts';
import { presetOf, settingsFrom } from '../core/settings.ts';
import { makeBundle, writeBundle } from '../train/bundle/bundle.ts';
import { runName } from '../train/bundle/run-name.ts';
import { SHEET_FORMAT, SHEET_VERSION, sheetPartOf, type RunSheet } from '../train/bundle/run-sheet.ts';
import { sha256 } from '../core/sha256.ts';
import { nearestPreset, whatChanged } from '../train/bundle/what-changed.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { parseArguments, type Flag } from './flags.ts';
import { CHECKPOINT_FILE, EPISODES_FILE, METRICS_FILE, readFile, RUN_FILE } from './run-folder.ts';

export const BUNDLE_FLAGS: readonly Flag[] = [
  { name: 'run', value: 'DIR', help: 'Run folder that train wrote.' },
  { name: 'out', value: 'FILE', help: 'New zip file.' },
  { name: 'name', value: 'TEXT', help: 'What to call the run; default: two words drawn from its contents.' },
  { name: 'notes', value: 'TEXT', help: 'A remark to keep with it.' },
];

export async function bundle(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, BUNDLE_FLAGS);
  const run = flags.get('run');
  const out = flags.get('out');
  if (!run || !out)
    throw new TurnlabError(
      'bad-argument',
      'bundle needs --run DIR and --out FILE.',
      'Name a run folder and a new file.',
    );
  if (existsSync(out)) throw new TurnlabError('bad-argument', `--out ${out} exists already.`, 'Name a new file.');
  const checkpoint = readFile(join(run, CHECKPOINT_FILE));
  const sheet = sheetOf(run, checkpoint, { name: flags.get('name'), notes: flags.get('notes') });
  const { data } = readCheckpoint(checkpoint);
  const bytes = writeBundle(makeBundle(sheet, linesOf(join(run, METRICS_FILE)), episodesOf(run), checkpoint));
  const part = `${out}.${process.pid}.part`;
  try {
    writeFileSync(part, bytes);
    renameSync(part, out);
  } catch (cause) {
    throw new TurnlabError('bad-argument', `Cannot write to --out ${out}.`, 'Name a file you may write.', { cause });
  }
  process.stdout.write(
    `${out}: “${sheet.name}”, ${sheet.update} updates, ${Math.ceil(bytes.length / 1024)} kB${data === undefined ? '' : ', with its data'}\n`,
  );
  return 0;
}

function sheetOf(
  run: string,
  checkpoint: Uint8Array,
  { name, notes }: { name: string | undefined; notes: string | undefined },
): RunSheet {
  const { state } = readCheckpoint(checkpoint);
  const path = join(run, RUN_FILE);
  const { turnlab, backend } = madeBy(path);
  const id = `cli-${sha256(checkpoint).slice(0, 16)}`;
  const preset = nearestPreset(state.began);
  return {
    format: SHEET_FORMAT,
    version: SHEET_VERSION,
    turnlab,
    id,
    name: name?.trim() || runName(id),
    colour: 0,
    dash: 0,
    starred: false,
    notes: notes ?? '',
    created: statSync(path).mtime.toISOString(),
    backend,
    preset,
    against: presetOf(preset).title,
    changed: whatChanged(settingsFrom(preset), state.began),
    ...sheetPartOf(state),
  };
}

function madeBy(path: string): { turnlab: string; backend: string } {
  const bytes = readFile(path);
  try {
    const { turnlab, backend } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    return { turnlab: String(turnlab), backend: String(backend) };
  } catch (cause) {
    throw new TurnlabError('bad-file', `${path} is not a run description.`, '', { cause });
  }
}

const linesOf = (path: string): string[] => new TextDecoder().decode(readFile(path)).split('\n').filter(Boolean);

/** Some runs keep none. */
const episodesOf = (run: string): string[] =>
  existsSync(join(run, EPISODES_FILE)) ? linesOf(join(run, EPISODES_FILE)) : [];
