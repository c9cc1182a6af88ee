/** Runs what may fail and tells the person in one sentence, beside where they asked for it. */
import { useCallback, useState } from 'react';
import { asTurnlabError } from '../../core/errors.ts';

export interface Task {
  /** What went wrong last, with the next step; "" when nothing did. */
  readonly problem: string;
  readonly isBusy: boolean;
  readonly run: (work: () => Promise<void>) => void;
}

export function useTask(): Task {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const run = useCallback((work: () => Promise<void>) => {
    setBusy(true);
    setProblem('');
    work()
      .catch((thrown: unknown) => {
        const { message, next } = asTurnlabError(thrown);
        setProblem([message, next].filter(Boolean).join(' '));
      })
      .finally(() => setBusy(false));
  }, []);
  return { problem, isBusy, run };
}
