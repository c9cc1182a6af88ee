import { expect, test } from 'vitest';
import { ChoiceMemory, parseChoices, shapeClass } from './choices.ts';
import { matmulNT } from './kernels/linear.ts';

test('shapes up to the same powers of two share a class; an epsilon does not tell them apart', () => {
  expect(shapeClass(matmulNT, { M: 64, N: 192, K: 60 })).toBe('matmulNT M64 N256 K64');
  expect(shapeClass(matmulNT, { M: 33, N: 129, K: 64, EPS: 1e-6 })).toBe('matmulNT M64 N256 K64');
  expect(shapeClass(matmulNT, { M: 65, N: 192, K: 60 })).not.toBe(shapeClass(matmulNT, { M: 64, N: 192, K: 60 }));
});

test('choices that make no sense are dropped, the others kept', () => {
  expect(parseChoices({ card: { a: 'b', c: 7 }, other: 'text', third: ['x'] })).toEqual({ card: { a: 'b' } });
  for (const nothing of [null, undefined, 7, 'text', []]) expect(parseChoices(nothing)).toEqual({});
});

test('a memory tells of every choice and keeps adapters apart', () => {
  const told: unknown[] = [];
  const memory = new ChoiceMemory({ card: { a: 'b' } }, (all) => told.push(all));
  expect(memory.read('card')).toEqual({ a: 'b' });
  expect(memory.read('another')).toEqual({});
  memory.write('another', { c: 'd' });
  expect(told).toEqual([{ card: { a: 'b' }, another: { c: 'd' } }]);
  expect(memory.all).toEqual(told[0]);
});
