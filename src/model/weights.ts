/**
 * Numbers for a parameter pool: seeded initial weights, and the way to and from Hugging Face tensors by name.
 * Pools here are host arrays in the order of layout.ts. Must not know executors or file formats.
 */
import { Rng } from '../core/rng.ts';
import { TurnlabError } from '../core/errors.ts';
import type { Reals } from '../engine/tensor.ts';
import type { ModelConfig } from './config.ts';
import { layoutOf, type Layout, type Piece } from './layout.ts';
import { requireFinite, type NamedTensor } from './safetensors.ts';

/**
 * Fresh weights: normal with standard deviation 1/(2 sqrt(D)), which is GPT-2's 0.02 at its width of 768 (0.018), and
 * 1/sqrt(2 layers) of that for the two products of a layer that write to the residual stream (Radford et al. 2019,
 * section 2.3). Norms start at 1, biases at 0. Each tensor has its own stream, so adding layers leaves the rest alone.
 */
export function initialWeights(config: ModelConfig, seed: number): Float32Array<ArrayBuffer> {
  const layout = layoutOf(config);
  const pool = new Float32Array(layout.length);
  const deviation = 0.5 / Math.sqrt(config.D);
  for (const { name, start, offset, length } of layout.parameters.values()) {
    const view = pool.subarray(offset, offset + length);
    if (start === 'zero') continue;
    if (start === 'one') {
      view.fill(1);
      continue;
    }
    const scale = start === 'residual' ? deviation / Math.sqrt(2 * config.layers) : deviation;
    const rng = new Rng(seed, `weights/${name}`);
    for (let i = 0; i < length; i++) view[i] = rng.normal() * scale;
  }
  return pool;
}

/** A pool's contents by Hugging Face name, in the order of the model file. */
export function piecesOf(
  layout: Layout,
  pool: Reals,
): Map<string, { shape: readonly number[]; data: Float32Array<ArrayBuffer> }> {
  return new Map(
    layout.pieces.map(({ name, shape, offset, length }) => [
      name,
      { shape, data: Float32Array.from(pool.subarray(offset, offset + length)) },
    ]),
  );
}

/** Buffers that some checkpoints carry and no decoder needs. */
const isIgnored = (name: string, config: ModelConfig): boolean =>
  name.endsWith('.rotary_emb.inv_freq') || (config.tied && name === 'lm_head.weight');

/** Hugging Face tensors as a pool. Throws TurnlabError `bad-file` or `not-finite`, naming the tensor. */
export function poolFrom(
  config: ModelConfig,
  layout: Layout,
  tensors: ReadonlyMap<string, NamedTensor>,
): Float32Array<ArrayBuffer> {
  const pool = new Float32Array(layout.length);
  for (const piece of layout.pieces) {
    const tensor = tensors.get(piece.name);
    if (!tensor) throw new TurnlabError('bad-file', `The weights lack "${piece.name}".`, CHECK_PAIR);
    checkShape(piece, tensor);
    requireFinite(piece.name, tensor.data);
    pool.set(tensor.data, piece.offset);
  }
  const known = new Set(layout.pieces.map((piece) => piece.name));
  for (const name of tensors.keys())
    if (!known.has(name) && !isIgnored(name, config))
      throw new TurnlabError('bad-file', `The weights hold "${name}", which this model has no place for.`, CHECK_PAIR);
  return pool;
}

const CHECK_PAIR = 'Check that config.json and model.safetensors belong together.';

function checkShape(piece: Piece, { shape, data }: NamedTensor): void {
  const isSame = shape.length === piece.shape.length && shape.every((n, i) => n === piece.shape[i]);
  if (!isSame || !(data instanceof Float32Array))
    throw new TurnlabError(
      'bad-file',
      `"${piece.name}" has shape [${shape.join(', ')}], config.json asks for [${piece.shape.join(', ')}].`,
      CHECK_PAIR,
    );
}
