/** One request to a worker that measures this device (worker/bench-host.ts). The worker lives as long as its request. */
import { TurnlabError } from '../../core/errors.ts';
import type { BENCH, BenchEvent, BenchRequest } from '../../worker/bench-protocol.ts';

/** What there is of a worker; tests give a scripted one in its place. */
export type BenchWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;
export type BenchNews = Exclude<BenchEvent, { kind: 'done' | 'failed' }>;

// The name is BENCH; it stands here as text because the bundler reads these options without running them.
export const startBenchWorker = (): BenchWorker =>
  new Worker(new URL('../../worker/entry.ts', import.meta.url), {
    type: 'module',
    name: 'turnlab bench' satisfies typeof BENCH,
  });

/** Resolves when all is measured. Rejects with TurnlabError; with the signal's reason, at once, when it is stopped. */
export function inBenchWorker(
  request: BenchRequest,
  hear: (news: BenchNews) => void,
  signal: AbortSignal,
  start: () => BenchWorker,
): Promise<void> {
  const worker = start();
  return new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    worker.onerror = ({ message }) =>
      reject(
        new TurnlabError('worker-crashed', `The measuring worker stopped: ${message || 'it could not be loaded'}.`),
      );
    worker.onmessage = ({ data }: MessageEvent<BenchEvent>) => {
      // What was on its way when it was stopped belongs to nobody.
      if (signal.aborted) return;
      if (data.kind === 'failed') return reject(new TurnlabError(data.code, data.sentence, data.next));
      if (data.kind !== 'done') hear(data);
      if (data.kind === 'done' || data.kind === 'surveyed') resolve();
    };
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
