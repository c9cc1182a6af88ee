import { expect, test } from 'vitest';
import { specialise } from './specialise.ts';

const source = `// const N: u32 = 1u; in a comment stays
const N: u32 = 8u;
const EPS: f32 = 1e-5;
const WORKGROUP = 64u;
const HALF = N / 2;
fn f() {
  const N: u32 = 3u;
}
`;

test('top-level constants take the shape’s values; everything else stays', () => {
  expect(specialise(source, { N: 12, EPS: 0.5, WORKGROUP: 9, HALF: 9, ABSENT: 9 })).toBe(
    source.replace('\nconst N: u32 = 8u', '\nconst N: u32 = 12u').replace('1e-5', '0.5f'),
  );
});

test('a constant the shape does not name keeps its value', () => {
  expect(specialise(source, {})).toBe(source);
});

test('f32 values are WGSL literals of the nearest f32', () => {
  const literal = (value: number): string => specialise('const X: f32 = 0.0;', { X: value }).slice(15, -1);
  expect(literal(3)).toBe('3.0f');
  expect(literal(-1)).toBe('-1.0f');
  expect(literal(1e-6)).toBe(`${Math.fround(1e-6)}f`);
  expect(literal(1e30)).toBe(`${Math.fround(1e30)}f`);
});

test.each([1.5, -1, 2 ** 32, NaN])('%s is no u32', (value) => {
  expect(() => specialise(source, { N: value })).toThrow('N must be an unsigned 32-bit integer');
});

test.each([Infinity, NaN, 1e39])('%s is no f32', (value) => {
  expect(() => specialise(source, { EPS: value })).toThrow('EPS must be finite');
});
