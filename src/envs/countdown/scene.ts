/** What a drawing of a number puzzle needs, whichever way it is played, as plain JSON. Types only. */
export interface CountdownScene {
  readonly kind: 'countdown';
  readonly numbers: readonly number[];
  readonly target: number;
  /** What was tried or written. `result`: what it comes to (so far); null when it is no sum. */
  readonly lines: readonly { readonly text: string; readonly result: number | null }[];
  readonly tries: number;
  /** Tries used up, repeats included. */
  readonly spent: number;
  /** "=" was written: nothing can be added. */
  readonly closed: boolean;
}
