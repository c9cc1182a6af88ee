/** The adapter of this machine (software, unless WEBGPU_ADAPTER says otherwise). */
import { expect, test } from 'vitest';
import { FEATURES, openDevice } from '../../src/engine/webgpu/device.ts';

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

test('asks for no other limit beyond the defaults', async () => {
  const { device } = await openDevice();
  expect(device.limits.maxStorageBuffersPerShaderStage).toBe(8);
  expect(device.limits.maxComputeInvocationsPerWorkgroup).toBe(256);
  expect(device.limits.maxComputeWorkgroupStorageSize).toBe(16_384);
  device.destroy();
});

test('optional features are asked for, and can be done without', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  const { device, adapter: name } = await openDevice();
  for (const feature of FEATURES) expect(device.features.has(feature), feature).toBe(adapter!.features.has(feature));
  const bare = await openDevice(undefined, []);
  for (const feature of FEATURES) expect(bare.device.features.has(feature), feature).toBe(false);
  // The same card by the same name, or what was measured of it would be lost.
  expect(bare.adapter).toBe(name);
  expect(name).toContain(adapter!.info.vendor);
  device.destroy();
  bare.device.destroy();
});
