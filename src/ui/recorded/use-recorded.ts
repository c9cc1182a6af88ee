/**
 * Whether the page shows the recorded run: from the first paint on while nothing else was done, until the person trains or
 * moves anything that a run depends on.
 */
import { useCallback, useEffect, useState } from 'react';
import type { Settings } from '../../core/settings.ts';
import type { LabState } from '../../store/state.ts';
import { prefersStill } from '../episode/use-follow.ts';
import { useSession } from '../session-context.ts';
import type { Recorded } from './recorded-session.ts';

export interface Shown {
  /** Null while it is fetched. */
  readonly recorded: Recorded | null;
  readonly stop: () => void;
}

/** What the recording is of. Somebody who opened a link to another world did not come to see this one. */
export const isOfItsWorld = ({ env, level }: Settings): boolean => env === 'house' && level === 0;

const isIdle = ({ run, draft, lesson }: LabState): boolean => run === 'empty' && lesson === null && isOfItsWorld(draft);

const TOUCHED = ['run', 'draft', 'preset', 'backend', 'seeds', 'lesson'] as const;

/** Null when the page is the person's own. `address` undefined: there is no recording. */
export function useRecorded(address: string | undefined): Shown | null {
  const session = useSession();
  const [isOn, setOn] = useState(() => address !== undefined && isIdle(session.state));
  const [recorded, setRecorded] = useState<Recorded | null>(null);
  const stop = useCallback(() => setOn(false), []);

  useEffect(() => {
    if (!isOn || address === undefined) return undefined;
    let isGone = false;
    let mine: Recorded | null = null;
    const load = async (): Promise<void> => {
      const { playRecording } = await import('./recorded-session.ts');
      const found = await playRecording(address, prefersStill());
      if (isGone) found.session.dispose();
      else setRecorded((mine = found));
    };
    load().catch(stop);
    const unwatch = session.store.subscribe((now, before) => {
      if (TOUCHED.some((part) => now[part] !== before[part])) stop();
    });
    return () => {
      isGone = true;
      unwatch();
      mine?.session.dispose();
      setRecorded(null);
    };
  }, [isOn, address, session, stop]);

  return isOn ? { recorded, stop } : null;
}
