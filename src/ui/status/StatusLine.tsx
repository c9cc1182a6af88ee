/** The honest line at the foot. Before the first run there is little to say; the rest arrives with it. */
import { lazy, Suspense } from 'react';
import { ActionButton } from '../actions/ActionButton.tsx';
import { useLab } from '../session-context.ts';
import styles from './StatusLine.module.css';

const RunStatus = lazy(() => import('./RunStatus.tsx'));

export function StatusLine() {
  const status = useLab((state) => state.status);
  return (
    <footer className={styles.line}>
      {status ? (
        <Suspense fallback={<Idle />}>
          <RunStatus status={status} />
        </Suspense>
      ) : (
        <Idle />
      )}
    </footer>
  );
}

function Idle() {
  const isStudying = useLab((state) => state.isStudying);
  return (
    <>
      <p>{'gpu' in navigator ? 'This browser has WebGPU.' : 'This browser has no WebGPU; training runs on the CPU.'}</p>
      <p>{isStudying ? 'A study is training.' : 'Nothing is running yet.'} Everything stays on this device.</p>
      <ActionButton id="bench" look="bare" className={styles.bench} />
    </>
  );
}
