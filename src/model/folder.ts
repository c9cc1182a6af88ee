/**
 * A model as the files Hugging Face's transformers opens: config.json, model.safetensors, tokenizer.json. Maps of file
 * name to bytes; where they are kept is the caller's business.
 */
import { TurnlabError } from '../core/errors.ts';
import { formatConfig, parseConfig, type ModelConfig } from './config.ts';
import { Tokenizer } from './tokenizer.ts';

export type ModelFiles = Readonly<Record<string, Uint8Array>>;

/** What lets AutoTokenizer take tokenizer.json as it is, without a model family's own habits. */
const TOKENIZER_CONFIG = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  bos_token: '<bos>',
  eos_token: '<eos>',
  pad_token: '<pad>',
  clean_up_tokenization_spaces: false,
};

export function saveFolder(config: ModelConfig, weights: Uint8Array, tokenizer: Tokenizer): Record<string, Uint8Array> {
  return {
    'config.json': formatConfig(config),
    'model.safetensors': weights,
    'tokenizer.json': tokenizer.toJson(),
    'tokenizer_config.json': new TextEncoder().encode(`${JSON.stringify(TOKENIZER_CONFIG, null, 2)}\n`),
  };
}

export interface LoadedFolder {
  readonly config: ModelConfig;
  /** Bytes of model.safetensors, for Policy.importWeights. */
  readonly weights: Uint8Array;
  /** Throws TurnlabError `bad-file` when the folder has none, another kind, or one of another size. */
  readonly tokenizer: () => Tokenizer;
}

/** Throws TurnlabError `bad-file` naming the missing or malformed file. */
export function loadFolder(files: ModelFiles): LoadedFolder {
  const config = parseConfig(need(files, 'config.json'));
  return {
    config,
    weights: need(files, 'model.safetensors'),
    tokenizer: () => {
      const tokenizer = Tokenizer.fromJson(need(files, 'tokenizer.json'));
      if (tokenizer.size !== config.V)
        throw new TurnlabError(
          'bad-file',
          `tokenizer.json has ${tokenizer.size} tokens, config.json says ${config.V}.`,
          'Check that the files belong together.',
        );
      return tokenizer;
    },
  };
}

function need(files: ModelFiles, name: string): Uint8Array {
  const bytes = files[name];
  if (!bytes) {
    const sharded = name === 'model.safetensors' && files['model.safetensors.index.json'];
    throw new TurnlabError(
      'bad-file',
      sharded ? 'The weights are split over several files, which is not supported.' : `${name} is missing.`,
      'A model folder holds config.json, model.safetensors and tokenizer.json.',
    );
  }
  return bytes;
}
