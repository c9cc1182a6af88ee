/**
 * Patches in place of token embeddings: at PATCH places of a prompt, a linear map of an 8 x 8 patch's pixels plus a learned
 * vector for its row and one for its column (Dosovitskiy et al. 2021, section 3.1, with the position in two parts). All
 * three are one matrix, because a patch's features are its pixels and two ones. Trained with everything else; pixels get no
 * gradient. Must not know what a picture shows.
 *
 * N tokens, P patches, D width, C = FEATURES.
 */
import { PATCH, patchCount } from '../core/picture.ts';
import { NONE } from '../engine/kernels/cache.ts';
import { gatherRows } from '../engine/kernels/embedding.ts';
import { matmulNN, sumPartialsAdd } from '../engine/kernels/linear.ts';
import type { PlanBuilder } from '../engine/plan.ts';
import type { Tensor } from '../engine/tensor.ts';
import { addProduct } from './backward.ts';
import { capacityFor } from './capacity.ts';
import type { Decoder } from './decoder.ts';
import { FEATURES, writeFeatures, type Seen } from './patches.ts';

/** Plans are recorded for multiples like these. */
const PATCH_UNIT = 64;

/** The patches of a packed batch, as the device reads them. */
export interface PatchTensors {
  readonly P: number;
  /** [P, C]. */
  readonly features: Tensor;
  /** [N] u32: the patch of a token, or NONE. */
  readonly patch: Tensor;
  /** [P] u32: the token of a patch, or NONE. */
  readonly token: Tensor;
}

/** Undefined for a batch without patches: its plans are those of a model that reads text only. */
export const patchTensors = ({ workspace }: Decoder, N: number, P: number): PatchTensors | undefined =>
  P === 0
    ? undefined
    : {
        P,
        features: workspace.reals('patch.features', P * FEATURES),
        patch: workspace.indices('patch.ofToken', N),
        token: workspace.indices('patch.token', P),
      };

/** Room for the patches of these rows; 0 when there are none. */
export function patchCapacity(rows: readonly Seen[]): number {
  const patches = rows.reduce((sum, { picture }) => sum + (picture ? patchCount(picture) : 0), 0);
  return patches === 0 ? 0 : capacityFor(patches, PATCH_UNIT);
}

/** Puts the patches of a packed batch in place. `ids` are the batch's, `rows` what it was packed from. */
export function writePatches(
  { workspace: { executor } }: Decoder,
  io: PatchTensors | undefined,
  rows: readonly Seen[],
  ids: Uint32Array,
): void {
  if (!io) return;
  const { P } = io;
  const features = new Float32Array(P * FEATURES);
  const patch = new Uint32Array(ids.length).fill(NONE);
  const token = new Uint32Array(P).fill(NONE);
  let p = 0;
  for (const { picture } of rows) {
    if (!picture) continue;
    writeFeatures(picture, features, p * FEATURES);
    p += patchCount(picture);
  }
  p = 0;
  for (const [n, id] of ids.entries())
    if (id === PATCH) {
      patch[n] = p;
      token[p++] = n;
    }
  executor.write(io.features, features);
  executor.write(io.patch, patch);
  executor.write(io.token, token);
}

/** Adds the patches' embeddings to `stream` [N, D], which holds zeros at their places. */
export function recordPatches(
  plan: PlanBuilder,
  { config: { D }, workspace, pools }: Decoder,
  N: number,
  io: PatchTensors,
  stream: Tensor,
): void {
  const { P } = io;
  const embedded = workspace.reals('patch.embedded', P * D);
  const spread = workspace.reals('patch.spread', N * D);
  plan.op(matmulNN, { M: P, N: D, K: FEATURES }, io.features, pools.weight('patch'), embedded);
  plan.op(gatherRows, { M: N, N: P, D }, io.patch, embedded, spread);
  plan.op(sumPartialsAdd, { S: 1, L: N * D }, spread, stream);
}

/** Adds to the patch matrix's gradient; `dStream` [N, D] is that of layer 0's input. */
export function recordPatchesBackward(
  plan: PlanBuilder,
  decoder: Decoder,
  N: number,
  io: PatchTensors,
  dStream: Tensor,
): void {
  const { P } = io;
  const { D } = decoder.config;
  const dEmbedded = decoder.workspace.reals('patch.embedded', P * D);
  plan.op(gatherRows, { M: P, N, D }, io.token, dStream, dEmbedded);
  addProduct(plan, decoder, { M: FEATURES, N: D, K: P }, io.features, dEmbedded, decoder.pools.gradient('patch'));
}
