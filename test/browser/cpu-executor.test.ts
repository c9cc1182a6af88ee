/** The CPU executor in a real browser: the fallback of people without WebGPU must load and compute there too. */
import { afterAll, expect, it } from 'vitest';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { attentionCases } from '../kernels/attention.cases.ts';
import { headCases } from '../kernels/head.cases.ts';
import { checkCase } from '../kernels/runner.ts';
import { wasmExtraCases } from '../kernels/wasm-extra.cases.ts';

const executor = await CpuExecutor.create({ precision: 'f32' });
afterAll(() => executor.dispose());

it.each([...wasmExtraCases, ...attentionCases, ...headCases].map((test) => [test.name, test] as const))(
  '%s',
  async (_, test) => {
    expect(await checkCase(executor, test)).toBeLessThanOrEqual(1);
  },
);
