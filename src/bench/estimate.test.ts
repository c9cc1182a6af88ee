import { expect, test } from 'vitest';
import { secondsOf } from './estimate.ts';

const CASES = { matmul: 10, rows: 1, policy: 1, decode: 1, train: 1, control: 1, soak: 1 };
const both = { places: ['webgpu', 'cpu'] } as const;

test('each place costs its own time for every case, and one that is not there costs none', () => {
  const onCpu = secondsOf('matmul', { places: ['cpu'] }, { hasGpu: true, isSoftware: false, cases: CASES });
  expect(secondsOf('matmul', both, { hasGpu: false, isSoftware: false, cases: CASES })).toBe(onCpu);
  const fewer = { hasGpu: false, isSoftware: false, cases: { ...CASES, matmul: 5 } };
  expect(secondsOf('matmul', both, fewer)).toBe(onCpu / 2);
});

test('an emulated GPU takes longer than a real one', () => {
  const real = { hasGpu: true, isSoftware: false, cases: CASES };
  expect(secondsOf('control', both, { ...real, isSoftware: true })).toBeGreaterThan(secondsOf('control', both, real));
});
