/** A button that has a run trained again, how far that is, and what came out. */
import { useEffect, useRef, useState } from 'react';
import type { RunRecord } from '../../store/library/run-record.ts';
import type { Verdict } from '../../store/library/verify-run.ts';
import { asTurnlabError } from '../../core/errors.ts';
import { Button } from '../Button.tsx';
import { percent } from '../format.ts';
import styles from './RunTools.module.css';
import { useShelf } from './use-shelf.ts';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly share: number }
  | { readonly kind: 'done'; readonly verdict: Verdict }
  | { readonly kind: 'failed'; readonly sentence: string };

export function Verify({ run }: { run: RunRecord }) {
  const { library } = useShelf();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const start = async (): Promise<void> => {
    const { signal } = (stop.current = new AbortController());
    setState({ kind: 'running', share: 0 });
    try {
      const { verifyRun } = await import('../../store/library/verify-run.ts');
      const verdict = await verifyRun(library, run.id, (share) => setState({ kind: 'running', share }), signal);
      setState({ kind: 'done', verdict });
    } catch (thrown) {
      const { message, next } = asTurnlabError(thrown);
      setState(signal.aborted ? { kind: 'idle' } : { kind: 'failed', sentence: `${message} ${next}` });
    }
  };
  if (state.kind === 'running')
    return (
      <div className={styles.verify}>
        <p>
          Training it again from seed {run.seed}: {percent(state.share)}
        </p>
        <progress value={state.share} aria-label={`Verifying ${run.name}`} />
        <Button look="small" onClick={() => stop.current?.abort()}>
          Stop
        </Button>
      </div>
    );
  return (
    <div className={styles.verify}>
      <Button
        look="small"
        icon="check"
        disabled={run.checkpointUpdate === null}
        title="Train it again from its seed, with the changes made on the way, and compare the weights byte by byte"
        onClick={() => void start()}
      >
        Verify
      </Button>
      <output className={styles.verdict} data-tone={toneOf(state)}>
        {textOf(state)}
      </output>
    </div>
  );
}

const toneOf = (state: State): string =>
  state.kind === 'failed' || (state.kind === 'done' && !state.verdict.isSame) ? 'bad' : 'good';

function textOf(state: State): string {
  if (state.kind === 'failed') return state.sentence;
  if (state.kind !== 'done') return '';
  const { isSame, digest, trainedOn, verifiedOn } = state.verdict;
  if (isSame)
    return `Verified: trained again, it has the same weights to the last bit (SHA-256 ${digest.slice(0, 12)}…).`;
  return trainedOn === verifiedOn
    ? 'Not verified: trained again, it has other weights. They or its settings were changed, or another version made it.'
    : `Not verified: it was trained on ${trainedOn}, this is ${verifiedOn}; only the same kind of device gives the same bytes.`;
}
