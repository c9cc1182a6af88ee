/** What drawings of the three guessing games need, as plain JSON. `left`: candidates that fit after it. Types only. */
import type { Mark } from './words.ts';

export interface WordleScene {
  readonly kind: 'wordle';
  readonly length: number;
  /** Rows of the board, the given guess included. */
  readonly turns: number;
  readonly guesses: readonly { readonly word: string; readonly marks: readonly Mark[]; readonly left: number }[];
  /** Words in the list. */
  readonly listed: number;
  readonly hidden: string;
  readonly found: boolean;
}

export interface NumberScene {
  readonly kind: 'number';
  readonly low: number;
  readonly high: number;
  readonly turns: number;
  readonly guesses: readonly { readonly value: number; readonly answer: string; readonly left: number }[];
  readonly hidden: number;
  readonly found: boolean;
}

export interface QuestionsScene {
  readonly kind: 'questions';
  readonly turns: number;
  /** Everything said so far; `given` facts cost no turn. */
  readonly facts: readonly {
    readonly about: string;
    readonly isGuess: boolean;
    readonly answer: 'yes' | 'no';
    readonly given: boolean;
    readonly left: number;
  }[];
  /** Every thing it may be, and whether the facts still allow it. */
  readonly things: readonly { readonly name: string; readonly fits: boolean }[];
  readonly hidden: string;
  readonly found: boolean;
}
