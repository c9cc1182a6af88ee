import { expect, test } from 'vitest';
import { openDevice } from './device.ts';

const gpu = (requestAdapter: () => Promise<unknown>): GPU => ({ requestAdapter }) as unknown as GPU;

test('Node has no WebGPU of its own', async () => {
  await expect(openDevice()).rejects.toMatchObject({ code: 'no-webgpu', message: 'WebGPU is not available here.' });
});

test('no adapter is a plain sentence with a next step', async () => {
  await expect(openDevice(gpu(() => Promise.resolve(null)))).rejects.toMatchObject({
    code: 'no-webgpu',
    message: 'WebGPU is here, but it found no graphics adapter.',
    next: expect.stringContaining('CPU'),
  });
});

test('an adapter that refuses keeps its own words as the cause', async () => {
  const refusal = new Error('device is busy');
  const adapter = { limits: {}, features: new Set(), info: {}, requestDevice: () => Promise.reject(refusal) };
  await expect(openDevice(gpu(() => Promise.resolve(adapter)))).rejects.toMatchObject({
    code: 'no-webgpu',
    cause: refusal,
  });
});
