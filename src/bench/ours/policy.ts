/**
 * Our policy-gradient step. From logits: one kernel that overwrites them with the gradient. From hidden rows: the model's
 * own recording, logits chunk by chunk through one small buffer.
 */
import { tensor, whole, type Executor } from '../../engine/executor.ts';
import { zero } from '../../engine/kernels/fill.ts';
import {
  HYPER,
  HYPER_LENGTH,
  lossStatistics,
  LOSS_STATS,
  policyLoss,
  STATS_LENGTH,
  TOKEN,
} from '../../engine/kernels/head.ts';
import { PlanBuilder } from '../../engine/plan.ts';
import type { Tensor } from '../../engine/tensor.ts';
import { toyConfig } from '../../model/config.ts';
import type { Decoder } from '../../model/decoder.ts';
import { recordChunkBackward, recordChunks, rowsOf } from '../../model/head.ts';
import { layoutOf } from '../../model/layout.ts';
import { Pools } from '../../model/pools.ts';
import { Workspace } from '../../model/workspace.ts';
import type { Answer, Contestant } from '../contest.ts';
import { POLICY_LOSS, type PolicyTask } from '../tasks.ts';
import { countsOf, filled, RepeatedPlan, type OpenExecutor } from './plans.ts';

/** "No dual clip" where shaders must not see infinity. */
const UNBOUNDED = 1e30;

function hyperValues(): Float32Array<ArrayBuffer> {
  const hyper = new Float32Array(HYPER_LENGTH);
  for (const key of ['temperature', 'clipLow', 'clipHigh', 'klCoef', 'entropyCoef'] as const)
    hyper[HYPER[key]] = POLICY_LOSS[key];
  hyper[HYPER.dualClip] = UNBOUNDED;
  return hyper;
}

function tokenValues({ N, advantage, oldLogprob, refLogprob }: PolicyTask): Float32Array<ArrayBuffer> {
  const token = new Float32Array(4 * N);
  for (let n = 0; n < N; n++) {
    token[4 * n + TOKEN.advantage] = advantage[n]!;
    token[4 * n + TOKEN.oldLogprob] = oldLogprob[n]!;
    token[4 * n + TOKEN.refLogprob] = refLogprob[n]!;
    token[4 * n + TOKEN.weight] = 1 / N;
  }
  return token;
}

interface Step {
  readonly stats: Tensor;
  readonly gradient: Tensor;
  readonly matrixGradient?: Tensor;
  readonly record: (plan: PlanBuilder) => void;
}

function stepFromLogits(executor: Executor, task: PolicyTask): Step {
  const { N: M, V } = task;
  const logits = filled(executor, 'logits', 'f32', task.input);
  const target = filled(executor, 'target', 'u32', task.target);
  const token = filled(executor, 'token', 'f32', tokenValues(task));
  const hyper = filled(executor, 'hyper', 'f32', hyperValues());
  const out = tensor(executor, 'out', 'f32', M * 8);
  const stats = tensor(executor, 'stats', 'f32', STATS_LENGTH);
  const record = (plan: PlanBuilder): void => {
    plan.op(zero, { L: STATS_LENGTH }, stats);
    plan.op(policyLoss, { M, V }, logits, target, token, hyper, out);
    plan.op(lossStatistics, { M }, out, token, stats);
  };
  return { stats, gradient: logits, record };
}

function stepFromRows(executor: Executor, task: PolicyTask): Step {
  const { N: M, V, D } = task;
  const config = toyConfig({ vocabulary: V, width: D, layers: 1, heads: 1, kvHeads: 1, mlpWidth: 4, maxTokens: 2 });
  const workspace = new Workspace(executor);
  const pools = new Pools(workspace, layoutOf(config));
  const decoder: Decoder = { config, workspace, pools, T: 2 };
  executor.write(pools.weight('embed'), task.matrix);
  const normed = filled(executor, 'normed', 'f32', task.input);
  const selected = { M, raw: normed, normed, rstd: normed };
  const io = {
    target: filled(executor, 'target', 'u32', task.target),
    token: filled(executor, 'token', 'f32', tokenValues(task)),
    hyper: filled(executor, 'hyper', 'f32', hyperValues()),
  };
  const out = tensor(executor, 'out', 'f32', M * 8);
  const stats = tensor(executor, 'stats', 'f32', STATS_LENGTH);
  const dNormed = tensor(executor, 'dNormed', 'f32', M * D);
  const matrixGradient = pools.gradient('embed');
  const record = (plan: PlanBuilder): void => {
    plan.op(zero, { L: STATS_LENGTH }, stats);
    plan.op(zero, { L: V * D }, matrixGradient);
    recordChunks(plan, decoder, selected, (chunk) => {
      plan.op(
        policyLoss,
        { M: chunk.rows, V },
        chunk.logits,
        rowsOf(io.target, chunk, 1),
        rowsOf(io.token, chunk, 4),
        io.hyper,
        rowsOf(out, chunk, 8),
      );
      recordChunkBackward(plan, decoder, selected, chunk, dNormed);
    });
    plan.op(lossStatistics, { M }, out, io.token, stats);
  };
  // Recorded once for nothing: workspace memory may grow meanwhile, and a plan must not hold what it grew out of.
  record(new PlanBuilder('sizes'));
  return { stats, gradient: dNormed, matrixGradient, record };
}

export function ourPolicy(open: OpenExecutor, task: PolicyTask): Contestant {
  let executor: Executor;
  let plan: RepeatedPlan;
  let answer: Answer;
  return {
    prepare: async () => {
      executor = await open();
      const step = task.D > 0 ? stepFromRows(executor, task) : stepFromLogits(executor, task);
      plan = new RepeatedPlan(executor, whole(step.stats.storage), step.record);
      await plan.run(1);
      // Now: from logits, the next run would take the gradient for logits.
      const wanted = [step.stats, step.gradient, ...(step.matrixGradient ? [step.matrixGradient] : [])];
      const [stats, gradient, matrixGradient] = await executor.read(wanted);
      answer = { loss: [stats![LOSS_STATS.loss]!], gradient: gradient!, matrixGradient: matrixGradient ?? [] };
    },
    answer: () => Promise.resolve(answer),
    sample: (repeats) => plan.run(repeats),
    counts: () => countsOf(executor),
    dispose: () => executor.dispose(),
  };
}
