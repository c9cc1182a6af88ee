/**
 * The four packed pools on the device: parameters, gradients and AdamW's moments, all in the layout of layout.ts.
 * The last three come into being with the first update: a policy that only plays does not pay for them.
 */
import type { Tensor } from '../engine/tensor.ts';
import type { Layout, LayerParameter } from './layout.ts';
import type { Workspace } from './workspace.ts';

export class Pools {
  readonly layout: Layout;
  readonly #workspace: Workspace;

  constructor(workspace: Workspace, layout: Layout) {
    this.#workspace = workspace;
    this.layout = layout;
  }

  get weights(): Tensor {
    return this.#workspace.reals('weights', this.layout.length);
  }
  get gradients(): Tensor {
    return this.#workspace.reals('gradients', this.layout.length);
  }
  get firstMoment(): Tensor {
    return this.#workspace.reals('firstMoment', this.layout.length);
  }
  get secondMoment(): Tensor {
    return this.#workspace.reals('secondMoment', this.layout.length);
  }

  weight(name: string): Tensor {
    return this.#view(this.weights, name);
  }
  gradient(name: string): Tensor {
    return this.#view(this.gradients, name);
  }
  layerWeight(layer: number, name: LayerParameter): Tensor {
    return this.weight(`layers.${layer}.${name}`);
  }
  layerGradient(layer: number, name: LayerParameter): Tensor {
    return this.gradient(`layers.${layer}.${name}`);
  }

  #view(pool: Tensor, name: string): Tensor {
    const parameter = this.layout.parameters.get(name);
    if (!parameter) throw new Error(`no parameter "${name}"`);
    return { storage: pool.storage, offset: parameter.offset, length: parameter.length };
  }
}
