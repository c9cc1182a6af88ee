import { expect, test } from 'vitest';
import { TurnlabError } from '../core/errors.ts';
import { formatConfig, hasHeadNorm, hasQkvBias, parseConfig, qkvWidth, toyConfig } from './config.ts';

const bytes = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));

const LLAMA = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: 100,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  rms_norm_eps: 1e-5,
  rope_theta: 500000,
  tie_word_embeddings: true,
  max_position_embeddings: 64,
};

test('reads a Llama config, head_dim from the sizes when it is missing', () => {
  const config = parseConfig(bytes(LLAMA));
  expect(config).toEqual({
    family: 'llama',
    V: 100,
    D: 32,
    F: 48,
    layers: 2,
    H: 4,
    Hk: 2,
    Dh: 8,
    ropeTheta: 500000,
    normEps: 1e-5,
    tied: true,
    maxPositions: 64,
  });
  expect(qkvWidth(config)).toBe((4 + 2 * 2) * 8);
  expect(parseConfig(bytes({ ...LLAMA, head_dim: 16 })).Dh).toBe(16);
});

test('defaults are those of transformers', () => {
  const { num_key_value_heads: _, rms_norm_eps: __, rope_theta: ___, tie_word_embeddings: ____, ...rest } = LLAMA;
  const config = parseConfig(bytes(rest));
  expect([config.Hk, config.normEps, config.ropeTheta, config.tied]).toEqual([4, 1e-6, 10000, false]);
});

test('families differ in bias and head norms, and transformers 5 nests rope_theta', () => {
  const qwen2 = parseConfig(bytes({ ...LLAMA, model_type: 'qwen2', architectures: ['Qwen2ForCausalLM'] }));
  const qwen3 = parseConfig(
    bytes({
      ...LLAMA,
      model_type: 'qwen3',
      architectures: null,
      rope_theta: undefined,
      rope_parameters: { rope_type: 'default', rope_theta: 1e6 },
    }),
  );
  expect([hasQkvBias(qwen2), hasHeadNorm(qwen2)]).toEqual([true, false]);
  expect([hasQkvBias(qwen3), hasHeadNorm(qwen3), qwen3.ropeTheta]).toEqual([false, true, 1e6]);
});

test('what is written reads back the same, for every family', () => {
  for (const family of ['llama', 'qwen2', 'qwen3'] as const) {
    const config = { ...parseConfig(bytes(LLAMA)), family };
    expect(parseConfig(formatConfig(config))).toEqual(config);
    expect(formatConfig(config)).toEqual(formatConfig({ ...config }));
  }
});

test.each([
  ['vocab_size', undefined, '"vocab_size" is missing'],
  ['vocab_size', '100', '"vocab_size" must be a number, got "100"'],
  ['vocab_size', 1.5, 'V must be a whole number'],
  ['hidden_size', 33, 'hidden_size 33 is not divisible'],
  ['num_key_value_heads', 3, '3 key/value heads do not divide 4 heads'],
  ['head_dim', 7, 'head size 7 is odd'],
  ['model_type', 'gpt2', 'model_type "gpt2" is not supported'],
  ['architectures', ['Qwen2ForCausalLM'], 'contradicts model_type "llama"'],
  ['hidden_act', 'gelu', 'hidden_act "gelu" is not supported'],
  ['attention_bias', true, 'attention_bias is not supported'],
  ['mlp_bias', true, 'mlp_bias is not supported'],
  ['rope_scaling', { rope_type: 'llama3', factor: 8 }, 'rope_scaling of type "llama3" is not supported'],
  ['use_sliding_window', true, 'sliding-window'],
  ['quantization_config', { bits: 4 }, 'quantised weights'],
  ['partial_rotary_factor', 0.5, 'partial_rotary_factor 0.5'],
  ['rms_norm_eps', 0, 'rms_norm_eps must be above 0'],
])('refuses %s = %j', (key, value, sentence) => {
  const error = (() => {
    try {
      parseConfig(bytes({ ...LLAMA, [key]: value }));
    } catch (thrown) {
      return thrown;
    }
    return undefined;
  })();
  expect(error).toBeInstanceOf(TurnlabError);
  expect((error as TurnlabError).code).toBe('bad-file');
  expect((error as TurnlabError).message).toContain(sentence);
});

test('text that is not a JSON object is refused', () => {
  expect(() => parseConfig(new TextEncoder().encode('[1]'))).toThrow('not a JSON object');
  expect(() => parseConfig(new Uint8Array([0xff, 0xfe]))).toThrow('not JSON');
});

test('a toy that cannot be built says why', () => {
  const size = { vocabulary: 10, width: 16, layers: 1, heads: 2, kvHeads: 2, mlpWidth: 16, maxTokens: 8 };
  expect(toyConfig(size)).toMatchObject({ family: 'llama', tied: true, Dh: 8 });
  expect(() => toyConfig({ ...size, heads: 3, kvHeads: 3 })).toThrow('Dh must be a whole number');
});
