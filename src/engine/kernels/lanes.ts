/**
 * One WGSL text, two variants: numbers one by one, or four at a time where every width divides by four.
 * A shader that wants both declares the lines of ONE and addresses memory in Blocks; it stays valid WGSL as it stands.
 * Must not know any kernel.
 */
import { ShapeError } from '../kernel.ts';

const ONE = `alias Block = f32;
const LANES: u32 = 1u;
`;
const FOUR = `alias Block = vec4f;
const LANES: u32 = 4u;
`;

/** Only shaders that sum along a row declare it. */
const TOTAL_ONE = 'fn total(b: Block) -> f32 { return b; }';
const TOTAL_FOUR = 'fn total(b: Block) -> f32 { return (b.x + b.y) + (b.z + b.w); }';

/** Only shaders that multiply two rows declare it; WGSL has a dot of vectors, not of numbers. */
const PRODUCT_ONE = 'fn product(a: Block, b: Block) -> f32 { return a * b; }';
const PRODUCT_FOUR = 'fn product(a: Block, b: Block) -> f32 { return dot(a, b); }';

/** Only shaders that look at single numbers declare these. */
const LANE_ONE = 'fn lane(b: Block, i: u32) -> f32 { return b; }';
const LANE_FOUR = 'fn lane(b: Block, i: u32) -> f32 { return b[i]; }';
const OFFSETS_ONE = 'const OFFSETS = Block(0.0);';
const OFFSETS_FOUR = 'const OFFSETS = Block(0.0, 1.0, 2.0, 3.0);';

/** 4 when every width divides by 4, otherwise 1. */
export function lanesFor(...widths: readonly number[]): 1 | 4 {
  return widths.every((width) => width % 4 === 0) ? 4 : 1;
}

/** `source` with its Block made `lanes` wide. Throws ShapeError when the source does not declare a Block. */
export function withLanes(source: string, lanes: 1 | 4): string {
  if (!source.includes(ONE)) throw new ShapeError('lanes', 'the shader does not declare Block and LANES');
  if (lanes === 1) return source;
  return source
    .replace(ONE, FOUR)
    .replace(TOTAL_ONE, TOTAL_FOUR)
    .replace(PRODUCT_ONE, PRODUCT_FOUR)
    .replace(LANE_ONE, LANE_FOUR)
    .replace(OFFSETS_ONE, OFFSETS_FOUR);
}
