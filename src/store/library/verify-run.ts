/** Checks that a kept run is what came out of its settings: trains it again in a worker of its own and compares. */
import { TurnlabError } from '../../core/errors.ts';
import { policyFiles, POLICY_FILE } from '../../train/bundle/policy-files.ts';
import { sha256 } from '../../core/sha256.ts';
import { readCheckpoint } from '../../train/checkpoint.ts';
import type { VERIFIER, VerifyEvent, VerifyRequest } from '../../worker/verifier.ts';
import type { Library } from './library.ts';
import { TRAINING } from './run-locks.ts';

export interface Verdict {
  readonly isSame: boolean;
  /** SHA-256 of the weights that are kept. */
  readonly digest: string;
  /** What the run was trained on, and what it was trained on again. */
  readonly trainedOn: string;
  readonly verifiedOn: string;
}

/** Rejects with TurnlabError when the run has no checkpoint, another run trains, or training fails; with the signal's reason
 * when it is stopped. */
export async function verifyRun(
  library: Library,
  id: string,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Verdict> {
  const { record, checkpoint } = await library.resumePoint(id);
  const kept = readCheckpoint(checkpoint);
  const { began, changes, stage, update, warmUpdate: warmUpdates, kernels } = kept.state;
  const letGo = await library.locks.hold(TRAINING);
  if (!letGo)
    throw new TurnlabError('bad-argument', 'Something is training, here or in another tab.', 'Pause it first.');
  try {
    const run = { began, changes, stage, update, warmUpdates, kernels, data: kept.data };
    const backend = record.backend.startsWith('CPU') ? 'cpu' : 'auto';
    const { digest, label } = await inWorker({ run, backend }, progress, signal);
    const expected = sha256(policyFiles(kept)[POLICY_FILE]!);
    return { isSame: digest === expected, digest: expected, trainedOn: record.backend, verifiedOn: label };
  } finally {
    letGo();
  }
}

type Done = Extract<VerifyEvent, { kind: 'done' }>;

function inWorker(request: VerifyRequest, progress: (share: number) => void, signal: AbortSignal): Promise<Done> {
  // The name is VERIFIER; it stands here as text because the bundler reads these options without running them.
  const worker = new Worker(new URL('../../worker/entry.ts', import.meta.url), {
    type: 'module',
    name: 'turnlab verifier' satisfies typeof VERIFIER,
  });
  return new Promise<Done>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    worker.onerror = ({ message }) =>
      reject(new TurnlabError('worker-crashed', `The worker stopped: ${message || 'it could not be loaded'}.`));
    worker.onmessage = ({ data }: MessageEvent<VerifyEvent>) => {
      if (data.kind === 'progress') progress(data.total > 0 ? data.done / data.total : 0);
      else if (data.kind === 'done') resolve(data);
      else reject(new TurnlabError(data.code, data.sentence, data.next));
    };
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
