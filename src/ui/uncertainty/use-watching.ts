/** Asks the worker for the turns of the episode on show while a person can see them: not on another view or a hidden tab. */
import { useEffect } from 'react';
import { useSession } from '../session-context.ts';

export function useWatching(): void {
  const session = useSession();
  useEffect(() => {
    const look = (): void => session.watch(!document.hidden);
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      session.watch(false);
    };
  }, [session]);
}
