/** The curves of some runs, read from the library and kept up to date while one of them trains. */
import { useEffect, useRef, useState } from 'react';
import { curvesOf, type RunCurves } from '../../store/library/curves.ts';
import type { RunRecord } from '../../store/library/run-record.ts';
import { useShelf } from './use-shelf.ts';

/** By run id; a run whose curves are still being read is missing. */
export type Curves = ReadonlyMap<string, RunCurves>;

export function useCurves(runs: readonly RunRecord[]): Curves {
  const { library } = useShelf();
  const known = useRef(new Map<string, { readonly revision: number; readonly curves: RunCurves }>());
  const [curves, setCurves] = useState<Curves>(new Map());
  const ids = runs.map(({ id }) => id).join(' ');
  useEffect(() => {
    let isGone = false;
    const readOne = async (id: string): Promise<RunCurves> => {
      const revision = library.store.getState().revisions[id] ?? 0;
      const before = known.current.get(id);
      if (before?.revision === revision) return before.curves;
      const read = curvesOf(await library.storage.lines(id), library.runOf(id).began);
      known.current.set(id, { revision, curves: read });
      return read;
    };
    const readAll = async (): Promise<void> => {
      const wanted = ids === '' ? [] : ids.split(' ');
      const found = await Promise.all(wanted.map(async (id) => [id, await readOne(id)] as const));
      if (!isGone) setCurves(new Map(found));
    };
    // A run that was deleted in another tab meanwhile is no longer ticked either.
    const follow = (): void => void readAll().catch(() => {});
    follow();
    const stop = library.store.subscribe((now, before) => now.revisions !== before.revisions && follow());
    return () => {
      isGone = true;
      stop();
    };
  }, [ids, library]);
  return curves;
}
