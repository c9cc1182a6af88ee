import { expect, test } from 'vitest';
import { toyConfig } from './config.ts';
import { loadFolder, saveFolder } from './folder.ts';
import { Tokenizer } from './tokenizer.ts';

const config = toyConfig({ vocabulary: 300, width: 8, layers: 1, heads: 1, kvHeads: 1, mlpWidth: 8, maxTokens: 8 });
const tokenizer = Tokenizer.fromWords(['go'], 300);
const files = saveFolder(config, Uint8Array.of(1, 2), tokenizer);

test('round trip', () => {
  const loaded = loadFolder(files);
  expect(loaded.config).toEqual(config);
  expect(loaded.weights).toEqual(Uint8Array.of(1, 2));
  expect(loaded.tokenizer().words).toEqual(['go']);
  expect(JSON.parse(new TextDecoder().decode(files['tokenizer_config.json']))).toMatchObject({ eos_token: '<eos>' });
});

test('names the file that is missing or does not fit', () => {
  const without = (name: string) => Object.fromEntries(Object.entries(files).filter(([key]) => key !== name));
  expect(() => loadFolder(without('config.json'))).toThrow('config.json is missing');
  expect(() => loadFolder(without('model.safetensors'))).toThrow('model.safetensors is missing');
  expect(() =>
    loadFolder({ ...without('model.safetensors'), 'model.safetensors.index.json': new Uint8Array() }),
  ).toThrow('split over several files');
  expect(() => loadFolder(without('tokenizer.json')).tokenizer()).toThrow('tokenizer.json is missing');
  const other = { ...files, 'tokenizer.json': Tokenizer.fromWords([], 400).toJson() };
  expect(() => loadFolder(other).tokenizer()).toThrow('tokenizer.json has 400 tokens, config.json says 300');
});
