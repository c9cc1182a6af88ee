/** What a drawing of UnaryMath needs, as plain JSON. Types only. */
export interface UnaryScene {
  readonly kind: 'unary';
  /** A plain sentence. */
  readonly problem: string;
  /** Distinct, in order. */
  readonly answers: readonly number[];
  readonly tries: number;
  /** Answers given, repeats included. */
  readonly spent: number;
  /** The right one; the agent is never told. */
  readonly answer: number;
  readonly solved: boolean;
}
