/** Speaks every turn to screen readers. While turns come by themselves, at most one message per five seconds, and the end. */
import { useEffect, useState } from 'react';
import { QUIET_MS } from '../notices/Announcer.tsx';
import { usePreference } from '../session-context.ts';
import { spoken } from './turn-words.ts';
import { useTable } from './use-table.ts';

export function PlayAnnouncer() {
  const table = useTable();
  const isOn = usePreference('announcements');
  const [message, setMessage] = useState('');
  useEffect(() => {
    if (!isOn) return undefined;
    let spokenAt = -Infinity;
    return table.store.subscribe((now, before) => {
      if (now.problem !== before.problem && now.problem) setMessage(now.problem);
      if (!now.episode || now.episode === before.episode) return;
      const isQuiet = now.isPlaying && performance.now() - spokenAt < QUIET_MS;
      if (isQuiet && now.episode.end === null) return;
      spokenAt = performance.now();
      setMessage(spoken(now.episode));
    });
  }, [table, isOn]);
  return (
    <output className="visually-hidden" aria-live="polite">
      {message}
    </output>
  );
}
