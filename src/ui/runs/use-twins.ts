/** Where two runs part, read from the library; and the text of their tokens. */
import { useEffect, useState } from 'react';
import type { Twins } from '../../store/library/twins.ts';
import type { RunRecord } from '../../store/library/run-record.ts';
import { useShelf } from './use-shelf.ts';

export interface FoundTwins {
  /** Of which runs. */
  readonly of: string;
  readonly twins: Twins;
  readonly word: (id: number) => string;
}

/** Null while they are read, and for runs that are no twins. */
export function useTwins(left: RunRecord, right: RunRecord): FoundTwins | null {
  const { library } = useShelf();
  const [found, setFound] = useState<FoundTwins | null>(null);
  const of = `${left.id} ${left.update} ${right.id} ${right.update}`;
  const isTwin = left.began.seed === right.began.seed && left.began.env === right.began.env;
  useEffect(() => {
    if (!isTwin) return undefined;
    let isGone = false;
    const read = async (): Promise<void> => {
      const { twinsOf } = await import('../../store/library/twins.ts');
      const { Tokenizer } = await import('../../model/tokenizer.ts');
      const { readCheckpoint } = await import('../../train/checkpoint.ts');
      const { storage } = library;
      const checkpoint = await storage.checkpoint(left.id);
      const twins = twinsOf(await storage.episodes(left.id), await storage.episodes(right.id));
      if (isGone || !twins || !checkpoint) return;
      const tokenizer = Tokenizer.fromJson(readCheckpoint(checkpoint).tokenizer);
      setFound({ of, twins, word: (id) => tokenizer.label(id) });
    };
    // A run that was deleted meanwhile has no twin.
    read().catch(() => {});
    return () => {
      isGone = true;
    };
  }, [library, left.id, right.id, isTwin, of]);
  return isTwin && found?.of === of ? found : null;
}
