/** Runs kernel cases on an executor and compares with the f64 twin. Knows no particular kernel. */
import { expect } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import { tensor, type Executor } from '../../src/engine/executor.ts';
import { PlanBuilder } from '../../src/engine/plan.ts';
import type { Numbers } from '../../src/engine/tensor.ts';
import type { KernelCase } from './case.ts';

/** Outputs start from this, so that an element the kernel forgets to write shows. */
const JUNK = 123.25;

function initial(test: KernelCase): Numbers[] {
  const lengths = test.kernel.lengths(test.shape);
  const given = test.inputs(new Rng(1, test.name));
  return test.kernel.args.map((arg, i) => {
    const values = given[i] ?? Array.from({ length: lengths[i]! }, () => JUNK);
    expect(values.length, `${test.name}: inputs for ${arg.name}`).toBe(lengths[i]);
    return arg.dtype === 'u32' ? Uint32Array.from(values) : Float32Array.from(values);
  });
}

/** Every argument after the kernel ran on `executor`, read back. */
async function run(executor: Executor, test: KernelCase, inputs: readonly Numbers[]): Promise<Numbers[]> {
  const tensors = test.kernel.args.map((arg, i) => tensor(executor, arg.name, arg.dtype, inputs[i]!.length));
  for (const [i, values] of inputs.entries()) executor.write(tensors[i]!, values);
  const plan = new PlanBuilder(test.name).op(test.kernel, test.shape, ...tensors).build();
  executor.run(await executor.compile(plan));
  const outputs = await executor.read(tensors);
  for (const t of tensors) executor.free(t.storage);
  return outputs;
}

/** Asserts agreement with the twin on every output and byte-equality of two runs. Returns the largest error / bound. */
export async function checkCase(executor: Executor, test: KernelCase): Promise<number> {
  const inputs = initial(test);
  const expected = inputs.map((values) => (values instanceof Uint32Array ? values.slice() : Float64Array.from(values)));
  test.kernel.run(test.shape, expected);
  const first = await run(executor, test, inputs);
  const second = await run(executor, test, inputs);
  let worst = 0;
  for (const [i, arg] of test.kernel.args.entries()) {
    if (arg.access === 'read') continue;
    const where = `${test.name}: ${arg.name}`;
    expect(first[i], `${where}, two runs`).toEqual(second[i]);
    if (arg.dtype === 'u32') {
      expect(first[i], where).toEqual(expected[i]);
      continue;
    }
    const want = expected[i]!;
    const scale = test.scale ?? Math.max(1e-30, ...Array.from(want, Math.abs));
    const bound = (test.factor ?? 4) * Math.sqrt(test.reduction) * 2 ** -23 * scale;
    for (let k = 0; k < want.length; k++) {
      const error = Math.abs(first[i]![k]! - want[k]!);
      // Written so that NaN fails.
      if (!(error <= bound))
        expect.fail(`${where}[${k}]: got ${first[i]![k]}, want ${want[k]}, error ${error} > ${bound}`);
      worst = Math.max(worst, error / bound);
    }
  }
  return worst;
}
