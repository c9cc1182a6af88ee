/** Puts the chosen theme on the page and tells canvases when colours change. */
import { preferences } from '../store/preferences.ts';

const listeners = new Set<() => void>();

/** Calls after the page's colours may have changed. Returns the way to stop. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function followTheme(): void {
  const apply = (): void => {
    const { theme } = preferences.getState();
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    for (const listener of listeners) listener();
  };
  apply();
  preferences.subscribe(apply);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}
