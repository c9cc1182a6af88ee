/**
 * The shape of a Llama-family decoder, and Hugging Face's config.json for it: llama, qwen2 (bias on q, k and v) and
 * qwen3 (RMSNorm on queries and keys). Refuses what the engine would compute wrongly. Must not touch weights.
 */
import { TurnlabError } from '../core/errors.ts';
import { field, optional, parseJsonObject, type JsonObject } from './json.ts';

export type Family = 'llama' | 'qwen2' | 'qwen3';

export interface ModelConfig {
  readonly family: Family;
  /** Vocabulary. */
  readonly V: number;
  /** Width. */
  readonly D: number;
  /** MLP width. */
  readonly F: number;
  readonly layers: number;
  /** Query heads, key/value heads, head size. */
  readonly H: number;
  readonly Hk: number;
  readonly Dh: number;
  readonly ropeTheta: number;
  readonly normEps: number;
  /** The output layer is the embedding matrix. */
  readonly tied: boolean;
  /** What the checkpoint says it was trained for; kept for the file, not enforced. */
  readonly maxPositions: number;
  /** Has an embedding for the patches of pictures (patches.ts). */
  readonly pictures?: true;
}

/** Numbers in one row of q, k and v together. */
export const qkvWidth = ({ H, Hk, Dh }: ModelConfig): number => (H + 2 * Hk) * Dh;
/** Qwen2 alone adds a bias to queries, keys and values. */
export const hasQkvBias = (config: ModelConfig): boolean => config.family === 'qwen2';
/** Qwen3 alone normalises each query and key head. */
export const hasHeadNorm = (config: ModelConfig): boolean => config.family === 'qwen3';

/** In config.json; transformers keeps unknown keys and opens the rest of the model as the text model it is. */
const PICTURES = 'turnlab_patch_embedding';

const ARCHITECTURES: Readonly<Record<Family, string>> = {
  llama: 'LlamaForCausalLM',
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
};

export interface ToySize {
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly mlpWidth: number;
  readonly maxTokens: number;
  readonly pictures?: boolean;
}

/** A small Llama with tied embeddings: what the lab trains from scratch. Throws TurnlabError `bad-setting`. */
export function toyConfig(size: ToySize): ModelConfig {
  const config: ModelConfig = {
    family: 'llama',
    V: size.vocabulary,
    D: size.width,
    F: size.mlpWidth,
    layers: size.layers,
    H: size.heads,
    Hk: size.kvHeads,
    Dh: size.width / size.heads,
    ropeTheta: 10_000,
    normEps: 1e-5,
    tied: true,
    maxPositions: size.maxTokens,
    ...(size.pictures && { pictures: true }),
  };
  const problem = contradiction(config);
  if (problem) throw new TurnlabError('bad-setting', `This model cannot be built: ${problem}.`);
  return config;
}

/** Why these sizes do not fit together, or undefined. */
function contradiction(config: ModelConfig): string | undefined {
  const { V, D, F, layers, H, Hk, Dh, maxPositions, ropeTheta, normEps } = config;
  for (const [name, value] of Object.entries({ V, D, F, layers, H, Hk, Dh, maxPositions }))
    if (!Number.isInteger(value) || value < 1) return `${name} must be a whole number of at least 1, got ${value}`;
  if (H % Hk !== 0) return `${Hk} key/value heads do not divide ${H} heads`;
  if (Dh % 2 !== 0) return `the head size ${Dh} is odd, rotary positions need pairs`;
  if (!(ropeTheta > 1)) return `rope_theta must be above 1, got ${ropeTheta}`;
  if (!(normEps > 0)) return `rms_norm_eps must be above 0, got ${normEps}`;
  return undefined;
}

const bad = (sentence: string, next = ''): never => {
  throw new TurnlabError('bad-file', `config.json: ${sentence}`, next);
};

/** config.json as bytes to a ModelConfig. Throws TurnlabError `bad-file` naming the field. */
export function parseConfig(bytes: Uint8Array): ModelConfig {
  const json = parseJsonObject('config.json', bytes);
  const family = familyOf(json);
  refuseUnsupported(json, family);
  const number = (key: string): number => field('config.json', json, key, 'number');
  const numberOr = (key: string, fallback: number): number => optional('config.json', json, key, 'number') ?? fallback;

  const D = number('hidden_size');
  const H = number('num_attention_heads');
  const Dh = numberOr('head_dim', D / H);
  const config: ModelConfig = {
    family,
    V: number('vocab_size'),
    D,
    F: number('intermediate_size'),
    layers: number('num_hidden_layers'),
    H,
    Hk: numberOr('num_key_value_heads', H),
    Dh,
    ropeTheta: ropeThetaOf(json),
    // The three defaults below are those of transformers' configuration classes.
    normEps: numberOr('rms_norm_eps', 1e-6),
    tied: optional('config.json', json, 'tie_word_embeddings', 'boolean') ?? false,
    maxPositions: numberOr('max_position_embeddings', family === 'llama' ? 2048 : 32768),
    ...(optional('config.json', json, PICTURES, 'boolean') && { pictures: true }),
  };
  if (!Number.isInteger(Dh))
    bad(`hidden_size ${D} is not divisible by num_attention_heads ${H}, and head_dim is missing`);
  const problem = contradiction(config);
  if (problem) bad(problem);
  return config;
}

function familyOf(json: JsonObject): Family {
  const type = field('config.json', json, 'model_type', 'string');
  if (type !== 'llama' && type !== 'qwen2' && type !== 'qwen3')
    return bad(`model_type "${type}" is not supported`, 'Use a llama, qwen2 or qwen3 checkpoint.');
  const architectures = json['architectures'];
  if (architectures !== undefined && architectures !== null) {
    if (!Array.isArray(architectures) || architectures[0] !== ARCHITECTURES[type])
      bad(`architectures ${JSON.stringify(architectures)} contradicts model_type "${type}"`);
  }
  return type;
}

/** rope_theta at the top (transformers 4) or inside rope_parameters (transformers 5). */
function ropeThetaOf(json: JsonObject): number {
  const nested = json['rope_parameters'];
  const holder = typeof nested === 'object' && nested !== null ? (nested as JsonObject) : json;
  return optional('config.json', holder, 'rope_theta', 'number') ?? 10_000;
}

/** Settings that would change the arithmetic and that the decoder does not have. */
function refuseUnsupported(json: JsonObject, family: Family): void {
  const activation = json['hidden_act'];
  if (activation !== undefined && activation !== 'silu')
    bad(`hidden_act ${JSON.stringify(activation)} is not supported`);
  if (json['mlp_bias'] === true) bad('mlp_bias is not supported');
  // In transformers this flag puts a bias on the output projection as well, which Qwen2's own rule does not.
  if (json['attention_bias'] === true && family !== 'qwen2') bad(`attention_bias is not supported for ${family}`);
  if (json['use_sliding_window'] === true) bad('sliding-window attention is not supported');
  if (json['quantization_config']) bad('quantised weights are not supported', 'Use the unquantised checkpoint.');
  const partial = json['partial_rotary_factor'];
  if (partial !== undefined && partial !== 1) bad(`partial_rotary_factor ${JSON.stringify(partial)} is not supported`);
  for (const key of ['rope_scaling', 'rope_parameters']) {
    const scaling = json[key];
    if (typeof scaling !== 'object' || scaling === null) continue;
    const kind = (scaling as JsonObject)['rope_type'] ?? (scaling as JsonObject)['type'] ?? 'default';
    if (kind !== 'default') bad(`${key} of type ${JSON.stringify(kind)} is not supported`);
  }
}

/** The config.json that transformers reads back as the same model. Deterministic bytes. */
export function formatConfig(config: ModelConfig): Uint8Array<ArrayBuffer> {
  const json = {
    architectures: [ARCHITECTURES[config.family]],
    model_type: config.family,
    vocab_size: config.V,
    hidden_size: config.D,
    intermediate_size: config.F,
    num_hidden_layers: config.layers,
    num_attention_heads: config.H,
    num_key_value_heads: config.Hk,
    head_dim: config.Dh,
    hidden_act: 'silu',
    rms_norm_eps: config.normEps,
    rope_theta: config.ropeTheta,
    tie_word_embeddings: config.tied,
    // Absent for Qwen2, whose class takes no such flag.
    ...(config.family === 'qwen2' ? {} : { attention_bias: false }),
    max_position_embeddings: config.maxPositions,
    torch_dtype: 'float32',
    ...(config.pictures && { [PICTURES]: true }),
  };
  return new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`);
}
