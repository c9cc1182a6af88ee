/** The page: header, controls, the view that was chosen, foot. Each column of the lab is its own landmark and fails by itself. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ComponentType, type ReactNode } from 'react';
import styles from './App.module.css';
import { listenForKeys } from './actions/keyboard.ts';
import { SheetsContext } from './actions/sheets-context.ts';
import { ChartGrid, MainChart } from './charts/ChartGrid.tsx';
import { EpisodePanel } from './episode/EpisodePanel.tsx';
import { Header } from './header/Header.tsx';
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

const EmbedFoot = lazy(() => import('./share/EmbedFoot.tsx'));
const ShareSheet = lazy(() => import('./share/ShareSheet.tsx'));
const LessonDock = lazy(() => import('./lessons/LessonDock.tsx'));
const BenchSheet = lazy(() => import('./bench/BenchSheet.tsx'));
const HelpSheet = lazy(() => import('./actions/HelpSheet.tsx'));
const UncertaintyView = lazy(() => import('./uncertainty/UncertaintyView.tsx'));
const AblateView = lazy(() => import('./ablate/AblateView.tsx'));
const RunsView = lazy(() => import('./runs/RunsView.tsx'));
const PlayView = lazy(() => import('./play/PlayView.tsx'));
const OTHER_VIEWS = { uncertainty: UncertaintyView, ablate: AblateView, runs: RunsView, play: PlayView } as const;

/** `recording`: address of the run that is shown until the person does something; left out, there is none. */
export function App({ recording }: { recording?: string }) {
  const session = useSession();
  const view = useLab((state) => state.view);
  const isEmbedded = useLab((state) => state.guard.isEmbedded);
  const isInLesson = useLab((state) => state.lesson !== null);
  const [sheet, setSheet] = useState<'help' | 'share' | 'bench' | null>(null);
  const closeSheet = useCallback(() => setSheet(null), []);
  const sheets = useMemo(
    () => ({
      openHelp: () => setSheet('help'),
      openShare: () => setSheet('share'),
      openBench: () => setSheet('bench'),
    }),
    [],
  );
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
            {/* A study and a played task have controls of their own. */}
            {view !== 'ablate' && view !== 'play' && (
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
        {isEmbedded ? (
          <Suspense>
            <EmbedFoot />
          </Suspense>
        ) : (
          <StatusLine />
        )}
      </div>
      <Announcer />
      <Suspense>
        {sheet === 'help' && <HelpSheet onClose={closeSheet} />}
        {sheet === 'share' && <ShareSheet onClose={closeSheet} />}
        {sheet === 'bench' && <BenchSheet onClose={closeSheet} />}
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
  const suffix = isRecorded ? ' (recorded)' : '';
  return (
    <>
      <Panel id="result" heading={`How well it does${suffix}`} className={styles.result} name="The main curve">
        <MainChart />
      </Panel>
      <Panel id="episode" heading={`What it does${suffix}`} className={styles.episode} name="The episode">
        <EpisodePanel />
      </Panel>
      <Panel id="curves" heading={`How it learns${suffix}`} className={styles.charts} name="The curves">
        <ChartGrid />
      </Panel>
    </>
  );
}

interface PanelProps {
  readonly id: string;
  /** Heard, not seen: the panel shows what it is. */
  readonly heading: string;
  readonly className: string | undefined;
  /** For the message when it fails. */
  readonly name: string;
  readonly children: ReactNode;
}

function Panel({ id, heading, className, name, children }: PanelProps) {
  return (
    <section className={className} aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {heading}
      </h2>
      <PanelBoundary name={name}>{children}</PanelBoundary>
    </section>
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
