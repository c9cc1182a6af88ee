/** Every kernel case on the f32 CPU executor (WASM SIMD where bound, else the twin in f32) against the f64 twin. */
import { afterAll, describe, expect, it } from 'vitest';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';
import { BINDINGS } from '../../src/engine/cpu/bindings.ts';
import type { KernelCase } from '../kernels/case.ts';
import { checkCase } from '../kernels/runner.ts';

const files = import.meta.glob<Record<string, unknown>>('../kernels/*.cases.ts', { eager: true });
/** The lists of cases a file exports, under whatever name. */
const casesOf = (exports: Record<string, unknown>): KernelCase[] =>
  Object.values(exports).filter(Array.isArray).flat() as KernelCase[];

const executor = await CpuExecutor.create({ precision: 'f32' });
afterAll(() => executor.dispose());

for (const [file, exports] of Object.entries(files))
  describe(file.replace(/^.*\//, ''), () => {
    for (const test of casesOf(exports))
      it(test.name, async () => {
        // checkCase throws past the bound; what it returns is the largest error as a share of it.
        expect(await checkCase(executor, test)).toBeLessThanOrEqual(1);
      });
  });

it('tests every kernel that has a WebAssembly binding', () => {
  const tested = new Set(Object.values(files).flatMap((exports) => casesOf(exports).map((test) => test.kernel.name)));
  expect([...BINDINGS.keys()].filter((name) => !tested.has(name))).toEqual([]);
});
