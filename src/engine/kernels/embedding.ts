/**
 * Token embedding: look rows up, and add their gradients back in a fixed order without atomics.
 * Must not know what the rows mean; ids arrive as plain numbers.
 *
 * N packed tokens, M rows with loss, D width, V vocabulary.
 */
import embedSource from '../../../shaders/embed.wgsl?raw';
import embedBackwardSource from '../../../shaders/embed_backward.wgsl?raw';
import gatherRowsSource from '../../../shaders/gather_rows.wgsl?raw';
import { grid1d, positive, type Kernel } from '../kernel.ts';
import type { Numbers } from '../tensor.ts';
import { lanesFor, withLanes } from './lanes.ts';
import { sharedVariants } from './split.ts';

const WORKGROUP = 64;

type EmbedShape = { readonly N: number; readonly D: number; readonly V: number };
type GatherShape = { readonly M: number; readonly N: number; readonly D: number };

/** y[r] = source[index[r]], or zeros where the index points past `limit`. */
function copyRows(index: Numbers, source: Numbers, y: Numbers, D: number, limit: number): void {
  for (let r = 0; r < index.length; r++) {
    const from = index[r]!;
    if (from < limit) y.set(source.subarray(from * D, (from + 1) * D), r * D);
    else y.fill(0, r * D, (r + 1) * D);
  }
}

/** x[N,D] = table[ids], zeros for ids >= V (padding). */
export const embed: Kernel<EmbedShape> = {
  name: 'embed',
  args: [
    { name: 'ids', dtype: 'u32', access: 'read' },
    { name: 'table', dtype: 'f32', access: 'read' },
    { name: 'x', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('embed', shape, 'N', 'D', 'V');
    return [shape.N, shape.V * shape.D, shape.N * shape.D];
  },
  wgsl: ({ D }) => withLanes(embedSource, lanesFor(D)),
  workgroups: ({ N, D }) => grid1d((N * D) / lanesFor(D), WORKGROUP),
  run({ D, V }, [ids, table, x]) {
    copyRows(ids!, table!, x!, D, V);
  },
};

/**
 * dtable[V,D] += for each id the sum of dx over its tokens, in the order of the tokens.
 * `order` and `start` come from `sortById`: the tokens of id v are order[start[v] .. start[v+1]).
 */
export const embedBackward: Kernel<EmbedShape> = {
  name: 'embedBackward',
  args: [
    { name: 'order', dtype: 'u32', access: 'read' },
    { name: 'start', dtype: 'u32', access: 'read' },
    { name: 'dx', dtype: 'f32', access: 'read' },
    { name: 'dtable', dtype: 'f32', access: 'update' },
  ],
  lengths(shape) {
    positive('embedBackward', shape, 'N', 'D', 'V');
    return [shape.N, shape.V + 1, shape.N * shape.D, shape.V * shape.D];
  },
  wgsl: ({ D }) => withLanes(embedBackwardSource, lanesFor(D)),
  workgroups: ({ D, V }) => grid1d((V * D) / lanesFor(D), WORKGROUP),
  variants: sharedVariants({
    text: ({ D }) => withLanes(embedBackwardSource, lanesFor(D)),
    units: ({ D, V }) => (V * D) / lanesFor(D),
    // How many tokens an id has is known only when it runs.
    terms: () => Infinity,
  }),
  // As in text, where a few ids have most of the tokens: half of them one, a quarter the next, and so on.
  example: ({ N, V }) => [
    Uint32Array.from({ length: N }, (_, n) => n),
    Uint32Array.from({ length: V + 1 }, (_, v) => N - Math.floor(N / 2 ** v)),
    undefined,
    undefined,
  ],
  run({ D, V }, [order, start, dx, dtable]) {
    const sum = new Float64Array(D);
    for (let v = 0; v < V; v++) {
      sum.fill(0);
      for (let i = start![v]!; i < start![v + 1]!; i++) {
        const row = order![i]! * D;
        for (let d = 0; d < D; d++) sum[d]! += dx![row + d]!;
      }
      for (let d = 0; d < D; d++) dtable![v * D + d]! += sum[d]!;
    }
  },
};

/** y[M,D] = x[index], zeros where the index is none. Its own backward, with the inverse index. */
export const gatherRows: Kernel<GatherShape> = {
  name: 'gatherRows',
  args: [
    { name: 'index', dtype: 'u32', access: 'read' },
    { name: 'x', dtype: 'f32', access: 'read' },
    { name: 'y', dtype: 'f32', access: 'write' },
  ],
  lengths(shape) {
    positive('gatherRows', shape, 'M', 'N', 'D');
    return [shape.M, shape.N * shape.D, shape.M * shape.D];
  },
  wgsl: ({ D }) => withLanes(gatherRowsSource, lanesFor(D)),
  workgroups: ({ M, D }) => grid1d((M * D) / lanesFor(D), WORKGROUP),
  run({ N, D }, [index, x, y]) {
    copyRows(index!, x!, y!, D, N);
  },
};

/**
 * Token positions sorted by id with a stable counting sort; ids >= V (padding) are left out.
 * Returns order[N] (unused tail 0) and start[V+1]; start[V] is the number of tokens kept.
 */
export function sortById(ids: Uint32Array, V: number): { order: Uint32Array; start: Uint32Array } {
  const start = new Uint32Array(V + 1);
  for (const id of ids) if (id < V) start[id + 1]!++;
  for (let v = 0; v < V; v++) start[v + 1]! += start[v]!;
  const next = start.slice();
  const order = new Uint32Array(ids.length);
  for (const [n, id] of ids.entries()) if (id < V) order[next[id]!++] = n;
  return { order, start };
}
