/**
 * A picture as environments draw it and models read it: a raster of 8 x 8 patches in numbered colours. Plain data, so that
 * it can be posted, kept and hashed. Must not know what is drawn.
 */

/** Pixels along a side of a patch. */
export const PATCH_SIDE = 8;
/** Patches along a side of a picture at most: models learn that many rows and columns. */
export const MOST_PATCHES = 8;

/** Stands in a prompt where a patch does; the patches of its picture follow row by row. Beyond every vocabulary, so that
 * embedding it gives zeros and it can never be sampled; not the engine's NONE, which is padding. */
export const PATCH = 0xfffffffe;

export interface Picture {
  /** In pixels; whole patches. */
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each colour, 0 to 255. */
  readonly palette: Uint8Array;
  /** [height, width]: a colour's number for each pixel, row by row from the top left. */
  readonly pixels: Uint8Array;
}

export const patchCount = ({ width, height }: Picture): number => (width / PATCH_SIDE) * (height / PATCH_SIDE);
