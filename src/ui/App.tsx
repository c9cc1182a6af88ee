/** The page: header, controls, the view that was chosen, foot. Each column of the lab is its own landmark and fails by itself. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import styles from './App.module.css';
import { HelpContext } from './actions/help-context.ts';
import { listenForKeys } from './actions/keyboard.ts';
import { ChartGrid, MainChart } from './charts/ChartGrid.tsx';
import { EpisodePanel } from './episode/EpisodePanel.tsx';
import { Header } from './header/Header.tsx';
import { Announcer } from './notices/Announcer.tsx';
import { Notices } from './notices/Notices.tsx';
import { PanelBoundary } from './PanelBoundary.tsx';
import { useLab, useSession } from './session-context.ts';
import { SettingsSection } from './settings/SettingsSection.tsx';
import { StatusLine } from './status/StatusLine.tsx';
import { Stages } from './transport/Stages.tsx';
import { Transport } from './transport/Transport.tsx';
import { usePageTitle } from './use-page-title.ts';

const HelpSheet = lazy(() => import('./actions/HelpSheet.tsx'));
const UncertaintyView = lazy(() => import('./uncertainty/UncertaintyView.tsx'));

export function App() {
  const session = useSession();
  const view = useLab((state) => state.view);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const openHelp = useCallback(() => setHelpOpen(true), []);
  const page = useMemo(() => ({ session, openHelp }), [session, openHelp]);
  useEffect(() => listenForKeys(page), [page]);
  usePageTitle();
  return (
    <HelpContext value={openHelp}>
      <div className={styles.page}>
        <Header />
        <main className={styles.main}>
          <div className={styles.top}>
            <Transport />
            <Stages />
            <Notices />
          </div>
          {view === 'lab' ? <LabColumns /> : <OtherView />}
        </main>
        <StatusLine />
      </div>
      <Announcer />
      {isHelpOpen && (
        <Suspense>
          <HelpSheet onClose={() => setHelpOpen(false)} />
        </Suspense>
      )}
    </HelpContext>
  );
}

function LabColumns() {
  return (
    <div className={styles.columns}>
      <SettingsSection className={styles.settings} />
      <section className={styles.result} aria-labelledby="result">
        <h2 id="result" className="visually-hidden">
          How well it does
        </h2>
        <PanelBoundary name="The main curve">
          <MainChart />
        </PanelBoundary>
      </section>
      <section className={styles.episode} aria-labelledby="episode">
        <h2 id="episode" className="visually-hidden">
          What it does
        </h2>
        <PanelBoundary name="The episode">
          <EpisodePanel />
        </PanelBoundary>
      </section>
      <section className={styles.charts} aria-labelledby="curves">
        <h2 id="curves" className="visually-hidden">
          How it learns
        </h2>
        <PanelBoundary name="The curves">
          <ChartGrid />
        </PanelBoundary>
      </section>
    </div>
  );
}

function OtherView() {
  return (
    <div className={styles.other}>
      <PanelBoundary name="The view">
        <Suspense>
          <UncertaintyView />
        </Suspense>
      </PanelBoundary>
    </div>
  );
}
