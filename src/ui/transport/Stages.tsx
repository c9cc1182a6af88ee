/** The three stages of a run and how far the present one is: what happens now, how much is done, how long it may take. */
import { lazy, Suspense } from 'react';
import type { LabState } from '../../store/state.ts';
import { useLab } from '../session-context.ts';
import styles from './Stages.module.css';

const ProgressLine = lazy(() => import('./ProgressLine.tsx'));

const STAGES = [
  { id: 'compiling', title: 'Prepare', about: 'Builds the model and its programs.' },
  { id: 'warm-start', title: 'Warm start', about: 'Imitates an expert until some attempts succeed.' },
  { id: 'training', title: 'Trial and error', about: 'Plays on its own and keeps what works.' },
] as const;

const ORDER: readonly LabState['stage'][] = ['none', 'compiling', 'warm-start', 'training'];

export function Stages() {
  const stage = useLab((state) => state.stage);
  const run = useLab((state) => state.run);
  const share = useLab(shareOf);
  const skipsWarmStart = useLab((state) => !(state.opened ?? state.draft).warmStart);
  return (
    <ol className={styles.stages} aria-label="Stages of the run">
      {STAGES.map(({ id, title, about }, i) => {
        const isNow = stage === id && run !== 'finished';
        const isDone = ORDER.indexOf(stage) > i + 1 || run === 'finished';
        const isSkipped = id === 'warm-start' && skipsWarmStart;
        const state = isSkipped ? 'skipped' : isNow ? 'now' : isDone ? 'done' : 'next';
        return (
          <li key={id} className={styles.stage} data-state={state} aria-current={isNow ? 'step' : undefined}>
            <span className={styles.number} aria-hidden="true">
              {isDone && !isSkipped ? '✓' : i + 1}
            </span>
            <div className={styles.words}>
              <p className={styles.title}>
                {title}
                {isSkipped && <small> (switched off)</small>}
                {isDone && !isSkipped && <span className="visually-hidden"> (done)</span>}
              </p>
              <p className={styles.about}>
                {isNow ? (
                  <Suspense fallback={about}>
                    <ProgressLine otherwise={about} />
                  </Suspense>
                ) : (
                  about
                )}
              </p>
            </div>
            {isNow && (
              <progress
                className={styles.bar}
                aria-label={`${title} progress`}
                max={1}
                {...(share === null ? {} : { value: share })}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Share of the present stage, 0..1; null when unknown. During training that is updates of all updates. */
function shareOf(state: LabState): number | null {
  if (state.stage === 'training') return (state.status?.update ?? 0) / Math.max(1, state.opened?.updates ?? 1);
  const { pace } = state;
  return pace && pace.stage === state.stage && pace.total > 0 ? Math.min(1, pace.done / pace.total) : null;
}
