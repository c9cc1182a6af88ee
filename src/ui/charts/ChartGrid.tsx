/** All charts, in an order that never changes, and what was moved and what went wrong while training. */
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useLab, useSession } from '../session-context.ts';
import { CHARTS } from './catalogue.ts';
import styles from './ChartGrid.module.css';
import { LiveChart } from './LiveChart.tsx';
import { SeedLegend } from './SeedLegend.tsx';

const MarkList = lazy(() => import('./MarkList.tsx'));

/** The curve that matters most at this stage: imitation until there is something to measure, then held-out success. */
export function MainChart() {
  const isImitating = useLab((state) => state.stage === 'warm-start' && state.heldOut === null);
  const spec = CHARTS.find(({ id }) => id === (isImitating ? 'imitation' : 'held-out'));
  return spec ? <LiveChart key={spec.id} spec={spec} large /> : null;
}

export function ChartGrid() {
  return (
    <>
      <SeedLegend isSeen />
      <div className={styles.grid}>
        {CHARTS.slice(1).map((spec) => (
          <LiveChart key={spec.id} spec={spec} />
        ))}
      </div>
      <RunNotes />
    </>
  );
}

/** Nothing while nothing was moved and nothing went wrong. */
function RunNotes() {
  const { history } = useSession();
  const hasMarks = useSyncExternalStore(
    (listener) => history.subscribe(listener),
    () => history.marks.length > 0,
  );
  return (
    hasMarks && (
      <Suspense>
        <MarkList />
      </Suspense>
    )
  );
}
