import { expect, test } from 'vitest';
import { unrolled } from './unroll.ts';

const source = `  for (var d = 0u; d < BLOCKS; d++) {
    sum[d] += delta * q[at + d];
  }
  for (var j = 0u; j < BLOCKS; j++) {
    n += j;
  }
`;

test('a short loop over d is written out with constant indices; other loops and other names stay', () => {
  expect(unrolled(source, 2)).toBe(`  {
    sum[0u] += delta * q[at + 0u];
  }
{
    sum[1u] += delta * q[at + 1u];
  }
  for (var j = 0u; j < BLOCKS; j++) {
    n += j;
  }
`);
});

test('a long loop stays as it is', () => {
  expect(unrolled(source, 9)).toBe(source);
});
