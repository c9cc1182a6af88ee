/** Asks the paused engine for one more turn of the episode under way, and notices when it has come. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Trajectory } from '../../rollout/trajectory.ts';
import { useLab, useSession } from '../session-context.ts';

export interface Asking {
  readonly isAsking: boolean;
  readonly ask: () => void;
}

/** `played`: the episode under way; `onTurn` is called while drawing, with its turns, once there is one more. */
export function useAsking(played: Trajectory | null, onTurn: (turns: Trajectory['turns']) => void): Asking {
  const session = useSession();
  const { live } = session;
  const run = useLab((state) => state.run);
  /** What was known when the engine was asked, and what came first. */
  const [asked, setAsked] = useState<{ readonly of: Trajectory | null; readonly came?: Trajectory } | null>(null);
  const wasRunning = useRef(false);

  const ask = useCallback(() => {
    wasRunning.current = false;
    setAsked({ of: live.trajectory });
    session.step('turn');
  }, [live, session]);

  if (asked && played && played !== asked.of) {
    if (run === 'paused') {
      setAsked(null);
      onTurn(played.turns);
    } else if (!asked.came) setAsked({ ...asked, came: played });
    // A second turn: somebody let training go on.
    else if (asked.came !== played) setAsked(null);
  }
  // No turn will come of a run that is over.
  if (asked && run !== 'paused' && run !== 'running') setAsked(null);
  useEffect(() => {
    if (run === 'running') wasRunning.current = true;
    if (run !== 'paused' || !asked || !wasRunning.current) return;
    // The episode on show was over; the others have taken their turn.
    wasRunning.current = false;
    session.step('turn');
  }, [run, asked, session]);

  return { isAsking: asked !== null, ask };
}
