/** What drawings of the smoke environments need, as plain JSON. Types only. */
export interface LakeScene {
  readonly kind: 'lake';
  /** Cells in row-major order, `size` per side. */
  readonly size: number;
  readonly cells: readonly ('ice' | 'hole' | 'goal')[];
  /** Index into cells. */
  readonly agent: number;
  readonly fallen: boolean;
}

export interface NumberLineScene {
  readonly kind: 'numberline';
  readonly low: number;
  readonly high: number;
  readonly position: number;
  readonly target: number;
}

export interface BanditScene {
  readonly kind: 'bandit';
  /** `pays`: mean payoff in hundredths. */
  readonly arms: readonly { readonly name: string; readonly pays: number }[];
  /** Name of the arm that was pulled. */
  readonly pulled: string | null;
}
