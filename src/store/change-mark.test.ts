import { expect, it } from 'vitest';
import { changeMark } from './change-mark.ts';

it('names a change in full for the list and by its symbol for the line', () => {
  expect(changeMark('epsilon', 0.1, 0.00354788)).toEqual({
    label: 'Threshold ε 0.1 → 0.00354788',
    short: 'ε 0.00355',
  });
  expect(changeMark('tds', false, true)).toEqual({ label: 'Resample stagnant turns (TDS) off → on', short: 'TDS on' });
  expect(changeMark('temperature', undefined, 0.5).short).toBe('Temperature 0.5');
});
