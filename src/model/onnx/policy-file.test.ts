import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TurnlabError } from '../../core/errors.ts';
import { toyConfig } from '../config.ts';
import { Tokenizer } from '../tokenizer.ts';
import { initialWeights } from '../weights.ts';
import { encodeOnnx, type OnnxGraph } from './encode.ts';
import { inspectOnnx } from './inspect.ts';
import { readPolicyFile, writePolicyFile } from './policy-file.ts';

const tokenizer = Tokenizer.fromWords(['go', 'up', 'Größe'], 320);
const config = toyConfig({ vocabulary: 320, width: 8, layers: 1, heads: 2, kvHeads: 1, mlpWidth: 8, maxTokens: 24 });
const parts = { config, weights: initialWeights(config, 1), tokenizer, settings: { env: 'house', level: 2 } };
const bytes = writePolicyFile(parts);

test('the same policy gives the same bytes, and another one others', () => {
  expect(writePolicyFile(parts)).toEqual(bytes);
  expect(writePolicyFile({ ...parts, weights: initialWeights(config, 2) })).not.toEqual(bytes);
});

test('it says what it takes and gives, for how many tokens, in which words, and how it was trained', () => {
  const { tokenizer: read, ...rest } = readPolicyFile(bytes);
  expect(rest).toEqual({
    input: 'input_ids',
    idType: 'int64',
    output: 'logits',
    seesPictures: false,
    V: 320,
    maxTokens: 24,
    settings: { env: 'house', level: 2 },
  });
  expect(read.words).toEqual(['go', 'up', 'Größe']);
  expect(inspectOnnx(bytes).inputs).toEqual([{ name: 'input_ids', type: 7, shape: [1, null] }]);
});

/** A policy of another make: bare ids in, logits out. */
const OTHER: OnnxGraph = {
  nodes: [{ op: 'Gather', inputs: ['table', 'ids'], outputs: ['scores'], attributes: { axis: 0 } }],
  constants: [{ name: 'table', type: 'float', shape: [320, 320], data: new Float32Array(320 * 320) }],
  inputs: [{ name: 'ids', type: 'int32', shape: ['batch', 'T'] }],
  outputs: [{ name: 'scores', type: 'float', shape: ['batch', 'T', 320] }],
};
const json = tokenizer.toJson();

describe('a file of another make', () => {
  test('is a policy with one of our tokenizers beside it', () => {
    expect(readPolicyFile(encodeOnnx(OTHER), json)).toMatchObject({ input: 'ids', idType: 'int32', maxTokens: 512 });
  });

  test('one that lists its constants as inputs, as old exporters do, is read alike', () => {
    const [ids] = OTHER.inputs;
    const table = { name: 'table', type: 'float' as const, shape: [320, 320] };
    expect(readPolicyFile(encodeOnnx({ ...OTHER, inputs: [table, ids!] }), json).input).toBe('ids');
  });

  test.each<[string, Uint8Array, Uint8Array | undefined, string]>([
    ['no tokenizer', encodeOnnx(OTHER), undefined, 'carries no tokenizer of turnlab'],
    [
      'a tokenizer of another kind',
      encodeOnnx(OTHER),
      new TextEncoder().encode('{"model":{}}'),
      'not one of turnlab’s',
    ],
    ['a smaller vocabulary', encodeOnnx(OTHER), Tokenizer.fromWords(['a'], 300).toJson(), '300 tokens'],
    ['a fixed length', encodeOnnx({ ...OTHER, inputs: [{ ...OTHER.inputs[0]!, shape: [1, 8] }] }), json, 'is [1, 8]'],
    ['eight rows', encodeOnnx({ ...OTHER, inputs: [{ ...OTHER.inputs[0]!, shape: [8, 'T'] }] }), json, 'is [8, ?]'],
    ['floats in', encodeOnnx({ ...OTHER, inputs: [{ ...OTHER.inputs[0]!, type: 'float' }] }), json, 'whole numbers'],
    ['nothing out', encodeOnnx({ ...OTHER, outputs: [] }), json, 'gives nothing'],
    [
      'patches of another size',
      encodeOnnx({ ...OTHER, inputs: [OTHER.inputs[0]!, { name: 'patches', type: 'float', shape: ['P', 192] }] }),
      json,
      '“patches” is [?, 192], not [P, 208]',
    ],
    ['no file', new Uint8Array(), json, 'not an ONNX model'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13), json, 'not an ONNX model'],
  ])('%s: one clear sentence', (_, file, beside, words) => {
    expect(() => readPolicyFile(file, beside)).toThrow(words);
  });
});

test('settings that are not JSON are no settings', () => {
  const text = new TextDecoder('latin1').decode(bytes);
  const at = text.indexOf('{"env":"house"');
  const broken = bytes.slice();
  broken[at] = 0x21;
  expect(readPolicyFile(broken).settings).toEqual({});
});

test('a damaged or cut file is read as something or refused, never a foreign error and never without end', () => {
  const attempt = (file: Uint8Array): void => {
    try {
      readPolicyFile(file);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(TurnlabError);
    }
  };
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = bytes.slice();
      damaged[at]! ^= flip;
      attempt(damaged);
      attempt(bytes.subarray(0, at));
    }),
    { numRuns: 100 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (junk) => attempt(junk)));
});
