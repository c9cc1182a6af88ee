import { expect, test } from 'vitest';
import { philox, Rng, unitInterval } from './rng.ts';

/** Random123's published known answers for philox4x32-10. */
test.each([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
] as const)('philox known answer %#', (counter, key, expected) => {
  expect(philox(counter, key)).toEqual([...expected]);
});

test('unit draws stay strictly inside (0, 1) in f32', () => {
  expect(Math.fround(unitInterval(0))).toBeGreaterThan(0);
  expect(Math.fround(unitInterval(0xffffffff))).toBeLessThan(1);
});

test('streams are reproducible, distinct by name, and below() is in range and roughly uniform', () => {
  const draw = (name: string) =>
    Array.from(
      { length: 8 },
      (
        (rng) => () =>
          rng.uint32()
      )(new Rng(7, name)),
    );
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
  const counts = [0, 0, 0];
  const rng = new Rng(1, 'below');
  for (let i = 0; i < 30_000; i++) counts[rng.below(3)]!++;
  // 5 standard deviations of a binomial(30000, 1/3) is 408.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(408);
});
