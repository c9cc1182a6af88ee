/** `turnlab export`: the model of a run folder in the form of other programs. Must not change the folder. */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TurnlabError } from '../core/errors.ts';
import { onnxFile } from '../train/bundle/onnx-file.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { parseArguments, type Flag } from './flags.ts';
import { CHECKPOINT_FILE, readFile } from './run-folder.ts';

export const EXPORT_FLAGS: readonly Flag[] = [
  { name: 'run', value: 'DIR', help: 'Run folder that train wrote.' },
  { name: 'onnx', value: 'FILE', help: 'New file: the policy as an ONNX model that carries its tokenizer.' },
];

export async function exportRun(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, EXPORT_FLAGS);
  const run = flags.get('run');
  const out = flags.get('onnx');
  if (!run || !out)
    throw new TurnlabError(
      'bad-argument',
      'export needs --run DIR and --onnx FILE.',
      'Name a run folder and a new file.',
    );
  if (existsSync(out)) throw new TurnlabError('bad-argument', `--onnx ${out} exists already.`, 'Name a new file.');
  const checkpoint = readCheckpoint(readFile(join(run, CHECKPOINT_FILE)));
  const bytes = onnxFile(checkpoint);
  const part = `${out}.${process.pid}.part`;
  try {
    writeFileSync(part, bytes);
    renameSync(part, out);
  } catch (cause) {
    throw new TurnlabError('bad-argument', `Cannot write to --onnx ${out}.`, 'Name a file you may write.', { cause });
  }
  const { update } = checkpoint.state;
  process.stdout.write(`${out}: the policy after ${update} updates, ${Math.ceil(bytes.length / 1024)} kB\n`);
  return Promise.resolve(0);
}
