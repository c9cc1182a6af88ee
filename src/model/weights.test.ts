import { expect, test } from 'vitest';
import { ALIGNMENT } from '../engine/tensor.ts';
import { toyConfig, type ModelConfig } from './config.ts';
import { layoutOf } from './layout.ts';
import { initialWeights, piecesOf, poolFrom } from './weights.ts';

const TOY = toyConfig({ vocabulary: 50, width: 24, layers: 3, heads: 2, kvHeads: 1, mlpWidth: 40, maxTokens: 16 });
const CONFIGS: ModelConfig[] = [TOY, { ...TOY, family: 'qwen2', tied: false }, { ...TOY, family: 'qwen3' }];

test.each(CONFIGS)('the layout of $family is aligned, without overlap, matrices first', (config) => {
  const layout = layoutOf(config);
  let end = 0;
  for (const parameter of layout.parameters.values()) {
    expect(parameter.offset % ALIGNMENT).toBe(0);
    expect(parameter.offset).toBeGreaterThanOrEqual(end);
    end = parameter.offset + parameter.length;
    const isMatrix = parameter.pieces[0]!.shape.length > 1;
    expect(parameter.offset < layout.decayLength).toBe(isMatrix);
  }
  expect(layout.length).toBeGreaterThanOrEqual(end);
  expect(layout.length % ALIGNMENT).toBe(0);
});

test('the parameter count is that of the formula', () => {
  const { V, D, F, layers, H, Hk, Dh } = TOY;
  const perLayer = (H + 2 * Hk) * Dh * D + H * Dh * D + 3 * F * D + 2 * D;
  expect(layoutOf(TOY).count).toBe(V * D + layers * perLayer + D);
});

test.each(CONFIGS)('$family: to Hugging Face names and back gives the same pool', (config) => {
  const pool = initialWeights(config, 3);
  const layout = layoutOf(config);
  expect(poolFrom(config, layout, piecesOf(layout, pool))).toEqual(pool);
});

test('names and fused pieces are those of transformers', () => {
  const config = CONFIGS[1]!;
  const layout = layoutOf(config);
  const names = layout.pieces.map((p) => p.name);
  expect(names[0]).toBe('model.embed_tokens.weight');
  expect(names.at(-1)).toBe('lm_head.weight');
  expect(names).toContain('model.layers.2.self_attn.k_proj.bias');
  const qkv = layout.parameters.get('layers.0.qkv')!;
  expect(qkv.pieces.map((p) => [p.name.split('.').at(-2), p.shape])).toEqual([
    ['q_proj', [24, 24]],
    ['k_proj', [12, 24]],
    ['v_proj', [12, 24]],
  ]);
});

test('initial weights: seeded, of the stated size, norms one and biases zero', () => {
  const config = CONFIGS[1]!;
  const layout = layoutOf(config);
  expect(initialWeights(config, 3)).toEqual(initialWeights(config, 3));
  expect(initialWeights(config, 3)).not.toEqual(initialWeights(config, 4));
  const pieces = piecesOf(layout, initialWeights(config, 3));
  const deviation = (name: string): number =>
    Math.hypot(...pieces.get(name)!.data) / Math.sqrt(pieces.get(name)!.data.length);
  // 1200 and 960 draws: five standard errors of a sample deviation are 5 / sqrt(2n), at most 11 percent.
  expect(Math.abs(deviation('model.embed_tokens.weight') / (0.5 / Math.sqrt(24)) - 1)).toBeLessThan(0.11);
  expect(Math.abs(deviation('model.layers.1.mlp.down_proj.weight') / (0.5 / Math.sqrt(24 * 6)) - 1)).toBeLessThan(0.11);
  expect(new Set(pieces.get('model.norm.weight')!.data)).toEqual(new Set([1]));
  expect(new Set(pieces.get('model.layers.0.self_attn.q_proj.bias')!.data)).toEqual(new Set([0]));
});

test('a longer model starts with the same layers', () => {
  const longer = { ...TOY, layers: 4 };
  const short = piecesOf(layoutOf(TOY), initialWeights(TOY, 1));
  const long = piecesOf(layoutOf(longer), initialWeights(longer, 1));
  const name = 'model.layers.1.self_attn.q_proj.weight';
  expect(long.get(name)!.data).toEqual(short.get(name)!.data);
});

test('mistakes name the tensor', () => {
  const layout = layoutOf(TOY);
  const good = piecesOf(layout, initialWeights(TOY, 3));
  const name = 'model.layers.1.mlp.up_proj.weight';
  const without = new Map(good);
  without.delete(name);
  expect(() => poolFrom(TOY, layout, without)).toThrow(`lack "${name}"`);
  const transposed = new Map(good).set(name, { shape: [24, 40], data: good.get(name)!.data });
  expect(() => poolFrom(TOY, layout, transposed)).toThrow(
    `"${name}" has shape [24, 40], config.json asks for [40, 24]`,
  );
  const broken = good.get(name)!.data.slice();
  broken[5] = Infinity;
  expect(() => poolFrom(TOY, layout, new Map(good).set(name, { shape: [40, 24], data: broken }))).toThrow(
    `"${name}" holds Infinity at position 5`,
  );
  const extra = new Map(good).set('model.layers.9.x', { shape: [1], data: new Float32Array(1) });
  expect(() => poolFrom(TOY, layout, extra)).toThrow('"model.layers.9.x", which this model has no place for');
  const harmless = new Map(good).set('lm_head.weight', { shape: [1], data: new Float32Array(1) });
  expect(poolFrom(TOY, layout, harmless)).toEqual(poolFrom(TOY, layout, good));
});
