/**
 * One request to a worker that runs ONNX files (worker/onnx-host.ts), and what is asked of it about a kept run. The worker
 * lives as long as its request. Must not keep anything.
 */
import { TurnlabError } from '../../core/errors.ts';
import { episodeOf } from '../../train/bundle/episode-line.ts';
import type { ONNX, OnnxEvent, OnnxRequest } from '../../worker/onnx-protocol.ts';
import type { Library } from './library.ts';
import type { KeptEpisode } from './run-storage.ts';

export type OnnxAnswer = Extract<OnnxEvent, { kind: 'compared' | 'played' }>;
export type OnnxProgress = Omit<Extract<OnnxEvent, { kind: 'progress' }>, 'kind'>;

/** Turns of recorded episodes that a comparison looks at: enough for thousands of logits each, in about a second. */
const MOST_TURNS = 24;

/** Rejects with TurnlabError; with the signal's reason when it is stopped. */
export function inOnnxWorker(
  request: OnnxRequest,
  progress: (progress: OnnxProgress) => void,
  signal: AbortSignal,
): Promise<OnnxAnswer> {
  // The name is ONNX; it stands here as text because the bundler reads these options without running them.
  const worker = new Worker(new URL('../../worker/entry.ts', import.meta.url), {
    type: 'module',
    name: 'turnlab onnx' satisfies typeof ONNX,
  });
  return new Promise<OnnxAnswer>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    worker.onerror = ({ message }) =>
      reject(new TurnlabError('worker-crashed', `The ONNX worker stopped: ${message || 'it could not be loaded'}.`));
    worker.onmessage = ({ data }: MessageEvent<OnnxEvent>) => {
      if (data.kind === 'progress') progress(data);
      else if (data.kind === 'failed') reject(new TurnlabError(data.code, data.sentence, data.next));
      else resolve(data);
    };
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

/** The run's policy.onnx against our engine, on what its recorded episodes saw and said. */
export async function comparisonOf(library: Library, id: string): Promise<Extract<OnnxRequest, { kind: 'compare' }>> {
  const { checkpoint, episodes } = await library.resumePoint(id);
  return { kind: 'compare', checkpoint, sequences: sequencesOf(episodes) };
}

/** The run's policy.onnx. */
export async function onnxOf(library: Library, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const { checkpoint } = await library.resumePoint(id);
  const [{ onnxFile }, { readCheckpoint }] = await Promise.all([
    import('../../train/bundle/onnx-file.ts'),
    import('../../train/checkpoint.ts'),
  ]);
  return onnxFile(readCheckpoint(checkpoint));
}

/** Prompts with what was answered to them, no two alike, of the newest episodes. */
export function sequencesOf(episodes: readonly KeptEpisode[]): Uint32Array[] {
  const found = new Map<string, Uint32Array>();
  for (const { line } of episodes.toReversed()) {
    for (const { prompt, response } of episodeOf(line).trajectory.turns) {
      const ids = Uint32Array.from([...prompt, ...response.ids]);
      found.set(ids.join(' '), ids);
      if (found.size === MOST_TURNS) return [...found.values()];
    }
  }
  return [...found.values()];
}
