/** The decoder, the loss, every gradient and one AdamW step against PyTorch, on WebGPU. */
import { expect, test } from 'vitest';
import { checkCase, passes } from '../../src/cli/golden-case.ts';
import { openWebGpu } from '../../src/engine/webgpu/executor.ts';

const URLS = import.meta.glob<string>('../golden/*/*', { eager: true, query: '?url', import: 'default' });
const NAMES = [...new Set(Object.keys(URLS).map((path) => path.split('/').at(-2)!))];

async function filesOf(name: string): Promise<Record<string, Uint8Array>> {
  const paths = Object.keys(URLS).filter((path) => path.includes(`/${name}/`));
  const files = await Promise.all(
    paths.map(async (path): Promise<[string, Uint8Array]> => {
      const response = await fetch(URLS[path]!);
      return [path.split('/').at(-1)!, new Uint8Array(await response.arrayBuffer())];
    }),
  );
  return Object.fromEntries(files);
}

test('the cases are found', () => {
  expect(NAMES).toEqual(['llama-tiny', 'qwen3-tiny']);
});

test.each(NAMES)('%s', async (name) => {
  const executor = await openWebGpu();
  const lines = await checkCase(await filesOf(name), executor, 1e-4);
  expect(lines.filter((line) => !passes(line))).toEqual([]);
  expect(lines.length).toBeGreaterThan(40);
  executor.dispose();
});
