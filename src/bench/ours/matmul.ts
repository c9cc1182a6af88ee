/** Our matrix products; TN is what training does for a weight gradient: split over K, then added up in order. */
import { tensor, type Executor } from '../../engine/executor.ts';
import { matmulNN, matmulNT, matmulTNPartial, splitCount, sumPartialsAdd } from '../../engine/kernels/linear.ts';
import type { PlanBuilder } from '../../engine/plan.ts';
import type { Answer, Contestant } from '../contest.ts';
import type { MatmulTask } from '../tasks.ts';
import { countsOf, filled, RepeatedPlan, type OpenExecutor } from './plans.ts';

export function ourMatmul(open: OpenExecutor, { form, M, N, K, a, b }: MatmulTask): Contestant {
  let executor: Executor;
  let product: RepeatedPlan;
  let answer: Answer;
  return {
    prepare: async () => {
      executor = await open();
      const left = filled(executor, 'a', 'f32', a);
      const right = filled(executor, 'b', 'f32', b);
      const c = tensor(executor, 'c', 'f32', M * N);
      const S = splitCount(M, N, K);
      const partial = tensor(executor, 'partial', 'f32', form === 'TN' ? S * M * N : 4);
      const record = (plan: PlanBuilder): void => {
        if (form === 'NN') plan.op(matmulNN, { M, N, K }, left, right, c);
        else if (form === 'NT') plan.op(matmulNT, { M, N, K }, left, right, c);
        else {
          plan.op(matmulTNPartial, { M, N, K, S }, left, right, partial);
          plan.op(sumPartialsAdd, { S, L: M * N }, partial, c);
        }
      };
      product = new RepeatedPlan(executor, c, record);
      await product.run(1);
      // Now: a weight gradient grows with every further run.
      const [values] = await executor.read([c]);
      answer = { product: values! };
    },
    answer: () => Promise.resolve(answer),
    sample: (repeats) => product.run(repeats),
    counts: () => countsOf(executor),
    dispose: () => executor.dispose(),
  };
}
