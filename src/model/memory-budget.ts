/**
 * How many tokens to train on at once, and how many layers to recompute, so that training fits in so many bytes. Sizes come
 * from recording the very plans that would run, on an executor that only adds up. Must not know devices.
 */
import { TurnlabError } from '../core/errors.ts';
import type { Executor } from '../engine/executor.ts';
import type { Storage } from '../engine/tensor.ts';
import { capacityFor } from './capacity.ts';
import type { ModelConfig } from './config.ts';
import { ropeTensor, type Decoder } from './decoder.ts';
import { layoutOf } from './layout.ts';
import { Pools } from './pools.ts';
import { beginPlan, finishPlan, trainPlan } from './train-plan.ts';
import { TOKEN_UNIT } from './update.ts';
import { Workspace } from './workspace.ts';

/** Tokens at once where memory is no question. */
export const DEFAULT_BUDGET = 2048;
/** Fewer tokens than this at once keep a GPU from its best; recomputing costs a third more work, so it is the lesser evil. */
const WORTHWHILE = 512;

const BYTES = 4;

/** As much of an executor as recording touches. */
class Ruler {
  bytes = 0;
  #id = 0;

  readonly allocate: Executor['allocate'] = (name, dtype, length): Storage => {
    this.bytes += BYTES * length;
    return { id: ++this.#id, name, dtype, length };
  };

  readonly free = ({ length }: Storage): void => {
    this.bytes -= BYTES * length;
  };
}

/** Device bytes that updates on up to N tokens take once everything is allocated: weights, gradients, moments, activations. */
export function trainingBytes(config: ModelConfig, maxTokens: number, N: number, recompute: number): number {
  const ruler = new Ruler();
  const workspace = new Workspace(ruler as unknown as Executor);
  const decoder: Decoder = { config, workspace, pools: new Pools(workspace, layoutOf(config)), T: maxTokens };
  ropeTensor(decoder);
  beginPlan(decoder);
  // At most every token carries loss, and every token is a patch where there are pictures.
  trainPlan(decoder, { N, P: config.pictures ? N : 0, M: N }, recompute);
  finishPlan(decoder, false);
  return ruler.bytes;
}

export interface Fit {
  readonly tokenBudget: number;
  readonly recompute: number;
}

/**
 * The most tokens at once without recomputing, down to where a GPU would starve; then recomputing layer by layer; then fewer
 * tokens. `recompute` asks for more layers than that, and gets them where they fit; how many tokens there are at once does
 * not depend on it, so it changes no byte. Throws TurnlabError `out-of-memory` when not even one longest row fits.
 */
export function fitMemory(config: ModelConfig, maxTokens: number, budget: number, recompute = 0): Fit {
  const least = capacityFor(maxTokens, TOKEN_UNIT);
  const sizes = sizesBetween(least, Math.max(DEFAULT_BUDGET, least));
  const large = sizes.filter((N) => N >= WORTHWHILE || N === sizes[0]);
  const all = config.layers - 1;
  const layers = Array.from({ length: all }, (_, i) => i + 1);
  const wishes: Fit[] = [
    ...large.map((tokenBudget) => ({ tokenBudget, recompute: 0 })),
    ...layers.map((recompute) => ({ tokenBudget: large.at(-1)!, recompute })),
    ...sizes.filter((N) => N < large.at(-1)!).map((tokenBudget) => ({ tokenBudget, recompute: all })),
  ];
  const fits = (wish: Fit): boolean => trainingBytes(config, maxTokens, wish.tokenBudget, wish.recompute) <= budget;
  const fit = wishes.find(fits);
  if (fit) {
    // One recomputed layer alone may take more than none: the memory that recomputed layers share is new.
    const more = { ...fit, recompute: Math.max(fit.recompute, Math.min(recompute, all)) };
    return fits(more) ? more : fit;
  }
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  throw new TurnlabError(
    'out-of-memory',
    `Training this model takes at least ${mebibytes(trainingBytes(config, maxTokens, least, all))}; the memory budget is ${mebibytes(budget)}.`,
    'Choose a smaller model, shorter turns or a larger memory budget.',
  );
}

/** Capacities from `most` down to `least`: other sizes would be padded up to one of these. */
function sizesBetween(least: number, most: number): number[] {
  const sizes: number[] = [];
  for (let N = capacityFor(least, TOKEN_UNIT); N <= most; N = capacityFor(N + 1, TOKEN_UNIT)) sizes.unshift(N);
  return sizes;
}
