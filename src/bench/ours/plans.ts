/** Plans on a fresh executor, replayed as often as a sample asks: what our contestants share. Must not know any task. */
import { tensor, type Executable, type Executor } from '../../engine/executor.ts';
import { PlanBuilder } from '../../engine/plan.ts';
import type { DType, Numbers, Tensor } from '../../engine/tensor.ts';
import type { Counts } from '../contest.ts';

export type OpenExecutor = () => Promise<Executor>;

export function countsOf({ counters }: Executor): Counts & { readonly peakBytes: number } {
  const { dispatches, submits, readbacks, peakBytes } = counters;
  return { dispatches, submits, readbacks, peakBytes };
}

/** One executor, and one plan for each number of repeats of the same ops. */
export class RepeatedPlan {
  readonly #executor: Executor;
  readonly #record: (plan: PlanBuilder) => void;
  readonly #wait: Tensor;
  readonly #compiled = new Map<number, Executable>();

  /** `wait` is a tensor that the ops write; a few of its numbers are read to wait for the device. */
  constructor(executor: Executor, wait: Tensor, record: (plan: PlanBuilder) => void) {
    this.#executor = executor;
    this.#record = record;
    this.#wait = { ...wait, length: Math.min(wait.length, 4) };
  }

  async run(repeats: number): Promise<void> {
    let executable = this.#compiled.get(repeats);
    if (!executable) {
      const plan = new PlanBuilder(`${repeats} repeats`);
      for (let i = 0; i < repeats; i++) this.#record(plan);
      executable = await this.#executor.compile(plan.build());
      this.#compiled.set(repeats, executable);
    }
    this.#executor.run(executable);
    await this.#executor.read([this.#wait]);
  }
}

/** A tensor that holds `data`. */
export function filled(executor: Executor, name: string, dtype: DType, data: Numbers): Tensor {
  const made = tensor(executor, name, dtype, data.length);
  executor.write(made, data);
  return made;
}
