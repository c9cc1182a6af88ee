/** Every WGSL file, as it stands, compiles without a message: errors, warnings and notes alike. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../../src/engine/webgpu/device.ts';

const sources = import.meta.glob<string>('../../shaders/**/*.wgsl', { query: '?raw', import: 'default', eager: true });

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDevice());
});
afterAll(() => device.destroy());

async function messages(path: string, code: string): Promise<string[]> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code, label: path });
  const invalid = await device.popErrorScope();
  const info = await module.getCompilationInfo();
  const lines = info.messages.map((m) => `${path}:${m.lineNum}:${m.linePos} ${m.type}: ${m.message}`);
  return invalid !== null && lines.length === 0 ? [invalid.message] : lines;
}

test('there are shaders', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(10);
});

test('a broken shader is reported with its line', async () => {
  const found = await messages('broken.wgsl', 'fn f() -> u32 {\n  return 1.5;\n}');
  expect(found.join('\n')).toContain('broken.wgsl:2:');
});

test.each(Object.entries(sources))('%s', async (path, code) => {
  expect(await messages(path, code)).toEqual([]);
});
