/** An uncaptured WebGPU error fails the test it happened in; without this it would pass in silence. */
import { afterEach, expect } from 'vitest';

const errors: string[] = [];
// oxlint-disable-next-line typescript/unbound-method -- called with the adapter as `this` below
const original = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (descriptor?: GPUDeviceDescriptor) {
  const device = await original.call(this, descriptor);
  device.addEventListener('uncapturederror', (event) => errors.push(event.error.message));
  return device;
};

afterEach(() => {
  expect(errors.splice(0), 'uncaptured WebGPU errors').toEqual([]);
});
