/** The shapes of a GridPush task and of a moment in it, and the numbers of each level. No rules here. */

export interface Level {
  /** Cells per side, outer wall included. */
  readonly size: number;
  readonly boxes: 1 | 2;
  /** Shortest solution in moves, from and to. */
  readonly band: readonly [number, number];
  /** Cells that are not wall, from and to. */
  readonly open: readonly [number, number];
  /** Whether a task may be solved by pushes in one direction only. */
  readonly allowsStraight: boolean;
  readonly turnLimit: number;
}

export const LEVELS: readonly Level[] = [
  { size: 5, boxes: 1, band: [2, 5], open: [7, 9], allowsStraight: true, turnLimit: 15 },
  { size: 6, boxes: 1, band: [4, 8], open: [11, 16], allowsStraight: true, turnLimit: 15 },
  { size: 6, boxes: 1, band: [8, 12], open: [10, 15], allowsStraight: false, turnLimit: 20 },
  { size: 6, boxes: 2, band: [8, 20], open: [11, 16], allowsStraight: true, turnLimit: 30 },
];

/** The fixed part of a room: cells in row-major order. */
export interface Room {
  readonly size: number;
  readonly walls: readonly boolean[];
  /** Cells, ascending; as many as boxes. */
  readonly targets: readonly number[];
}

export interface PushState {
  readonly player: number;
  /** Cells, ascending: boxes are alike. */
  readonly boxes: readonly number[];
}

export interface PushTask {
  readonly room: Room;
  readonly start: PushState;
  /** Moves to the solution by state number (solver.ts); UNSOLVABLE where there is none. */
  readonly moves: Uint8Array;
  readonly symbols: Symbols;
}

/** What a cell can show. */
export type Sight = 'wall' | 'floor' | 'target' | 'box' | 'placed' | 'me' | 'meOnTarget';
/** The word of each. */
export type Symbols = Readonly<Record<Sight, string>>;

export interface Direction {
  readonly text: 'up' | 'down' | 'left' | 'right';
  readonly rows: -1 | 0 | 1;
  readonly columns: -1 | 0 | 1;
}

export const DIRECTIONS: readonly Direction[] = [
  { text: 'up', rows: -1, columns: 0 },
  { text: 'down', rows: 1, columns: 0 },
  { text: 'left', rows: 0, columns: -1 },
  { text: 'right', rows: 0, columns: 1 },
];

/** The cell next to it. Never called on the outer wall, so it is always inside. */
export const beside = (size: number, cell: number, { rows, columns }: Direction): number =>
  cell + rows * size + columns;

export const boxesHome = ({ targets }: Room, { boxes }: PushState): number =>
  boxes.filter((b) => targets.includes(b)).length;
