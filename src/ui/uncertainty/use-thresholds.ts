/** ε and η as they are being tried out: the run's own until a person moves them, and again once they are used. */
import { useCallback, useState } from 'react';
import { checkSetting } from '../../core/settings.ts';
import { useLab, useSession } from '../session-context.ts';

export type ThresholdKey = 'epsilon' | 'eta';

export interface Thresholds {
  readonly values: Readonly<Record<ThresholdKey, number>>;
  /** Tries a value; the run does not notice. Throws TurnlabError `bad-setting` and then changes nothing. */
  readonly move: (key: ThresholdKey, value: number) => void;
  /** Makes the tried value the run's own. */
  readonly use: (key: ThresholdKey) => void;
}

export function useThresholds(): Thresholds {
  const session = useSession();
  const epsilon = useLab((state) => state.draft.epsilon);
  const eta = useLab((state) => state.draft.eta);
  const [tried, setTried] = useState<Partial<Record<ThresholdKey, number>>>({});
  const values = { epsilon, eta, ...tried };
  const move = useCallback((key: ThresholdKey, value: number) => {
    const checked = Number(checkSetting(key, value));
    setTried((before) => ({ ...before, [key]: checked }));
  }, []);
  const use = (key: ThresholdKey): void => {
    session.setSetting(key, values[key]);
    setTried((before) => {
      const rest = { ...before };
      delete rest[key];
      return rest;
    });
  };
  return { values, move, use };
}
