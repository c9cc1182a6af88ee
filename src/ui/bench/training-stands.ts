/** Whether something trains in this tab, and when it no longer does. */
import type { Session } from '../../store/session.ts';
import type { LabState } from '../../store/state.ts';
import { isMoving } from '../actions/registry.ts';

export const isTraining = (state: LabState): boolean => isMoving(state) || state.isStudying;

/** Resolves with true when nothing trains, with false when waiting is called off. */
export function trainingStands({ store }: Session, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!signal.aborted && isTraining(store.getState())) return;
      unsubscribe();
      resolve(!signal.aborted);
    };
    const unsubscribe = store.subscribe(look);
    signal.addEventListener('abort', look);
    look();
  });
}
