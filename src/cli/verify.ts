/**
 * `turnlab verify`: trains a bundle's run again from its seed, with the changes made on the way, and compares the weights.
 * Must not write anything.
 */
import { statSync } from 'node:fs';
import { TurnlabError } from '../core/errors.ts';
import { MOST_BYTES, readBundle, type Bundle } from '../train/bundle/bundle.ts';
import { policyFiles, POLICY_FILE } from '../train/bundle/policy-files.ts';
import { sha256 } from '../core/sha256.ts';
import { trainAgain } from '../train/bundle/train-again.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { BACKEND_FLAG, openExecutor } from './backend.ts';
import { parseArguments, type Flag } from './flags.ts';
import { ProgressBar } from './report.ts';
import { readFile } from './run-folder.ts';

export const VERIFY_FLAGS: readonly Flag[] = [
  { name: 'bundle', value: 'FILE', help: 'Bundle that the page or `turnlab bundle` wrote.' },
  { name: 'json', help: 'One JSON object on stdout.' },
  { ...BACKEND_FLAG, help: 'Where to train again. [what the run was trained on, as far as it can be had]' },
];

export async function verify(argv: readonly string[]): Promise<number> {
  const { flags } = parseArguments(argv, VERIFY_FLAGS);
  const path = flags.get('bundle');
  if (!path) throw new TurnlabError('bad-argument', 'verify needs --bundle FILE.', 'Name a bundle.');
  const { sheet, checkpoint } = bundleAt(path);
  const isCpu = sheet.backend.startsWith('CPU');
  const wanted = flags.has('backend') ? flags : new Map([...flags, ['backend', isCpu ? 'cpu' : 'auto']]);
  const executor = await openExecutor(wanted);
  const bar = new ProgressBar(process.stderr);
  try {
    const show = (done: number, total: number): void => bar.show('training again', done, total);
    const original = readCheckpoint(checkpoint);
    const again = sha256(
      await trainAgain({ ...sheet, kernels: original.state.kernels, data: original.data }, executor, show),
    );
    bar.clear();
    const kept = sha256(policyFiles(original)[POLICY_FILE]!);
    const isSame = again === kept;
    const { name, update, warmUpdates, seed } = sheet;
    const words = isSame
      ? `“${name}” is what it says: trained again from seed ${seed}, ${warmUpdates} cloning updates and ${update} updates give the same weights (sha256 ${kept}).`
      : `“${name}” is NOT what came out when it was trained again from seed ${seed}: sha256 ${again} instead of ${kept}. ${reason(sheet.backend, executor.label)}`;
    const facts = { kind: 'verify', name, verified: isSame, kept, again, backend: sheet.backend, here: executor.label };
    process.stdout.write(flags.has('json') ? `${JSON.stringify(facts)}\n` : `${words}\n`);
    return isSame ? 0 : 1;
  } finally {
    bar.clear();
    executor.dispose();
  }
}

const reason = (then: string, now: string): string =>
  then === now
    ? 'Both ran on the same kind of device, so its weights or its settings were changed, or another version of turnlab made it.'
    : `It was trained on ${then}, this is ${now}: only the same kind of device gives the same bytes.`;

/** Throws TurnlabError `bad-file` as readBundle does, and on a huge file before reading it. */
export function bundleAt(path: string): Bundle {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MOST_BYTES) throw new TurnlabError('bad-file', `${path} is larger than any bundle of a run.`);
  return readBundle(readFile(path));
}
