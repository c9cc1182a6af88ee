/** On demand: the prompt of the next turn as an agent gets it. Its words arrive when it is first opened. */
import { useEffect, useState } from 'react';
import type { Shown } from '../../store/play/played-episode.ts';
import type { SeenPrompt as Seen } from '../../store/play/prompt-text.ts';
import styles from './Board.module.css';
import { useSight } from './use-sight.ts';
import { useTable } from './use-table.ts';

/** More of a person's own words than anybody reads. */
const MOST_SHOWN = 4000;

export function SeenPrompt({ episode }: { episode: Shown }) {
  const table = useTable();
  const sight = useSight();
  const [isOpen, setOpen] = useState(false);
  const [seen, setSeen] = useState<{ readonly of: Shown; readonly prompt: Seen } | null>(null);
  useEffect(() => {
    const view = isOpen ? table.view(sight) : null;
    if (!view) return undefined;
    let isGone = false;
    const load = async (): Promise<void> => {
      const { seenPrompt } = await import('../../store/play/prompt-text.ts');
      if (!isGone) setSeen({ of: episode, prompt: seenPrompt(view) });
    };
    void load();
    return () => {
      isGone = true;
    };
  }, [table, sight, isOpen, episode]);
  return (
    <details className={styles.prompt} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>What an agent sees of this</summary>
      {seen?.of === episode ? (
        <>
          <p className={styles.note}>
            {seen.prompt.tokens} tokens, with the last {sight.history} turns (the memory window of the settings).
            {seen.prompt.left > 0 &&
              ` ${seen.prompt.left} more had no room: the oldest turns go first, then the last actions.`}
          </p>
          <pre className={styles.compact}>{seen.prompt.text.slice(0, MOST_SHOWN)}</pre>
        </>
      ) : (
        <p className={styles.note}>Writing it down …</p>
      )}
    </details>
  );
}
