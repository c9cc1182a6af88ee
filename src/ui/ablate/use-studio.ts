/** The page's studies, for components below AblateView. */
import { createContext, use, useContext } from 'react';
import { useStore } from 'zustand';
import { studioOf } from '../../store/study/studio.ts';
import type { StudyRunner, StudyState } from '../../store/study/study-runner.ts';
import { useSession } from '../session-context.ts';

export const StudioContext = createContext<StudyRunner | null>(null);

/** Suspends until the browser's storage is open. */
export function useOpenStudio(): StudyRunner {
  return use(studioOf(useSession()));
}

export function useStudio(): StudyRunner {
  const runner = useContext(StudioContext);
  if (!runner) throw new Error('A component was used outside StudioContext.');
  return runner;
}

export function useStudy<T>(select: (state: StudyState) => T): T {
  return useStore(useStudio().store, select);
}
