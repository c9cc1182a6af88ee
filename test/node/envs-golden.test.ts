/** The committed transcripts, here in Node; test/browser/envs.test.ts checks the same constants in a browser. */
import { expect, test } from 'vitest';
import { GOLDEN, GOLDEN_PICTURES, goldenHash, LEVELS, pictureHash, SEEN } from './envs-play.ts';

test.each(LEVELS)('$id level $level plays as committed', async ({ id, level }) => {
  expect(await goldenHash(id, level)).toBe(GOLDEN[`${id}/${level}`]);
});

test.each(SEEN)('$id level $level looks as committed', async ({ id, level }) => {
  expect(await pictureHash(id, level)).toBe(GOLDEN_PICTURES[`${id}/${level}`]);
});
