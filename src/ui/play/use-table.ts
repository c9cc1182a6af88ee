/** The table of the Play view, for components below it. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { PlaySession, PlayState } from '../../store/play/play-session.ts';

/** Id of the heading above the task. */
export const TASK_HEADING = 'play-task';

export const TableContext = createContext<PlaySession | null>(null);

export function useTable(): PlaySession {
  const table = useContext(TableContext);
  if (!table) throw new Error('A component was used outside TableContext.');
  return table;
}

export function usePlay<T>(select: (state: PlayState) => T): T {
  return useStore(useTable().store, select);
}
