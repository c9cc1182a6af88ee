/** Our row statistics; they also give the confidence over the likeliest tokens, which the task does not ask for. */
import { tensor, type Executor } from '../../engine/executor.ts';
import { HYPER, HYPER_LENGTH, rowStatistics } from '../../engine/kernels/head.ts';
import type { Tensor } from '../../engine/tensor.ts';
import type { Contestant } from '../contest.ts';
import type { RowsTask } from '../tasks.ts';
import { countsOf, filled, RepeatedPlan, type OpenExecutor } from './plans.ts';

/** What scoring asks for (model/generation.ts CONFIDENCE_TOP). */
const J = 5;

export function ourRows(open: OpenExecutor, { M, V, logits, target }: RowsTask): Contestant {
  let executor: Executor;
  let pass: RepeatedPlan;
  let out: Tensor;
  return {
    prepare: async () => {
      executor = await open();
      out = tensor(executor, 'out', 'f32', M * 4);
      const hyper = new Float32Array(HYPER_LENGTH);
      hyper[HYPER.temperature] = 1;
      const args = [
        filled(executor, 'logits', 'f32', logits),
        filled(executor, 'target', 'u32', target),
        filled(executor, 'hyper', 'f32', hyper),
        out,
      ];
      pass = new RepeatedPlan(executor, out, (plan) => plan.op(rowStatistics, { M, V, J }, ...args));
      await pass.run(1);
    },
    answer: async () => {
      const [values] = await executor.read([out]);
      const column = (field: number): Float32Array =>
        Float32Array.from({ length: M }, (_, m) => values![4 * m + field]!);
      return { logprob: column(0), entropy: column(1) };
    },
    sample: (repeats) => pass.run(repeats),
    counts: () => countsOf(executor),
    dispose: () => executor.dispose(),
  };
}
