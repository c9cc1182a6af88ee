/**
 * SwiGLU (Shazeer 2020): h = silu(gate) · up, with silu(a) = a σ(a), and its gradient.
 *   dgate = dh · up · σ(a) (1 + a (1 − σ(a))),  dup = dh · silu(a)
 * Must not contain the matmuls around it.
 *
 * N packed tokens, F MLP width; a row of gateUp is [gate: F | up: F].
 */
import swigluSource from '../../../shaders/swiglu.wgsl?raw';
import swigluBackwardSource from '../../../shaders/swiglu_backward.wgsl?raw';
import { grid1d, positive, type Kernel } from '../kernel.ts';
import { lanesFor, withLanes } from './lanes.ts';

const WORKGROUP = 64;

type MlpShape = { readonly N: number; readonly F: number };

const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));

/** h[N,F] = silu(gate) · up. */
export const swiglu: Kernel<MlpShape> = {
  name: 'swiglu',
  args: [
    { name: 'gateUp', dtype: 'f32', access: 'read' },
    { name: 'h', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('swiglu', shape, 'N', 'F');
    return [shape.N * 2 * shape.F, shape.N * shape.F];
  },
  wgsl: ({ F }) => withLanes(swigluSource, lanesFor(F)),
  workgroups: ({ N, F }) => grid1d((N * F) / lanesFor(F), WORKGROUP),
  run({ N, F }, [gateUp, h]) {
    for (let n = 0; n < N; n++)
      for (let f = 0; f < F; f++) {
        const gate = gateUp![n * 2 * F + f]!;
        h![n * F + f] = gate * sigmoid(gate) * gateUp![n * 2 * F + F + f]!;
      }
  },
};

/** dgateUp[N,2F] = gradient of swiglu with respect to gateUp. */
export const swigluBackward: Kernel<MlpShape> = {
  name: 'swigluBackward',
  args: [
    { name: 'gateUp', dtype: 'f32', access: 'read' },
    { name: 'dh', dtype: 'f32', access: 'read' },
    { name: 'dgateUp', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('swigluBackward', shape, 'N', 'F');
    const length = shape.N * shape.F;
    return [2 * length, length, 2 * length];
  },
  wgsl: ({ F }) => withLanes(swigluBackwardSource, lanesFor(F)),
  workgroups: ({ N, F }) => grid1d((N * F) / lanesFor(F), WORKGROUP),
  run({ N, F }, [gateUp, dh, dgateUp]) {
    for (let n = 0; n < N; n++)
      for (let f = 0; f < F; f++) {
        const at = n * 2 * F + f;
        const gate = gateUp![at]!;
        const s = sigmoid(gate);
        const d = dh![n * F + f]!;
        dgateUp![at] = d * gateUp![at + F]! * s * (1 + gate * (1 - s));
        dgateUp![at + F] = d * gate * s;
      }
  },
};
