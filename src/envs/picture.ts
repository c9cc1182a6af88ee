/**
 * A sheet to draw a world on, patch by patch, for models that see: fills, 8 x 8 shapes and small letters in numbered colours.
 * Integers only, so that every machine draws the same bytes. Must not know any environment, nor a page.
 */
import { PATCH_SIDE, type Picture } from '../core/picture.ts';
import { GLYPHS } from './glyphs.ts';

/** Names of colours, each with its red, green and blue; a colour's number is its place. */
const COLOURS = {
  black: [16, 18, 24],
  white: [245, 246, 248],
  grey: [128, 134, 145],
  pale: [214, 219, 227],
  slate: [62, 70, 84],
  brown: [139, 90, 43],
  tan: [222, 184, 135],
  red: [200, 40, 48],
  orange: [240, 140, 30],
  yellow: [246, 211, 62],
  green: [38, 160, 90],
  teal: [24, 144, 152],
  ice: [196, 228, 246],
  blue: [36, 98, 196],
  navy: [18, 40, 92],
  purple: [126, 66, 168],
} as const;
export type Colour = keyof typeof COLOURS;

const NAMES = Object.keys(COLOURS);
const PALETTE = Uint8Array.from(Object.values(COLOURS).flat());
const numberOf = (colour: Colour): number => NAMES.indexOf(colour);

/** Eight rows of eight characters; a space leaves what is there. */
export type Shape = readonly string[];

/** Letters are three pixels wide and five high, four apart: two to a patch. */
const LETTER_STEP = 4;

export class Sheet {
  readonly #width: number;
  readonly #pixels: Uint8Array;

  /** In patches. */
  constructor(columns: number, rows: number, ground: Colour) {
    this.#width = columns * PATCH_SIDE;
    this.#pixels = new Uint8Array(this.#width * rows * PATCH_SIDE).fill(numberOf(ground));
  }

  /** A rectangle in pixels. */
  fill(x: number, y: number, width: number, height: number, colour: Colour): void {
    const ink = numberOf(colour);
    for (let row = y; row < y + height; row++) {
      const start = row * this.#width + x;
      this.#pixels.fill(ink, start, start + width);
    }
  }

  /** A shape in the patch at this column and row; `inks` says which colour each of its characters is. */
  stamp(column: number, row: number, shape: Shape, inks: Readonly<Record<string, Colour>>): void {
    this.#put(column * PATCH_SIDE, row * PATCH_SIDE, shape, (mark) => inks[mark]);
  }

  /** Lower-case letters and digits from this pixel on; what does not fit into `width` pixels is left out. */
  write(x: number, y: number, width: number, text: string, colour: Colour): void {
    const most = Math.floor((width + 1) / LETTER_STEP);
    for (const [i, letter] of text.slice(0, most).split('').entries())
      this.#put(x + i * LETTER_STEP, y, GLYPHS[letter] ?? [], (mark) => (mark === '#' ? colour : undefined));
  }

  picture(): Picture {
    const height = this.#pixels.length / this.#width;
    return { width: this.#width, height, palette: PALETTE, pixels: this.#pixels };
  }

  #put(x: number, y: number, rows: readonly string[], ink: (mark: string) => Colour | undefined): void {
    for (const [dy, marks] of rows.entries())
      for (let dx = 0; dx < marks.length; dx++) {
        const colour = ink(marks[dx]!);
        if (colour !== undefined) this.#pixels[(y + dy) * this.#width + x + dx] = numberOf(colour);
      }
  }
}
