/**
 * Who may do what when turnlab is open in several tabs: one trains, and a run that is open in one is left alone by the
 * others. On Web Locks, which a browser frees when a tab ends however it ends. Must not know why a lock is wanted.
 */

export interface RunLocks {
  /** The way to let go, or null when another tab, or this one, holds that lock. */
  hold(name: string): Promise<(() => void) | null>;
}

/** One tab trains at a time: two would share the device and both be slow. */
export const TRAINING = 'turnlab training';
export const runLock = (id: string): string => `turnlab run ${id}`;

/** Locks that were let go and that the browser may still be taking back: one's own must not stand in one's way. */
const leaving = new Map<string, Promise<unknown>>();

export const webLocks: RunLocks = {
  async hold(name) {
    // Missing on pages without https.
    const { locks } = navigator as { locks?: LockManager };
    if (!locks) return () => {};
    await leaving.get(name);
    return new Promise((resolve, reject) => {
      const gone = locks.request(name, { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(null);
          return undefined;
        }
        // The lock is held until the promise given back here is settled.
        return new Promise<void>((end) => {
          resolve(() => {
            leaving.set(
              name,
              gone.catch(() => {}),
            );
            end();
          });
        });
      });
      gone.catch(reject);
    });
  },
};

/** Locks of one tab that has no others beside it: for tests. */
export function lonelyLocks(): RunLocks {
  const held = new Set<string>();
  return {
    hold(name) {
      if (held.has(name)) return Promise.resolve(null);
      held.add(name);
      return Promise.resolve(() => void held.delete(name));
    },
  };
}

export async function isFree(locks: RunLocks, name: string): Promise<boolean> {
  const letGo = await locks.hold(name);
  letGo?.();
  return letGo !== null;
}
