/** The run library, for components below RunsView. */
import { createContext, use, useContext } from 'react';
import { useStore } from 'zustand';
import type { LibraryState } from '../../store/library/library.ts';
import { shelfOf, type Shelf } from '../../store/library/shelf.ts';
import { useSession } from '../session-context.ts';

export const ShelfContext = createContext<Shelf | null>(null);

/** Suspends until the browser's storage is open. */
export function useOpenShelf(): Shelf {
  return use(shelfOf(useSession()));
}

export function useShelf(): Shelf {
  const shelf = useContext(ShelfContext);
  if (!shelf) throw new Error('A component was used outside ShelfContext.');
  return shelf;
}

export function useLibrary<T>(select: (state: LibraryState) => T): T {
  return useStore(useShelf().library.store, select);
}
