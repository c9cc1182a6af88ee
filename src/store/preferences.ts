/**
 * What the page remembers between visits: theme, shortcuts, announcements, what a hidden tab does. Storage may be blocked or full; then the page
 * works and forgets. Must not hold anything about a run.
 */
import { createStore } from 'zustand/vanilla';

export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  /** Single-key shortcuts can be switched off (WCAG 2.1.4). */
  readonly shortcuts: boolean;
  /** Spoken progress for screen readers. */
  readonly announcements: boolean;
  /** What training does while nobody can see the page. */
  readonly whenHidden: 'continue' | 'pause';
}

const KEY = 'turnlab.preferences';
const DEFAULTS: Preferences = { theme: 'system', shortcuts: true, announcements: true, whenHidden: 'continue' };

/** Anything that is not a known value falls back to its default. */
export function parsePreferences(text: string | null): Preferences {
  try {
    const found = JSON.parse(text ?? '{}') as Partial<Record<keyof Preferences, unknown>>;
    const { theme, shortcuts, announcements, whenHidden } = found;
    return {
      theme: theme === 'light' || theme === 'dark' ? theme : DEFAULTS.theme,
      shortcuts: shortcuts !== false,
      announcements: announcements !== false,
      whenHidden: whenHidden === 'pause' ? 'pause' : DEFAULTS.whenHidden,
    };
  } catch {
    return DEFAULTS;
  }
}

function stored(): string | null {
  try {
    return globalThis.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export const preferences = createStore<Preferences>(() => parsePreferences(stored()));

preferences.subscribe((state) => {
  try {
    globalThis.localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // Blocked storage only means that the choice is forgotten.
  }
});
