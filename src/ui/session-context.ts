/** Gives components the one session of the page. Must not make it (main.tsx and tests do). */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { preferences, type Preferences } from '../store/preferences.ts';
import type { Session } from '../store/session.ts';
import type { LabState } from '../store/state.ts';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('A component was used outside SessionContext.');
  return session;
}

export function useLab<T>(select: (state: LabState) => T): T {
  return useStore(useSession().store, select);
}

export function usePreference<K extends keyof Preferences>(key: K): Preferences[K] {
  return useStore(preferences, (state) => state[key]);
}
