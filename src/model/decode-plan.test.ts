/** How many kernels a decoded token costs, and that rows and turns that are over cost next to none. */
import { afterAll, expect, test } from 'vitest';
import { FAMILIES, MAX_TOKENS, requestFor, TOY } from '../../test/policy-cases.ts';
import { Rng } from '../core/rng.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { decodePlan } from './decode-plan.ts';
import { layoutOf } from './layout.ts';
import { Policy } from './policy.ts';
import { Pools } from './pools.ts';
import { Workspace } from './workspace.ts';

const executor = await CpuExecutor.create({ precision: 'f32' });
afterAll(() => executor.dispose());

/** Who runs and the embedding before the layers; logits and two sampling kernels after them. */
const AROUND = 4;

test.each(FAMILIES)('$family: five kernels a layer for each token, and four around the layers', (config) => {
  for (const layers of [1, 2, 6]) {
    const workspace = new Workspace(executor);
    const shape = { ...config, layers };
    const decoder = { config: shape, workspace, pools: new Pools(workspace, layoutOf(shape)), T: 16 };
    expect(decodePlan(decoder, 8, 8, 5).plan.ops.length).toBe(5 * layers + AROUND);
    workspace.dispose();
  }
});

test('a turn is one read-back, and is over with its last row', async () => {
  const policy = await Policy.create(executor, TOY, { seed: 1, maxTokens: MAX_TOKENS });
  // One token each: nothing to prefill, so every dispatch is one of decoding.
  const request = requestFor(new Rng(1, 'rows'), 8, TOY.V);
  const rows = request.rows.map((row) => ({ ...row, prompt: row.prompt.subarray(0, 1) }));
  const free = await policy.generate({ ...request, rows, stopToken: TOY.V });
  const longest = free[3]!.ids.length;
  expect(longest).toBe(request.maxNewTokens);
  const stopToken = free[3]!.ids[4]!;
  const before = { ...executor.counters };
  const [row] = await policy.generate({ ...request, rows: [rows[3]!], stopToken });
  expect(row!.ids.length).toBeLessThanOrEqual(5);
  expect(executor.counters.readbacks - before.readbacks).toBe(1);
  expect(executor.counters.dispatches - before.dispatches).toBe(row!.ids.length * (5 * TOY.layers + AROUND));
  policy.dispose();
});
