/** One job for the ONNX worker: how far it is, what came out, and a way to stop it. Ends with the component. */
import { useEffect, useRef, useState } from 'react';
import { asTurnlabError } from '../../core/errors.ts';
import { inOnnxWorker, type OnnxAnswer, type OnnxProgress } from '../../store/library/onnx-job.ts';
import type { OnnxRequest } from '../../worker/onnx-protocol.ts';

export type JobState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: OnnxProgress }
  | { readonly kind: 'done'; readonly answer: OnnxAnswer }
  | { readonly kind: 'failed'; readonly sentence: string };

export interface OnnxJob {
  readonly state: JobState;
  readonly start: (make: () => Promise<OnnxRequest>) => void;
  readonly stop: () => void;
}

export function useOnnxJob(): OnnxJob {
  const [state, setState] = useState<JobState>({ kind: 'idle' });
  const control = useRef<AbortController | null>(null);
  useEffect(() => () => control.current?.abort(), []);
  const start = (make: () => Promise<OnnxRequest>): void => {
    const { signal } = (control.current = new AbortController());
    const show = (now: JobState): void => {
      if (!signal.aborted) setState(now);
    };
    const work = async (): Promise<void> => {
      try {
        const request = await make();
        signal.throwIfAborted();
        show({
          kind: 'done',
          answer: await inOnnxWorker(request, (progress) => show({ kind: 'running', progress }), signal),
        });
      } catch (thrown) {
        const { message, next } = asTurnlabError(thrown);
        show({ kind: 'failed', sentence: [message, next].filter(Boolean).join(' ') });
      }
    };
    show({ kind: 'running', progress: { done: 0, total: 0, note: 'reading' } });
    void work();
  };
  const stop = (): void => {
    control.current?.abort();
    setState({ kind: 'idle' });
  };
  return { state, start, stop };
}
