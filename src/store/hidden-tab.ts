/**
 * Pauses training while the page is hidden, if the person chose that, and goes on when it is seen again: only what was paused
 * here. Must not know React; the document is given.
 */
import type { preferences } from './preferences.ts';
import type { Session } from './session.ts';

type Runs = Pick<Session, 'pause' | 'train'> & { readonly state: Pick<Session['state'], 'run'> };
type Page = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

/** Returns the way to stop following. */
export function followVisibility(session: Runs, chosen: typeof preferences, page: Page): () => void {
  let isOurs = false;
  const follow = (): void => {
    if (page.hidden) {
      if (chosen.getState().whenHidden !== 'pause' || session.state.run !== 'running') return;
      isOurs = true;
      session.pause();
      return;
    }
    if (!isOurs) return;
    isOurs = false;
    // Whoever reset or finished the run meanwhile does not want it back. The next seed may be preparing.
    if (['paused', 'running', 'preparing'].includes(session.state.run)) session.train();
  };
  page.addEventListener('visibilitychange', follow);
  return () => page.removeEventListener('visibilitychange', follow);
}
