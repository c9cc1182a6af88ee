/**
 * Rotary position embedding (Su et al. 2021) in the "rotate half" pairing of Hugging Face's Llama: entry i of a head is
 * paired with entry i + Dh/2 and turned by position · theta^(−2i/Dh). The inverse rotation is its gradient.
 * Must not compute an angle on the device: WGSL promises sin and cos to 2^-11 only.
 *
 * N packed tokens, T longest row, H query heads, Hk key/value heads, Dh head size, Q = (H + 2 Hk) Dh.
 */
import ropeSource from '../../../shaders/rope.wgsl?raw';
import { grid1d, positive, ShapeError, type Kernel } from '../kernel.ts';
import { lanesFor, withLanes } from './lanes.ts';

const WORKGROUP = 64;

type RopeShape = {
  readonly N: number;
  readonly T: number;
  readonly H: number;
  readonly Hk: number;
  readonly Dh: number;
  /** 1 turns forward, 0 turns back. */
  readonly SIGN: number;
};

/** Turns the queries and keys of qkv[N,Q] in place; values, and tokens with position >= T, are left alone. */
export const rope: Kernel<RopeShape> = {
  name: 'rope',
  args: [
    { name: 'position', dtype: 'u32', access: 'read' },
    { name: 'table', dtype: 'f32', access: 'read' },
    { name: 'qkv', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('rope', shape, 'N', 'T', 'H', 'Hk', 'Dh');
    const { N, T, H, Hk, Dh, SIGN } = shape;
    if (H % Hk !== 0) throw new ShapeError('rope', `Hk ${Hk} must divide H ${H}`);
    if (Dh % 2 !== 0) throw new ShapeError('rope', `Dh must be even, got ${Dh}`);
    if (SIGN !== 0 && SIGN !== 1) throw new ShapeError('rope', `SIGN must be 0 or 1, got ${SIGN}`);
    return [N, T * Dh, N * (H + 2 * Hk) * Dh];
  },
  wgsl: ({ Dh }) => withLanes(ropeSource, lanesFor(Dh / 2)),
  workgroups: ({ N, H, Hk, Dh }) => grid1d((N * (H + Hk) * Dh) / 2 / lanesFor(Dh / 2), WORKGROUP),
  run({ N, T, H, Hk, Dh, SIGN }, [position, table, qkv]) {
    const half = Dh / 2;
    const Q = (H + 2 * Hk) * Dh;
    for (let n = 0; n < N; n++) {
      const t = position![n]!;
      if (t >= T) continue;
      for (let h = 0; h < H + Hk; h++)
        for (let i = 0; i < half; i++) {
          const cos = table![t * Dh + i]!;
          const sin = SIGN === 1 ? table![t * Dh + half + i]! : -table![t * Dh + half + i]!;
          const at = n * Q + h * Dh + i;
          const a = qkv![at]!;
          const b = qkv![at + half]!;
          qkv![at] = a * cos - b * sin;
          qkv![at + half] = b * cos + a * sin;
        }
    }
  },
};

/** table[T,Dh] in f64: row t holds cos(t·w_i) for i < Dh/2, then sin(t·w_i), with w_i = theta^(−2i/Dh). */
export function ropeTable(T: number, Dh: number, theta: number): Float64Array {
  const half = Dh / 2;
  const table = new Float64Array(T * Dh);
  for (let t = 0; t < T; t++)
    for (let i = 0; i < half; i++) {
      const angle = t * theta ** ((-2 * i) / Dh);
      table[t * Dh + i] = Math.cos(angle);
      table[t * Dh + half + i] = Math.sin(angle);
    }
  return table;
}
