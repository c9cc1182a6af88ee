/** Fills memory: gradients start a step from zero. Must not do anything else. L elements. */
import zeroSource from '../../../shaders/zero.wgsl?raw';
import { grid1d, positive, type Kernel } from '../kernel.ts';
import { lanesFor, withLanes } from './lanes.ts';

const WORKGROUP = 64;

/** out[L] = 0. */
export const zero: Kernel<{ readonly L: number }> = {
  name: 'zero',
  args: [{ name: 'out', dtype: 'f32', access: 'write' }],
  lengths(shape) {
    positive('zero', shape, 'L');
    return [shape.L];
  },
  wgsl: ({ L }) => withLanes(zeroSource, lanesFor(L)),
  workgroups: ({ L }) => grid1d(L / lanesFor(L), WORKGROUP),
  run(_, [out]) {
    out!.fill(0);
  },
};
