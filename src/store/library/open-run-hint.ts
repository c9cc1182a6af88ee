/**
 * Remembers that a run was open, in the one place that can be asked before any other code has arrived: only then is the
 * library needed at once, to offer to go on. A hint; the library knows for sure.
 */
const KEY = 'turnlab.open-run';

export function hintOpenRun(isOpen: boolean): void {
  try {
    if (isOpen) globalThis.localStorage.setItem(KEY, 'yes');
    else globalThis.localStorage.removeItem(KEY);
  } catch {
    // Blocked storage keeps no runs either.
  }
}

export function wasRunOpen(): boolean {
  try {
    return globalThis.localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}
