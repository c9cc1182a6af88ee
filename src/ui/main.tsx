/** Starts the page: reads the link, makes the session, draws, and lets the built site work offline. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectWorker } from '../store/client.ts';
import { Session } from '../store/session.ts';
import { App } from './App.tsx';
import './base.css';
import { followLink } from './link.ts';
import { SessionContext } from './session-context.ts';
import { followTheme } from './theme.ts';
import './tokens.css';

const session = new Session(connectWorker);
followTheme();
followLink(session);

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <SessionContext value={session}>
        <App />
      </SessionContext>
    </StrictMode>,
  );

if (import.meta.env.PROD && 'serviceWorker' in navigator)
  addEventListener('load', () => {
    navigator.serviceWorker.register('./sw.js').catch(() => {
      // Without it the page still works; only not offline.
    });
  });
