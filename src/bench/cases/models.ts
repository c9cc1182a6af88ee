/** The models that are trained and decoded, and how many operations they take. */
import { qkvWidth, toyConfig, type ModelConfig } from '../../model/config.ts';

export interface Model {
  readonly name: string;
  readonly config: ModelConfig;
}

const model = (layers: number, width: number, mlpWidth: number, vocabulary: number, maxTokens: number): Model => ({
  name: `L${layers} d${width}`,
  config: toyConfig({
    vocabulary,
    width,
    layers,
    heads: width < 64 ? 2 : 4,
    kvHeads: width < 64 ? 2 : 4,
    mlpWidth,
    maxTokens,
  }),
});

export const TINY = model(1, 32, 48, 64, 32);
export const L2_D64 = model(2, 64, 192, 512, 129);
export const L4_D128 = model(4, 128, 384, 512, 129);
export const L6_D256 = model(6, 256, 768, 1024, 257);

/** Multiplied parameters: all but norms and, unless tied, the embedding. */
const multiplied = ({ config }: Model): number => {
  const { D, F, H, Dh, V, layers } = config;
  return layers * (qkvWidth(config) * D + H * Dh * D + 3 * F * D) + V * D;
};

/** Forward and backward on B rows of T tokens: 6 a parameter and token, and causal attention. */
export const trainFlops = (one: Model, B: number, T: number): number =>
  6 * multiplied(one) * B * T + 6 * one.config.layers * one.config.H * one.config.Dh * B * T * T;

/** One token of B rows when `past` keys are attended to on average. */
export const decodeFlops = (one: Model, B: number, past: number): number =>
  2 * multiplied(one) * B + 4 * one.config.layers * one.config.H * one.config.Dh * B * past;
