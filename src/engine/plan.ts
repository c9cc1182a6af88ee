/**
 * A plan is data: a flat list of {kernel, shape, tensors}. Model code records one once; either executor replays it.
 * Per-step values (learning rate, lengths, seeds) live in tensors, never in the plan. Must not touch numbers.
 */
import { ShapeError, type Kernel, type Shape } from './kernel.ts';
import { ALIGNMENT, type Tensor } from './tensor.ts';

export interface Op {
  readonly kernel: Kernel;
  readonly shape: Shape;
  readonly args: readonly Tensor[];
}

export interface Plan {
  readonly name: string;
  readonly ops: readonly Op[];
}

export class PlanBuilder {
  readonly #name: string;
  readonly #ops: Op[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** Append one op. Throws ShapeError when a tensor is too short, misaligned, of the wrong dtype, or when one storage
   * is both read and written (WebGPU allows a storage one role in a dispatch). */
  op<S extends Shape>(kernel: Kernel<S>, shape: S, ...args: readonly Tensor[]): this {
    const lengths = kernel.lengths(shape);
    if (args.length !== kernel.args.length)
      throw new ShapeError(kernel.name, `takes ${kernel.args.length} tensors, got ${args.length}`);
    const roles = new Map<number, string>();
    for (const [i, arg] of kernel.args.entries()) {
      const tensor = args[i]!;
      const where = `${kernel.name}.${arg.name} (${tensor.storage.name})`;
      if (tensor.storage.dtype !== arg.dtype) throw new ShapeError(where, `needs ${arg.dtype}`);
      if (tensor.length < lengths[i]!)
        throw new ShapeError(where, `needs ${lengths[i]} elements, has ${tensor.length}`);
      if (tensor.offset % ALIGNMENT !== 0) throw new ShapeError(where, `starts at ${tensor.offset}, not aligned`);
      const role = arg.access === 'read' ? 'read' : `write ${i}`;
      const earlier = roles.get(tensor.storage.id);
      if (earlier !== undefined && earlier !== role)
        throw new ShapeError(where, 'its storage is already bound with another access in this op');
      roles.set(tensor.storage.id, role);
    }
    this.#ops.push({ kernel: kernel, shape, args });
    return this;
  }

  build(): Plan {
    return { name: this.#name, ops: this.#ops };
  }
}
