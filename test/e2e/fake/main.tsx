/** The page with the scripted worker, for screenshots by `vite` only; `window.fake` drives it. Never built. */
import { createRoot } from 'react-dom/client';
import { Session } from '../../../src/store/session.ts';
import { App } from '../../../src/ui/App.tsx';
import '../../../src/ui/base.css';
import { followLink } from '../../../src/ui/link.ts';
import { SessionContext } from '../../../src/ui/session-context.ts';
import { followTheme } from '../../../src/ui/theme.ts';
import '../../../src/ui/tokens.css';
import { fakeConnect } from '../../browser/fake-client.ts';

const { connect, clients } = fakeConnect();
const session = new Session(connect);
Object.assign(window, { fake: { session, clients } });
followTheme();
followLink(session);
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <SessionContext value={session}>
      <App />
    </SessionContext>,
  );
