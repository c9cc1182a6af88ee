/** Environments play byte for byte the same in a browser as in Node: same constants as test/node/envs-golden.test.ts. */
import { expect, test } from 'vitest';
import { GOLDEN, GOLDEN_PICTURES, goldenHash, LEVELS, pictureHash, SEEN } from '../node/envs-play.ts';

test.each(LEVELS)('$id level $level plays as committed', async ({ id, level }) => {
  expect(await goldenHash(id, level)).toBe(GOLDEN[`${id}/${level}`]);
});

test.each(SEEN)('$id level $level looks as committed', async ({ id, level }) => {
  expect(await pictureHash(id, level)).toBe(GOLDEN_PICTURES[`${id}/${level}`]);
});
