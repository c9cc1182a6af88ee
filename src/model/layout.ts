/**
 * Where every parameter lives in one packed pool, and under which Hugging Face name. Parameters, gradients and both
 * AdamW moments share this layout: matrices (weight decay) first, then norms and biases (none), every tensor aligned.
 * q, k and v are stored as one [(H+2Hk)*Dh, D] matrix and gate and up as one [2F, D], so that a layer needs two products
 * instead of five; their Hugging Face names are contiguous pieces of them. Must not hold numbers.
 */
import { aligned } from '../engine/tensor.ts';
import { hasHeadNorm, hasQkvBias, type ModelConfig } from './config.ts';
import { PATCH_PARTS } from './patches.ts';

/** How a tensor starts: scaled normal; the same divided by sqrt(2 layers) where it writes to the residual stream. */
export type Start = 'normal' | 'residual' | 'one' | 'zero';

/** A Hugging Face tensor inside the pool. */
export interface Piece {
  readonly name: string;
  readonly shape: readonly number[];
  /** In elements from the start of the pool; need not be aligned, only host code reads pieces. */
  readonly offset: number;
  readonly length: number;
}

export interface Parameter {
  readonly name: string;
  readonly start: Start;
  readonly offset: number;
  readonly length: number;
  readonly pieces: readonly Piece[];
}

export interface Layout {
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** In the order of the model file. */
  readonly pieces: readonly Piece[];
  /** Elements in the pool, alignment gaps included. */
  readonly length: number;
  /** Elements of the decayed group, which comes first. */
  readonly decayLength: number;
  /** Real parameters, without gaps. */
  readonly count: number;
}

interface Spec {
  readonly name: string;
  readonly start: Start;
  readonly decay: boolean;
  readonly parts: readonly (readonly [name: string, shape: readonly number[]])[];
}

/** Parameter names inside layer i: `layers.${i}.qkv` and so on. */
export type LayerParameter = 'qkv' | 'o' | 'gateUp' | 'down' | 'norm1' | 'norm2' | 'qkvBias' | 'qNorm' | 'kNorm';

function layerSpecs(config: ModelConfig, i: number): Spec[] {
  const { D, F, H, Hk, Dh } = config;
  const hf = `model.layers.${i}`;
  const spec = (name: LayerParameter, start: Start, decay: boolean, ...parts: Spec['parts']): Spec => ({
    name: `layers.${i}.${name}`,
    start,
    decay,
    parts: parts.map(([part, shape]) => [`${hf}.${part}`, shape]),
  });
  const specs = [
    spec('norm1', 'one', false, ['input_layernorm.weight', [D]]),
    spec(
      'qkv',
      'normal',
      true,
      ['self_attn.q_proj.weight', [H * Dh, D]],
      ['self_attn.k_proj.weight', [Hk * Dh, D]],
      ['self_attn.v_proj.weight', [Hk * Dh, D]],
    ),
    spec('o', 'residual', true, ['self_attn.o_proj.weight', [D, H * Dh]]),
    spec('norm2', 'one', false, ['post_attention_layernorm.weight', [D]]),
    spec('gateUp', 'normal', true, ['mlp.gate_proj.weight', [F, D]], ['mlp.up_proj.weight', [F, D]]),
    spec('down', 'residual', true, ['mlp.down_proj.weight', [D, F]]),
  ];
  if (hasQkvBias(config))
    specs.push(
      spec(
        'qkvBias',
        'zero',
        false,
        ['self_attn.q_proj.bias', [H * Dh]],
        ['self_attn.k_proj.bias', [Hk * Dh]],
        ['self_attn.v_proj.bias', [Hk * Dh]],
      ),
    );
  if (hasHeadNorm(config)) {
    // Side by side: a decode step takes both as one tensor (kernels/decode-qkv.ts).
    specs.push(spec('qNorm', 'one', false, ['self_attn.q_norm.weight', [Dh]]));
    specs.push(spec('kNorm', 'one', false, ['self_attn.k_norm.weight', [Dh]]));
  }
  return specs;
}

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** The pool's layout for a config: a function of the config alone. */
export function layoutOf(config: ModelConfig): Layout {
  const { V, D, layers } = config;
  const specs: Spec[] = [
    { name: 'embed', start: 'normal', decay: true, parts: [['model.embed_tokens.weight', [V, D]]] },
    ...Array.from({ length: layers }, (_, i) => layerSpecs(config, i)).flat(),
    { name: 'norm', start: 'one', decay: false, parts: [['model.norm.weight', [D]]] },
  ];
  if (config.pictures)
    specs.push({
      name: 'patch',
      start: 'normal',
      decay: true,
      parts: PATCH_PARTS.map(([part, rows]) => [`model.patch_embed.${part}`, [rows, D]]),
    });
  if (!config.tied) specs.push({ name: 'head', start: 'normal', decay: true, parts: [['lm_head.weight', [V, D]]] });

  const parameters = new Map<string, Parameter>();
  let next = 0;
  let decayLength = 0;
  for (const decay of [true, false]) {
    for (const spec of specs) {
      if (spec.decay !== decay) continue;
      const offset = next;
      let at = offset;
      const pieces = spec.parts.map(([name, shape]): Piece => {
        const piece = { name, shape, offset: at, length: size(shape) };
        at += piece.length;
        return piece;
      });
      parameters.set(spec.name, { name: spec.name, start: spec.start, offset, length: at - offset, pieces });
      next = aligned(at);
    }
    if (decay) decayLength = next;
  }
  const pieces = specs.flatMap((spec) => parameters.get(spec.name)!.pieces);
  return { parameters, pieces, length: next, decayLength, count: pieces.reduce((sum, p) => sum + p.length, 0) };
}
