/** Asks a question of the settings and answers it with error bars: put a study together, run it, read it. */
import { useState } from 'react';
import { PanelBoundary } from '../PanelBoundary.tsx';
import panels from '../panels.module.css';
import styles from './AblateView.module.css';
import { AskPanel } from './AskPanel.tsx';
import { ResultPanel } from './ResultPanel.tsx';
import { RunPanel } from './RunPanel.tsx';
import type { OpenedResult } from './opened-result.ts';
import { StudioContext, useOpenStudio, useStudy } from './use-studio.ts';

export default function AblateView() {
  return (
    <StudioContext value={useOpenStudio()}>
      <Studio />
    </StudioContext>
  );
}

function Studio() {
  const hasStudy = useStudy(({ kept }) => kept !== null);
  const [opened, setOpened] = useState<OpenedResult | null>(null);
  return (
    <div className={`${panels.view} ${styles.view}`}>
      <section className={panels.panel} aria-labelledby="ask">
        <h2 id="ask">What do you want to know?</h2>
        <PanelBoundary name="The question">
          <AskPanel onResult={setOpened} />
        </PanelBoundary>
      </section>
      <div className={styles.column}>
        {hasStudy ? (
          <section className={panels.panel} aria-labelledby="study">
            <PanelBoundary name="The study">
              <RunPanel />
            </PanelBoundary>
          </section>
        ) : (
          !opened && <Empty />
        )}
        {(hasStudy || opened) && (
          <section className={panels.panel} aria-labelledby="results">
            <PanelBoundary name="The results">
              <ResultPanel opened={opened} onClose={() => setOpened(null)} />
            </PanelBoundary>
          </section>
        )}
      </div>
    </div>
  );
}

function Empty() {
  return (
    <section className={panels.panel} aria-labelledby="empty">
      <h2 id="empty">One setting moved, everything else held still</h2>
      <p className={styles.muted}>
        A study trains the same agent many times: once for every value of a setting and every seed. What differs beyond
        the noise between seeds is the doing of that setting. Choose a question, see what it costs, and start it; it can
        be paused, and goes on after a reload.
      </p>
    </section>
  );
}
