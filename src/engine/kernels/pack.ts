/**
 * The unit a shader loads: four floats where a row's length allows it, one otherwise. A shader written with `Pack`,
 * `LANES`, `inner`, `sum` and `highest` works with either prefix. Must not know any shader.
 */
import pack1 from '../../../shaders/pack1.wgsl?raw';
import pack4 from '../../../shaders/pack4.wgsl?raw';

/** `source` behind the widest Pack that divides `rowLength`. */
export const withPack = (source: string, rowLength: number): string => (rowLength % 4 === 0 ? pack4 : pack1) + source;
