import { expect, test } from 'vitest';
import { missingVariants } from './features.ts';

const reasons = (...features: string[]) =>
  missingVariants('card', new Set(features)).map(({ size, skipped }) => `${size}: ${skipped}`);

test('an adapter without anything optional has three rows without a result', () => {
  expect(reasons()).toEqual([
    'f16 variants: the adapter lacks shader-f16',
    'subgroup variants: the adapter lacks subgroups',
    'times on the device: the adapter lacks timestamp-query',
  ]);
});

test('with everything, 16 bits still take no part', () => {
  expect(reasons('shader-f16', 'subgroups', 'timestamp-query')).toEqual([
    'f16 variants: turnlab rounds to 16 bits only for who asks',
  ]);
});
