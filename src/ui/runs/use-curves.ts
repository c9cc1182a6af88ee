/** The curves of some runs, read from the library and kept up to date while one of them trains. */
import { useEffect, useState } from 'react';
import { curvesOf, type RunCurves } from '../../store/library/curves.ts';
import type { RunRecord } from '../../store/library/run-record.ts';
import { useShelf } from './use-shelf.ts';

/** By run id; a run whose curves are still being read is missing. */
export type Curves = ReadonlyMap<string, RunCurves>;

export function useCurves(runs: readonly RunRecord[]): Curves {
  const { library } = useShelf();
  const [curves, setCurves] = useState<Curves>(new Map());
  const ids = runs.map(({ id }) => id).join(' ');
  useEffect(() => {
    let isGone = false;
    const read = async (): Promise<void> => {
      const wanted = ids === '' ? [] : ids.split(' ');
      const found = await Promise.all(
        wanted.map(async (id) => [id, curvesOf(await library.storage.lines(id), library.runOf(id).began)] as const),
      );
      if (!isGone) setCurves(new Map(found));
    };
    // A run that was deleted in another tab meanwhile is no longer ticked either.
    const readAgain = (): void => void read().catch(() => {});
    readAgain();
    const stop = library.store.subscribe((now, before) => now.version !== before.version && readAgain());
    return () => {
      isGone = true;
      stop();
    };
  }, [ids, library]);
  return curves;
}
