import { expect, test } from 'vitest';
import { Faults } from './faults.ts';

class GPUOutOfMemoryError extends Error {}
class GPUValidationError extends Error {}

/** What Faults needs of a device, with a hand on both events. */
class FakeDevice extends EventTarget {
  lose!: (info: GPUDeviceLostInfo) => void;
  readonly lost = new Promise<GPUDeviceLostInfo>((resolve) => (this.lose = resolve));

  report(error: Error): void {
    this.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
  }
}

function setUp(): { device: FakeDevice; faults: Faults } {
  const device = new FakeDevice();
  return { device, faults: new Faults(device) };
}

test('an error is remembered until it is raised, once, the first one first', () => {
  const { device, faults } = setUp();
  expect(() => faults.raise()).not.toThrow();
  device.report(new GPUValidationError('buffer used while destroyed'));
  device.report(new GPUValidationError('its consequence'));
  expect(() => faults.raise()).toThrow('The GPU reported: buffer used while destroyed');
  expect(() => faults.raise()).not.toThrow();
});

test('running out of memory has its own code and a next step', () => {
  const { device, faults } = setUp();
  device.report(new GPUOutOfMemoryError('heap full'));
  expect(() => faults.raise()).toThrow(
    expect.objectContaining({ code: 'out-of-memory', next: expect.stringContaining('smaller') }),
  );
});

test('a device lost by itself is an unexpected loss', async () => {
  const { device, faults } = setUp();
  expect(() => faults.assertAlive()).not.toThrow();
  device.lose({ reason: 'unknown', message: 'driver reset' } as GPUDeviceLostInfo);
  expect(await faults.lost).toEqual({ reason: 'driver reset', expected: false });
  expect(() => faults.assertAlive()).toThrow(
    expect.objectContaining({ code: 'device-lost', message: 'The connection to the GPU was lost (driver reset).' }),
  );
});

test('a device closed by its owner is gone at once, and expectedly', async () => {
  const { device, faults } = setUp();
  faults.close({ reason: 'disposed', expected: true });
  expect(faults.gone).toBe(true);
  expect(() => faults.assertAlive()).toThrow('This GPU device was closed.');
  device.lose({ reason: 'destroyed', message: '' } as GPUDeviceLostInfo);
  expect(await faults.lost).toEqual({ reason: 'disposed', expected: true });
});
