import { describe, expect, it } from 'vitest';
import { ago, bytes, count, fixed, milliseconds, percent, roughly, short } from './format.ts';

describe('numbers for people', () => {
  it.each([
    [short(0.41234), '0.412'],
    [short(0), '0'],
    [short(0.00012), '1.2e-4'],
    [short(12_345_678), '1.2e7'],
    [short(Number.NaN), '–'],
    [count(141_000.4), '141,000'],
    [fixed(1.005, 1), '1.0'],
    [fixed(Infinity, 1), '–'],
    [percent(0.534), '53 %'],
    [percent(Number.NaN), '–'],
    [bytes(2048), '2 kB'],
    [bytes(38_500_000), '36.7 MB'],
    [bytes(3 * 2 ** 30), '3.0 GB'],
    [milliseconds(840), '840 ms'],
    [milliseconds(1840), '1.8 s'],
    [roughly(0.2), 'about 5 s'],
    [roughly(61), 'about 65 s'],
    [roughly(170), 'about 3 min'],
    [roughly(Number.NaN), ''],
  ])('%s', (given, expected) => {
    expect(given).toBe(expected);
  });
});

it('ago: seconds, then minutes, then hours; never in the future', () => {
  expect([0, 999, 59_999, 60_000, 3_599_999, 3_600_000, 9e7, -5000].map(ago)).toEqual([
    '0 s ago',
    '0 s ago',
    '59 s ago',
    '1 min ago',
    '59 min ago',
    '1 h ago',
    '25 h ago',
    '0 s ago',
  ]);
});
