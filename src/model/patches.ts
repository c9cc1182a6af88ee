/**
 * Pictures as numbers for the decoder, on the host: where their patches stand in a prompt and what describes a patch.
 * How they are embedded is patch-embedding.ts. Must not know what a picture shows.
 *
 * C = FEATURES.
 */
import { MOST_PATCHES, PATCH, PATCH_SIDE, patchCount, type Picture } from '../core/picture.ts';
import type { ModelConfig } from './config.ts';

/** Red, green and blue of every pixel. */
const PIXELS = PATCH_SIDE * PATCH_SIDE * 3;
/** C: numbers that describe a patch. */
export const FEATURES = PIXELS + 2 * MOST_PATCHES;
/** Names and rows of the parts of the [C, D] matrix. */
export const PATCH_PARTS: readonly (readonly [name: string, rows: number])[] = [
  ['pixels', PIXELS],
  ['rows', MOST_PATCHES],
  ['columns', MOST_PATCHES],
];

/** A prompt's tokens, and the picture whose patches stand at its PATCH places. */
export interface Seen {
  readonly ids: Uint32Array;
  readonly picture?: Picture | undefined;
}

/** What is wrong with this picture at these places for this model, or undefined. */
export function pictureProblem(
  { pictures }: Pick<ModelConfig, 'pictures'>,
  { ids, picture }: Seen,
): string | undefined {
  let places = 0;
  for (const id of ids) if (id === PATCH) places++;
  if (!picture) return places > 0 ? `has ${places} places for patches and no picture` : undefined;
  if (!pictures) return 'holds a picture, and this model reads text only';
  const { width, height, palette, pixels } = picture;
  const isWhole = [width, height].every((side) => side % PATCH_SIDE === 0 && side >= PATCH_SIDE);
  if (!isWhole || Math.max(width, height) > PATCH_SIDE * MOST_PATCHES)
    return `holds a picture of ${width} x ${height}; both sides must be multiples of ${PATCH_SIDE} up to ${PATCH_SIDE * MOST_PATCHES}`;
  if (pixels.length !== width * height || pixels.some((colour) => 3 * colour + 2 >= palette.length))
    return 'holds a picture whose pixels do not fit its size and palette';
  const patches = patchCount(picture);
  return places === patches ? undefined : `has ${places} places for the ${patches} patches of its picture`;
}

/**
 * Features [patches, C] of a picture, from entry `at` of `out`. Colours run from -1 to 1 and are divided by the root of
 * their number: a patch is a vector of length at most one, as a token's one-hot vector is, so that fresh weights and
 * optimiser steps mean about the same to both.
 */
export function writeFeatures({ width, height, palette, pixels }: Picture, out: Float32Array, at: number): void {
  const scale = 1 / Math.sqrt(PIXELS);
  const value = Float32Array.from(palette, (byte) => (byte / 127.5 - 1) * scale);
  let next = at;
  for (let row = 0; row < height / PATCH_SIDE; row++)
    for (let column = 0; column < width / PATCH_SIDE; column++) {
      for (let y = 0; y < PATCH_SIDE; y++)
        for (let x = 0; x < PATCH_SIDE; x++) {
          const colour = 3 * pixels[(row * PATCH_SIDE + y) * width + column * PATCH_SIDE + x]!;
          for (let c = 0; c < 3; c++) out[next++] = value[colour + c]!;
        }
      out[next + row] = 1;
      out[next + MOST_PATCHES + column] = 1;
      next += 2 * MOST_PATCHES;
    }
}

const asText = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/** Equal text <=> equal pictures. */
export const pictureKey = ({ width, height, palette, pixels }: Picture): string =>
  `${width} ${height} ${asText(palette)} ${asText(pixels)}`;
