/** A decoder's numbers as constants of an ONNX graph. Must not know what the graph does with them. */
import { ropeTable } from '../../engine/kernels/rope.ts';
import type { OnnxConstant } from './encode.ts';

export interface Matrix {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** [rows, columns] to [columns, rows]. */
function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** Looked up by row, or stored as [in, out] already. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(['embed', 'patch']);

/** By the names of layout.ts. Products as MatMul wants them, [in, out]; the embedding [V, D] and vectors as they are. */
export function weightConstants(weights: Iterable<readonly [string, Matrix]>): OnnxConstant[] {
  return Array.from(weights, ([name, { shape, data }]) => {
    const [rows = 0, columns = 0] = shape;
    const isProduct = shape.length === 2 && !AS_THEY_ARE.has(name);
    return {
      name,
      type: 'float',
      shape: isProduct ? [columns, rows] : shape,
      data: isProduct ? transposed(data, rows, columns) : data,
    };
  });
}

/** `cos` and `sin` of the angle of position t and pair i, each [T, Dh/2]. */
export function ropeConstants(T: number, Dh: number, theta: number): OnnxConstant[] {
  const half = Dh / 2;
  const table = ropeTable(T, Dh, theta);
  const part = (name: string, offset: number): OnnxConstant => ({
    name,
    type: 'float',
    shape: [T, half],
    data: Float32Array.from({ length: T * half }, (_, i) => table[Math.floor(i / half) * Dh + offset + (i % half)]!),
  });
  return [part('cos', 0), part('sin', half)];
}
