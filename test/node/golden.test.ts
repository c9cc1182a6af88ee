/** The decoder, the loss, every gradient and one AdamW step against PyTorch, in f64 twins and on the CPU executor. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkCase, passes } from '../../src/cli/golden-case.ts';
import { CpuExecutor } from '../../src/engine/cpu/executor.ts';

const ROOT = new URL('../golden/', import.meta.url);

function filesOf(name: string): Record<string, Uint8Array> {
  const folder = new URL(`${name}/`, ROOT);
  return Object.fromEntries(
    readdirSync(folder).map((file) => [file, new Uint8Array(readFileSync(new URL(file, folder)))]),
  );
}

// The expected tensors are stored in f32, so 1e-6 leaves f64 no room for a wrong term; 1e-4 is f32 through two layers.
const CASES = readdirSync(ROOT).flatMap((name) => [
  { name, precision: 'f64' as const, tolerance: 1e-6 },
  { name, precision: 'f32' as const, tolerance: 1e-4 },
]);

test.each(CASES)('$name in $precision', async ({ name, precision, tolerance }) => {
  const executor = await CpuExecutor.create({ precision });
  const lines = await checkCase(filesOf(name), executor, tolerance);
  expect(lines.filter((line) => !passes(line))).toEqual([]);
  // 4 of the forward pass, 6 statistics, then every tensor's gradient and value after the step.
  expect(lines.length).toBeGreaterThan(40);
  executor.dispose();
});

test('a wrong weight is noticed', async () => {
  const files = filesOf('llama-tiny');
  const weights = files['model.safetensors']!.slice();
  const view = new DataView(weights.buffer);
  const last = weights.length - 4;
  view.setFloat32(last, view.getFloat32(last, true) * 1.01, true);
  const executor = await CpuExecutor.create({ precision: 'f64' });
  const lines = await checkCase({ ...files, 'model.safetensors': weights }, executor, 1e-6);
  expect(lines.find((line) => line.quantity === 'logits')!.error).toBeGreaterThan(1e-5);
});
