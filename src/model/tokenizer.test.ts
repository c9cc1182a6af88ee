import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TurnlabError } from '../core/errors.ts';
import { CONTROL_TOKENS, Tokenizer } from './tokenizer.ts';

const WORDS = ['you', 'see', 'a', 'key', 'go', 'east', ';', '7', 'grüße'];
const tokenizer = Tokenizer.fromWords(WORDS, 512);

test('ids: control tokens, bytes, the gap, words, reserved', () => {
  expect(tokenizer.control('<pad>')).toBe(0);
  expect(tokenizer.control('</information>')).toBe(CONTROL_TOKENS.length - 1);
  expect([...tokenizer.encode('<think> go east </think>')]).toEqual([7, 293, 294, 8]);
  expect([...tokenizer.encode('axe')]).toEqual([288, 32 + 0x61, 32 + 0x78, 32 + 0x65]);
  expect([...tokenizer.encode('')]).toEqual([]);
  expect([...tokenizer.encode(' ')]).toEqual([288, 288]);
  expect(tokenizer.idOf('key')).toBe(292);
  expect(tokenizer.idOf('axe')).toBeUndefined();
  expect([tokenizer.label(7), tokenizer.label(32 + 0xa), tokenizer.label(288), tokenizer.label(289)]).toEqual([
    '<think>',
    '<0x0A>',
    '▁',
    'you',
  ]);
  expect(tokenizer.label(511)).toBe('<reserved_511>');
});

test('decode undoes encode for every well-formed string', () => {
  const pieces = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(...WORDS, ...CONTROL_TOKENS, '', '▁', '<0x41>', '<reserved_300>', '\uFEFF'),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
  );
  fc.assert(
    fc.property(fc.array(pieces), fc.constantFrom(' ', '', '  ', '\n'), (parts, joint) => {
      const text = parts.join(joint);
      const ids = tokenizer.encode(text);
      expect(tokenizer.decode(ids)).toBe(text);
      expect(Math.max(0, ...ids)).toBeLessThan(tokenizer.size);
    }),
    { numRuns: 3000 },
  );
});

test('any ids decode, and half a surrogate pair or broken bytes become U+FFFD', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(511)), (ids) => {
      expect(tokenizer.decode(ids).isWellFormed()).toBe(true);
    }),
  );
  expect(tokenizer.decode([32 + 0xff])).toBe('\uFFFD');
  expect(tokenizer.decode(tokenizer.encode('\uD800'))).toBe('\uFFFD');
  expect(() => tokenizer.decode([512])).toThrow(TurnlabError);
});

test.each([
  [['go', 'go'], 512, '"go" occurs twice'],
  [['go east'], 512, '"go east" cannot be a word'],
  [[''], 512, '"" cannot be a word'],
  [['▁x'], 512, 'cannot be a word'],
  [['<think>'], 512, '"<think>" occurs twice'],
  [['\uDC00'], 512, 'half a surrogate pair'],
  [['a', 'b'], 290, '2 words need a size of at least 291'],
])('refuses the words %j in %i', (words, size, sentence) => {
  expect(() => Tokenizer.fromWords(words, size)).toThrow(sentence);
});

test('the smallest size fits exactly', () => {
  const size = Tokenizer.sizeFor(WORDS.length);
  expect(Tokenizer.fromWords(WORDS, size).encode('grüße')[0]).toBe(size - 1);
});

test('tokenizer.json reads back the same, however it is laid out', () => {
  const bytes = tokenizer.toJson();
  const again = Tokenizer.fromJson(bytes);
  expect(again.words).toEqual(WORDS);
  expect(again.toJson()).toEqual(bytes);
  const compact = new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes))));
  expect(Tokenizer.fromJson(compact).words).toEqual(WORDS);
});

test('tokenizer.json is what Hugging Face’s tokenizers expects of BPE without merges', () => {
  const json = JSON.parse(new TextDecoder().decode(tokenizer.toJson())) as {
    model: { type: string; byte_fallback: boolean; ignore_merges: boolean; merges: unknown[]; vocab: object };
    added_tokens: { id: number; content: string; special: boolean }[];
  };
  expect(json.model).toMatchObject({ type: 'BPE', byte_fallback: true, ignore_merges: true, merges: [] });
  const vocab = new Map(Object.entries(json.model.vocab) as [string, number][]);
  expect(vocab.size).toBe(512);
  expect(new Set(vocab.values()).size).toBe(512);
  expect([vocab.get('<0x00>'), vocab.get('<0xFF>'), vocab.get('▁'), vocab.get('▁you')]).toEqual([32, 287, 288, 289]);
  for (const { id, content } of json.added_tokens) expect(vocab.get(content)).toBe(id);
});

test('other tokenizers are refused', () => {
  const json = JSON.parse(new TextDecoder().decode(tokenizer.toJson())) as { model: Record<string, unknown> };
  const refuse = (model: Record<string, unknown>): void => {
    const bytes = new TextEncoder().encode(JSON.stringify({ ...json, model: { ...json.model, ...model } }));
    expect(() => Tokenizer.fromJson(bytes)).toThrow(expect.objectContaining({ code: 'bad-file' }));
  };
  refuse({ vocab: { hello: 0, world: 1 } });
  refuse({ vocab: { hello: 0, world: 0 } });
  refuse({ vocab: undefined });
  refuse({ ignore_merges: false });
  const vocab = { ...(json.model['vocab'] as Record<string, number>) };
  delete vocab['▁you'];
  refuse({ vocab });
  refuse({ vocab: { ...vocab, '▁go go': 289 } });
});
