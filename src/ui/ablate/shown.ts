/** What all ways of showing a result need to know. */
import type { Figure } from './figures.ts';
import type { Axis, Row } from './rows.ts';

export interface Shown {
  readonly rows: readonly Row[];
  readonly axes: readonly Axis[];
  readonly figure: Figure;
  readonly base: Row;
  /** The condition whose runs are listed; "" = none. */
  readonly chosen: string;
  readonly onChoose: (condition: string) => void;
}
