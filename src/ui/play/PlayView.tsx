/** Play it yourself: one task of any environment, played by a person or watched while chance, the expert or an agent plays. */
import { useEffect } from 'react';
import { tableOf } from '../../store/play/table.ts';
import { PanelBoundary } from '../PanelBoundary.tsx';
import panels from '../panels.module.css';
import { useSession } from '../session-context.ts';
import { ActionPad } from './ActionPad.tsx';
import { Board } from './Board.tsx';
import { OwnData } from './OwnData.tsx';
import { PlayAnnouncer } from './PlayAnnouncer.tsx';
import { listenForPlayKeys } from './play-keys.ts';
import styles from './PlayView.module.css';
import { TaskBar } from './TaskBar.tsx';
import { TurnLog } from './TurnLog.tsx';
import { TableContext, TASK_HEADING, usePlay } from './use-table.ts';
import { WatchBar } from './WatchBar.tsx';

export default function PlayView() {
  const table = tableOf(useSession());
  useEffect(() => {
    const stopListening = listenForPlayKeys(table);
    return () => {
      stopListening();
      table.rest();
    };
  }, [table]);
  return (
    <TableContext value={table}>
      <div className={`${panels.view} ${styles.view}`}>
        <section className={`${panels.panel} ${styles.panel} ${styles.bar}`} aria-label="Task and player">
          <TaskBar />
          <WatchBar />
        </section>
        <Table />
        <OwnData />
      </div>
      <PlayAnnouncer />
    </TableContext>
  );
}

function Table() {
  const episode = usePlay((state) => state.episode);
  const problem = usePlay((state) => state.problem);
  const about = usePlay((state) => state.playable.spec.about);
  return (
    <>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {episode && (
        <>
          <section className={`${panels.panel} ${styles.panel}`} aria-labelledby={TASK_HEADING}>
            <h2 id={TASK_HEADING} tabIndex={-1} className={styles.about}>
              {about}
            </h2>
            <PanelBoundary name="The task">
              <Board episode={episode} />
            </PanelBoundary>
          </section>
          <div className={styles.side}>
            <section className={`${panels.panel} ${styles.panel}`} aria-label="Actions">
              <ActionPad episode={episode} />
            </section>
            <section className={`${panels.panel} ${styles.panel}`} aria-label="Turns">
              <TurnLog episode={episode} />
            </section>
          </div>
        </>
      )}
    </>
  );
}
