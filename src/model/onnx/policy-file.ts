/**
 * policy.onnx: a decoder that carries its own tokenizer, so that the file alone can be played; one that sees takes the
 * patches of a picture beside the ids. Any other ONNX file is a policy too when it maps ids [1, T] to logits [1, T, V] and
 * one of our tokenizers comes with it. Must not run models.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { ModelConfig } from '../config.ts';
import { Tokenizer } from '../tokenizer.ts';
import { FEATURES } from '../patches.ts';
import { encodeOnnx, ONNX_TYPES } from './encode.ts';
import { inspectOnnx, type OnnxPort } from './inspect.ts';
import { PATCHES, policyGraph } from './policy-graph.ts';

/** Keys of the metadata. */
const TOKENIZER = 'turnlab.tokenizer';
const MAX_TOKENS = 'turnlab.max_tokens';
const SETTINGS = 'turnlab.settings';
/** Of a file that does not say how long a sequence may be. */
const USUAL_TOKENS = 512;
/** No model of ours sees more, whatever it allows. */
const MOST_TOKENS = 2048;

export interface PolicyFile {
  readonly input: string;
  readonly idType: 'int32' | 'int64';
  readonly output: string;
  /** Takes the features of patches by the name PATCHES, and ids from V on in their places. */
  readonly seesPictures: boolean;
  readonly V: number;
  /** Longest sequence. */
  readonly maxTokens: number;
  readonly tokenizer: Tokenizer;
  /** What the policy was trained with, if the file says so; unchecked. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface PolicyParts {
  readonly config: ModelConfig;
  /** In the order of layout.ts. */
  readonly weights: Float32Array;
  readonly tokenizer: Tokenizer;
  /** Kept for whoever plays it. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Deterministic bytes. */
export function writePolicyFile({ config, weights, tokenizer, settings }: PolicyParts): Uint8Array<ArrayBuffer> {
  return encodeOnnx({
    ...policyGraph(config, weights),
    metadata: {
      [TOKENIZER]: new TextDecoder().decode(tokenizer.toJson()),
      [MAX_TOKENS]: String(config.maxPositions),
      [SETTINGS]: JSON.stringify(settings),
    },
  });
}

const bad = (sentence: string, next = 'Export the policy from turnlab, or give it that form.'): never => {
  throw new TurnlabError('bad-file', `This ONNX model is no policy: ${sentence}`, next);
};

/** `tokenizerJson` is asked for when the file carries none. Throws TurnlabError `bad-file` naming what is missing. */
export function readPolicyFile(bytes: Uint8Array, tokenizerJson?: Uint8Array): PolicyFile {
  const { inputs, outputs, metadata } = inspectOnnx(bytes);
  const patches = inputs.filter(({ name }) => name === PATCHES);
  const input = idsOf(inputs.filter(({ name }) => name !== PATCHES));
  patches.forEach(checkPatches);
  const output = logitsOf(outputs);
  const tokenizer = tokenizerOf(metadata.get(TOKENIZER), tokenizerJson);
  const V = output.shape[2] ?? tokenizer.size;
  if (V !== tokenizer.size)
    throw new TurnlabError(
      'bad-file',
      `The tokenizer has ${tokenizer.size} tokens, the ONNX model gives logits for ${V}.`,
      'Take both from the same run.',
    );
  return {
    input: input.name,
    idType: input.type === ONNX_TYPES.int64 ? 'int64' : 'int32',
    output: output.name,
    seesPictures: patches.length > 0,
    V,
    maxTokens: maxTokensOf(metadata.get(MAX_TOKENS)),
    tokenizer,
    settings: settingsOf(metadata.get(SETTINGS)),
  };
}

function idsOf(inputs: readonly OnnxPort[]): OnnxPort {
  const [input] = inputs;
  if (inputs.length !== 1 || !input)
    return bad(
      `it takes ${inputs.length} inputs (${namesOf(inputs)}); a policy takes one, the token ids, and “${PATCHES}” if it sees.`,
    );
  const [rows, tokens] = input.shape;
  if (input.type !== ONNX_TYPES.int64 && input.type !== ONNX_TYPES.int32)
    bad(`its input “${input.name}” does not hold whole numbers.`);
  if (input.shape.length !== 2 || (rows !== null && rows !== 1) || tokens !== null)
    bad(`its input “${input.name}” is ${shapeText(input)}, not [1, T] for any number of tokens T.`);
  return input;
}

function checkPatches(port: OnnxPort): void {
  const [count, features] = port.shape;
  if (port.type !== ONNX_TYPES.float || port.shape.length !== 2 || count !== null || features !== FEATURES)
    bad(
      `its input “${PATCHES}” is ${shapeText(port)}, not [P, ${FEATURES}] with 32-bit numbers for each of P patches.`,
    );
}

function logitsOf(outputs: readonly OnnxPort[]): OnnxPort {
  // Exports with a cache give more; the logits come first.
  const output = outputs.find(({ name }) => name === 'logits') ?? outputs[0] ?? bad('it gives nothing.');
  if (output.type !== ONNX_TYPES.float || output.shape.length !== 3)
    bad(`its output “${output.name}” is ${shapeText(output)}, not [1, T, V] with a 32-bit logit for each token.`);
  return output;
}

const namesOf = (ports: readonly OnnxPort[]): string => ports.map(({ name }) => name).join(', ') || 'none';
const shapeText = ({ shape }: OnnxPort): string => `[${shape.map((size) => size ?? '?').join(', ')}]`;

function tokenizerOf(inside: string | undefined, beside: Uint8Array | undefined): Tokenizer {
  const json = beside ?? (inside === undefined ? undefined : new TextEncoder().encode(inside));
  if (!json)
    return bad(
      'it carries no tokenizer of turnlab.',
      'Give the tokenizer.json that it was trained with along with it.',
    );
  try {
    return Tokenizer.fromJson(json);
  } catch (cause) {
    throw new TurnlabError(
      'bad-file',
      'The vocabulary of this ONNX model is not one of turnlab’s, so environments cannot speak to it.',
      'Use a policy that was trained here, with its own tokenizer.json.',
      { cause },
    );
  }
}

function maxTokensOf(text: string | undefined): number {
  const tokens = Number(text);
  return Number.isInteger(tokens) && tokens >= 2 ? Math.min(tokens, MOST_TOKENS) : USUAL_TOKENS;
}

function settingsOf(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  try {
    const settings: unknown = JSON.parse(text);
    return typeof settings === 'object' && settings !== null ? { ...settings } : {};
  } catch {
    return {};
  }
}
