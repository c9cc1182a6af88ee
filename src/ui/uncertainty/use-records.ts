/** The recorded turns of the run, followed at a pace that leaves the page free: judging them anew costs a frame or two. */
import { useEffect, useState } from 'react';
import type { TurnRecords } from '../../rollout/turn-records.ts';
import { useSession } from '../session-context.ts';

const PACE_MS = 1000;

export function useRecords(): TurnRecords | null {
  const { turns } = useSession();
  const [records, setRecords] = useState(turns.records);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      timer = undefined;
      setRecords(turns.records);
    };
    look();
    const stop = turns.subscribe(() => {
      timer ??= setTimeout(look, PACE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [turns]);
  return records;
}
