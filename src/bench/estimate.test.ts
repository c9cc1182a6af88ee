import { expect, test } from 'vitest';
import { peerSecondsOf, secondsOf } from './estimate.ts';

const CASES = { matmul: 10, rows: 1, policy: 1, decode: 1, train: 1, control: 1, soak: 1 };
const both = { places: ['webgpu', 'cpu'] } as const;
const real = { hasGpu: true, isSoftware: false, cases: CASES };

test('each place costs its own time for every case, and one that is not there costs none', () => {
  const onCpu = secondsOf('matmul', { places: ['cpu'] }, real);
  expect(secondsOf('matmul', both, { ...real, hasGpu: false })).toBe(onCpu);
  const fewer = { hasGpu: false, isSoftware: false, cases: { ...CASES, matmul: 5 } };
  expect(secondsOf('matmul', both, fewer)).toBe(onCpu / 2);
});

test('an emulated GPU takes longer than a real one', () => {
  expect(secondsOf('control', both, { ...real, isSoftware: true })).toBeGreaterThan(secondsOf('control', both, real));
});

test('a peer costs its time only where it takes part', () => {
  expect(peerSecondsOf('jax-js', 'train', both, real)).toBeGreaterThan(0);
  expect(peerSecondsOf('onnxruntime-web', 'train', both, real)).toBe(0);
  expect(peerSecondsOf('tfjs', 'matmul', { places: ['cpu'] }, real)).toBe(0);
  for (const peer of ['jax-js', 'tfjs', 'onnxruntime-web'] as const)
    for (const alone of ['control', 'soak'] as const) expect(peerSecondsOf(peer, alone, both, real)).toBe(0);
});
