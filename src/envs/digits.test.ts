import { expect, test } from 'vitest';
import { digits, readDigits } from './digits.ts';

test('numbers go out digit by digit and come back', () => {
  for (const value of [0, 7, 10, 407, 999_999]) expect(readDigits(digits(value))).toBe(value);
  expect([digits(407), digits(-3)]).toEqual(['4 0 7', '- 3']);
});

test.each(['', ' ', '0 7', '07', '12', '1  2', '1 2 ', '- 3', '1 2 3 4 5 6 7', '१'])('"%s" is no number', (text) => {
  expect(readDigits(text)).toBeNull();
});
