/**
 * Own data that this page can train on and play: settings name it by an id, which says what it is but does not hold it. Small,
 * because the page begins with it; must not read data (play/own-data.ts does).
 */
import { createStore } from 'zustand/vanilla';

export interface OwnData {
  /** Of its environment. */
  readonly id: string;
  /** "Own Wordle: 60 words of 4 letters". */
  readonly title: string;
  readonly text: string;
}

/** In the order in which it was brought. */
export const ownAtHand = createStore<readonly OwnData[]>(() => []);

export const ownOf = (id: string): OwnData | undefined => ownAtHand.getState().find((own) => own.id === id);
