/** The page: header, controls, the view that was chosen, foot. Each column of the lab is its own landmark and fails by itself. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ComponentType } from 'react';
import styles from './App.module.css';
import { listenForKeys } from './actions/keyboard.ts';
import { SheetsContext } from './actions/sheets-context.ts';
import { ChartGrid, MainChart } from './charts/ChartGrid.tsx';
import { EpisodePanel } from './episode/EpisodePanel.tsx';
import { Header } from './header/Header.tsx';
import { EmbedFoot } from './share/EmbedFoot.tsx';
import { Announcer } from './notices/Announcer.tsx';
import { Notices } from './notices/Notices.tsx';
import { PanelBoundary } from './PanelBoundary.tsx';
import { RecordedBar } from './recorded/RecordedBar.tsx';
import type { Recorded } from './recorded/recorded-session.ts';
import { useRecorded } from './recorded/use-recorded.ts';
import { SessionContext, useLab, useSession } from './session-context.ts';
import { SettingsSection } from './settings/SettingsSection.tsx';
import { StatusLine } from './status/StatusLine.tsx';
import { Stages } from './transport/Stages.tsx';
import { Transport } from './transport/Transport.tsx';
import { usePageTitle } from './use-page-title.ts';

const ShareSheet = lazy(() => import('./share/ShareSheet.tsx'));
const LessonDock = lazy(() => import('./lessons/LessonDock.tsx'));
const HelpSheet = lazy(() => import('./actions/HelpSheet.tsx'));
const UncertaintyView = lazy(() => import('./uncertainty/UncertaintyView.tsx'));
const AblateView = lazy(() => import('./ablate/AblateView.tsx'));
const RunsView = lazy(() => import('./runs/RunsView.tsx'));
const OTHER_VIEWS = { uncertainty: UncertaintyView, ablate: AblateView, runs: RunsView } as const;

/** `recording`: address of the run that is shown until the person does something; left out, there is none. */
export function App({ recording }: { recording?: string }) {
  const session = useSession();
  const view = useLab((state) => state.view);
  const isEmbedded = useLab((state) => state.guard.isEmbedded);
  const isInLesson = useLab((state) => state.lesson !== null);
  const [sheet, setSheet] = useState<'help' | 'share' | null>(null);
  const closeSheet = useCallback(() => setSheet(null), []);
  const sheets = useMemo(() => ({ openHelp: () => setSheet('help'), openShare: () => setSheet('share') }), []);
  useEffect(() => listenForKeys({ session, ...sheets }), [session, sheets]);
  const recorded = useRecorded(recording);
  usePageTitle();
  return (
    <SheetsContext value={sheets}>
      <div className={styles.page} data-embedded={isEmbedded}>
        {!isEmbedded && <Header />}
        <main className={styles.main}>
          {isEmbedded && <h1 className="visually-hidden">turnlab</h1>}
          <div className={styles.top}>
            {/* A study has controls of its own. */}
            {view !== 'ablate' && (
              <>
                <Transport />
                {!isEmbedded && <Stages />}
                {recorded && view === 'lab' && <RecordedBar shown={recorded} />}
              </>
            )}
            <Notices />
          </div>
          {view === 'lab' ? (
            <LabColumns recorded={recorded?.recorded ?? null} />
          ) : (
            <OtherView key={view} shown={OTHER_VIEWS[view]} />
          )}
        </main>
        {isInLesson && (
          <Suspense>
            <LessonDock />
          </Suspense>
        )}
        {isEmbedded ? <EmbedFoot /> : <StatusLine />}
      </div>
      <Announcer />
      <Suspense>
        {sheet === 'help' && <HelpSheet onClose={closeSheet} />}
        {sheet === 'share' && <ShareSheet onClose={closeSheet} />}
      </Suspense>
    </SheetsContext>
  );
}

function LabColumns({ recorded }: { recorded: Recorded | null }) {
  const session = useSession();
  const isEmbedded = useLab((state) => state.guard.isEmbedded);
  return (
    <div className={styles.columns}>
      {!isEmbedded && <SettingsSection className={styles.settings} />}
      {/* Another key, so that nothing of one run is left in the panels of the other. */}
      <SessionContext key={recorded ? 'recorded' : 'own'} value={recorded?.session ?? session}>
        <Panels isRecorded={recorded !== null} />
      </SessionContext>
    </div>
  );
}

function Panels({ isRecorded }: { isRecorded: boolean }) {
  return (
    <>
      <section className={styles.result} aria-labelledby="result">
        <h2 id="result" className="visually-hidden">
          How well it does{isRecorded && ' (recorded)'}
        </h2>
        <PanelBoundary name="The main curve">
          <MainChart />
        </PanelBoundary>
      </section>
      <section className={styles.episode} aria-labelledby="episode">
        <h2 id="episode" className="visually-hidden">
          What it does{isRecorded && ' (recorded)'}
        </h2>
        <PanelBoundary name="The episode">
          <EpisodePanel />
        </PanelBoundary>
      </section>
      <section className={styles.charts} aria-labelledby="curves">
        <h2 id="curves" className="visually-hidden">
          How it learns{isRecorded && ' (recorded)'}
        </h2>
        <PanelBoundary name="The curves">
          <ChartGrid />
        </PanelBoundary>
      </section>
    </>
  );
}

function OtherView({ shown: Shown }: { shown: ComponentType }) {
  return (
    <div className={styles.other}>
      <PanelBoundary name="The view">
        <Suspense>
          <Shown />
        </Suspense>
      </PanelBoundary>
    </div>
  );
}
