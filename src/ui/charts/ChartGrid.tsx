/** All charts, in an order that never changes, and the list of settings that were moved while training. */
import { useSyncExternalStore } from 'react';
import { useLab, useSession } from '../session-context.ts';
import { CHARTS } from './catalogue.ts';
import { AlertList } from '../notices/AlertList.tsx';
import styles from './ChartGrid.module.css';
import { LiveChart } from './LiveChart.tsx';

/** The curve that matters most at this stage: imitation until there is something to measure, then held-out success. */
export function MainChart() {
  const isImitating = useLab((state) => state.stage === 'warm-start' && state.heldOut === null);
  const spec = CHARTS.find(({ id }) => id === (isImitating ? 'imitation' : 'held-out'));
  return spec ? <LiveChart key={spec.id} spec={spec} large /> : null;
}

export function ChartGrid() {
  return (
    <>
      <div className={styles.grid}>
        {CHARTS.slice(1).map((spec) => (
          <LiveChart key={spec.id} spec={spec} />
        ))}
      </div>
      <AlertList />
      <Marks />
    </>
  );
}

function Marks() {
  const { history } = useSession();
  const marks = useSyncExternalStore(
    (listener) => history.subscribe(listener),
    () => history.marks,
  ).filter(({ isAlert }) => !isAlert);
  if (marks.length === 0) return null;
  return (
    <p className={styles.marks}>
      <b>Changed while training</b> (dashed vertical lines):{' '}
      {marks.map(({ update, label }) => `update ${update}: ${label}`).join(' · ')}
    </p>
  );
}
