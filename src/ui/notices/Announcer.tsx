/** Speaks progress to screen readers: one polite region, at most one message per five seconds, state changes at once. */
import { useEffect, useState } from 'react';
import { percent } from '../format.ts';
import { usePreference, useSession } from '../session-context.ts';
import type { LabState } from '../../store/state.ts';

export const QUIET_MS = 5000;

export function Announcer() {
  const session = useSession();
  const isOn = usePreference('announcements');
  const [message, setMessage] = useState('');

  useEffect(() => {
    if (!isOn) return undefined;
    let spokenAt = -Infinity;
    return session.store.subscribe((now, before) => {
      const change = stateMessage(now, before);
      const progress = now.heldOut === before.heldOut ? '' : heldOutMessage(now);
      const isQuiet = performance.now() - spokenAt < QUIET_MS;
      if (!change && (!progress || isQuiet)) return;
      spokenAt = performance.now();
      setMessage(change || progress);
    });
  }, [session, isOn]);

  return (
    <output className="visually-hidden" aria-live="polite">
      {message}
    </output>
  );
}

const SAID: Readonly<Record<LabState['run'], string>> = {
  empty: 'Run forgotten.',
  preparing: 'Preparing.',
  running: 'Training.',
  paused: 'Paused.',
  finished: 'Training finished.',
  // The banner is an alert and speaks for itself.
  failed: '',
};

/** "" when the state is the same. */
export function stateMessage(now: LabState, before: LabState): string {
  const { experiment } = now;
  if (experiment && before.experiment && before.experiment.at !== experiment.at)
    return [
      `Seed ${before.experiment.at + 1} of ${experiment.seeds} is done.`,
      heldOutMessage(before),
      `Seed ${experiment.at + 1} begins.`,
    ]
      .filter(Boolean)
      .join(' ');
  // A seed that follows by itself was announced with the end of the one before.
  const isFollowing = experiment !== null && experiment.at > 0 && now.stage === 'compiling';
  if (now.run === before.run || isFollowing) return '';
  const result = now.run === 'finished' || now.run === 'paused' ? heldOutMessage(now) : '';
  const isLast = now.run === 'finished' && experiment !== null && experiment.left.length === 0;
  return [SAID[now.run], isLast && `Seed ${experiment.at + 1} of ${experiment.seeds} is done.`, result]
    .filter(Boolean)
    .join(' ');
}

function heldOutMessage({ heldOut }: LabState): string {
  return heldOut ? `Update ${heldOut.update}: ${percent(heldOut.rate)} of held-out tasks solved.` : '';
}
