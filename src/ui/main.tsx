/** Starts the page: reads the link, makes the session, draws, and lets the built site work offline. */
import './usable-language.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectWorker } from '../store/client.ts';
import { oneAtATime } from '../store/library/one-at-a-time.ts';
import { hintOpenRun, wasRunOpen } from '../store/library/open-run-hint.ts';
import { webLocks } from '../store/library/run-locks.ts';
import { WaitingKeeper } from '../store/library/waiting-keeper.ts';
import { preferences } from '../store/preferences.ts';
import { Session } from '../store/session.ts';
import { App } from './App.tsx';
import './base.css';
import { followLink } from './link.ts';
import { SessionContext } from './session-context.ts';
import { followTheme } from './theme.ts';
import './tokens.css';

const session = new Session(
  oneAtATime(connectWorker, webLocks, () =>
    session.notify({
      id: 'other-tab',
      tone: 'warning',
      title: session.state.isStudying ? 'A study is training on this page.' : 'turnlab is training in another tab.',
      safe: 'Nothing was changed here.',
      next: `Pause it ${session.state.isStudying ? 'in Ablate' : 'there'}, then press Continue.`,
    }),
  ),
);
session.keeper = new WaitingKeeper();
followTheme();
followLink(session);

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <SessionContext value={session}>
        <App recording="recorded-run.json" />
      </SessionContext>
    </StrictMode>,
  );

let followed: (() => void) | undefined;
// What keeps and pauses runs is not needed to see the page: it comes with the first run, or at once when one was interrupted.
const keepRuns = async (): Promise<void> => {
  try {
    const { followVisibility } = await import('../store/hidden-tab.ts');
    followed ??= followVisibility(session, preferences, document);
    const { shelfOf } = await import('../store/library/shelf.ts');
    await shelfOf(session);
  } catch {
    // Offline before the first visit was complete: the page works and runs go with the tab.
    session.keeper = null;
  }
};
if (wasRunOpen()) addEventListener('load', () => void keepRuns());
session.store.subscribe(({ run }, before) => {
  if (run === before.run) return;
  hintOpenRun(run !== 'empty' && run !== 'finished');
  if (run !== 'empty') void keepRuns();
});

if (import.meta.env.PROD && 'serviceWorker' in navigator)
  addEventListener('load', () => {
    navigator.serviceWorker.register('./sw.js').catch(() => {
      // Without it the page still works; only not offline.
    });
  });
