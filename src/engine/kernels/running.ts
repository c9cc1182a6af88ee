/**
 * Which rows of a decode step are still being written, closed up: the layers work on the first `count` rows of dense
 * arrays, so that a row that has ended costs nothing. Must not know what the layers do.
 *
 * B rows, T positions a row of the cache, D width, V vocabulary.
 */
import decodeBeginSource from '../../../shaders/decode_begin.wgsl?raw';
import { grid1d, positive, type Kernel } from '../kernel.ts';
import { aligned, type Numbers } from '../tensor.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { stateLength, stateOffset } from './sample-state.ts';

const WORKGROUP = 64;

/** Fields of running (u32). count: number of running rows. Of the i-th of them, in ascending order: row in the batch,
 * position of its present token, slot = row*T + position. Entries from `count` on mean nothing. */
export const RUNNING = { count: 0, row: 1, position: 2, slot: 3 } as const;
export type RunningField = keyof typeof RUNNING;

/** Elements of the running tensor of B rows. */
export const runningLength = (B: number): number => 4 * aligned(B);
/** Element where a field starts. */
export const runningOffset = (field: RunningField, B: number): number => RUNNING[field] * aligned(B);
/** How many of B rows run; shaders write the number, so a wrong one must not lead past an array. */
export const runningCount = (running: Numbers, B: number): number => Math.min(running[0]!, B);
/** One field as a view of `count` entries. */
export const runningField = (running: Numbers, field: RunningField, B: number, count: number): Numbers =>
  running.subarray(runningOffset(field, B), runningOffset(field, B) + count);

type BeginShape = { readonly B: number; readonly T: number; readonly D: number; readonly V: number };

/** All B rows running at one position, for timing variants. */
export function runningExample(B: number, position = 0): Uint32Array {
  const running = new Uint32Array(runningLength(B));
  running[0] = B;
  for (let b = 0; b < B; b++) {
    running[runningOffset('row', B) + b] = b;
    running[runningOffset('position', B) + b] = position;
  }
  return running;
}

/** First op of a decode step: who runs, and the embedding of their tokens, x[i] = table[token of the i-th running row]. */
export const decodeBegin: Kernel<BeginShape> = {
  name: 'decodeBegin',
  args: [
    { name: 'state', dtype: 'u32', access: 'read' },
    { name: 'table', dtype: 'f32', access: 'read' },
    { name: 'running', dtype: 'u32', access: 'update' },
    { name: 'x', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('decodeBegin', shape, 'B', 'T', 'D', 'V');
    const { B, D, V } = shape;
    return [stateLength(B), V * D, runningLength(B), B * D];
  },
  wgsl: ({ D }) => withLanes(decodeBeginSource, lanesFor(D)),
  workgroups: ({ B, D }) => grid1d((B * D) / lanesFor(D), WORKGROUP),
  run({ B, T, D }, [state, table, running, x]) {
    let count = 0;
    for (let b = 0; b < B; b++) {
      if (state![stateOffset('done', B) + b] !== 0) continue;
      const token = state![stateOffset('token', B) + b]!;
      const position = state![stateOffset('position', B) + b]!;
      running![runningOffset('row', B) + count] = b;
      running![runningOffset('position', B) + count] = position;
      running![runningOffset('slot', B) + count] = b * T + position;
      for (let d = 0; d < D; d++) x![count * D + d] = table![token * D + d]!;
      count++;
    }
    running![0] = count;
  },
};
