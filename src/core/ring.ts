/**
 * A fixed-size table of numbers that forgets its oldest row: where curves live. Rows are pushed many times a second and
 * read once a frame, so nothing here allocates after construction. Must not know what the columns mean.
 */
export class Ring {
  readonly columns: number;
  readonly capacity: number;
  readonly #cells: Float64Array;
  #start = 0;
  #length = 0;

  /** `capacity` rows of `columns` numbers, 8 bytes each. */
  constructor(columns: number, capacity: number) {
    this.columns = columns;
    this.capacity = capacity;
    this.#cells = new Float64Array(columns * capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a row; the oldest goes when the table is full. Cells that `row` lacks become NaN. */
  push(row: ArrayLike<number>): void {
    if (this.#length === this.capacity) this.#start = (this.#start + 1) % this.capacity;
    else this.#length++;
    this.#write(this.#length - 1, row);
  }

  /** Overwrites the newest row; pushes when there is none. */
  replaceLast(row: ArrayLike<number>): void {
    if (this.#length === 0) this.push(row);
    else this.#write(this.#length - 1, row);
  }

  /** Row 0 is the oldest. NaN outside the table. */
  at(row: number, column: number): number {
    if (row < 0 || row >= this.#length || column < 0 || column >= this.columns) return Number.NaN;
    return this.#cells[((this.#start + row) % this.capacity) * this.columns + column] ?? Number.NaN;
  }

  /** Forgets the newest rows until `length` are left. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, Math.max(0, length));
  }

  clear(): void {
    this.#start = 0;
    this.#length = 0;
  }

  #write(row: number, values: ArrayLike<number>): void {
    const at = ((this.#start + row) % this.capacity) * this.columns;
    for (let c = 0; c < this.columns; c++) this.#cells[at + c] = values[c] ?? Number.NaN;
  }
}
