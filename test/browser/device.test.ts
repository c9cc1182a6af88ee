/** The adapter of this machine (software, unless WEBGPU_ADAPTER says otherwise). */
import { expect, test } from 'vitest';
import { openDevice } from '../../src/engine/webgpu/device.ts';

test('opens a device with the adapter’s largest buffers and names it', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  const { device, label, isFallbackAdapter } = await openDevice();
  expect(device.limits.maxBufferSize).toBe(adapter!.limits.maxBufferSize);
  expect(device.limits.maxStorageBufferBindingSize).toBe(adapter!.limits.maxStorageBufferBindingSize);
  expect(isFallbackAdapter).toBe(adapter!.info.isFallbackAdapter);
  expect(label).toMatch(/^WebGPU · .*\w/);
  expect(label).toContain(adapter!.info.vendor);
  device.destroy();
});

test('asks for nothing else beyond the defaults', async () => {
  const { device } = await openDevice();
  expect(device.limits.maxStorageBuffersPerShaderStage).toBe(8);
  expect(device.limits.maxComputeInvocationsPerWorkgroup).toBe(256);
  expect(device.limits.maxComputeWorkgroupStorageSize).toBe(16_384);
  device.destroy();
});
