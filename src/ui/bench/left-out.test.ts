import { expect, test } from 'vitest';
import { leftOut } from './left-out.ts';

const GPU = 'WebGPU · card';

test('cases with one reason are one entry; results are none', () => {
  const slow = { benchmark: 'train', peer: 'tfjs 4.22.0', adapter: GPU, skipped: 'too slow here' };
  expect(
    leftOut([
      { benchmark: 'all', size: 'all', peer: 'everyone', adapter: GPU, skipped: 'no adapter' },
      { ...slow, size: 'L2' },
      { benchmark: 'rows', size: '8×32', peer: 'none', adapter: GPU, ours_ms: 1 },
      { ...slow, size: 'L4' },
      { ...slow, size: 'L4', peer: 'jax-js 0.1.25' },
    ]).map(({ who, cases, reason }) => [who, cases, reason]),
  ).toEqual([
    ['', ['everything'], 'no adapter'],
    ['tfjs 4.22.0', ['train L2', 'train L4'], 'too slow here'],
    ['jax-js 0.1.25', ['train L4'], 'too slow here'],
  ]);
});
