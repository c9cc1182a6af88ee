/** Starts the page: reads the link, makes the session, draws, and lets the built site work offline. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectWorker } from '../store/client.ts';
import { followVisibility } from '../store/hidden-tab.ts';
import { oneAtATime } from '../store/library/one-at-a-time.ts';
import { webLocks } from '../store/library/run-locks.ts';
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
      title: 'turnlab is training in another tab.',
      safe: 'Nothing was changed here.',
      next: 'Pause it there, then press Continue.',
    }),
  ),
);
followTheme();
followVisibility(session, preferences, document);
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

// After the first paint: what is needed to keep runs is not needed to see the page.
addEventListener('load', () => {
  setTimeout(() => {
    import('../store/library/shelf.ts').then(
      ({ shelfOf }) => shelfOf(session),
      () => {
        // Offline before the first visit was complete: the page works and runs go with the tab.
      },
    );
  });
});

if (import.meta.env.PROD && 'serviceWorker' in navigator)
  addEventListener('load', () => {
    navigator.serviceWorker.register('./sw.js').catch(() => {
      // Without it the page still works; only not offline.
    });
  });
