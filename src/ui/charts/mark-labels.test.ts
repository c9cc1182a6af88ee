import { describe, expect, it } from 'vitest';
import { placeMarks } from './mark-labels.ts';

/** Ten units a letter. */
const width = (text: string): number => 10 * text.length;

describe('names of changed settings on a chart', () => {
  it('stand right of their line, and left of it at the end of the plot', () => {
    expect(placeMarks([{ x: 5, short: 'ε 1' }], 100, width)).toEqual([{ x: 5, text: 'ε 1', left: 8, row: 0 }]);
    expect(placeMarks([{ x: 90, short: 'ε 1' }], 100, width)).toEqual([{ x: 90, text: 'ε 1', left: 57, row: 0 }]);
  });

  it('share a line at one place, the newest value of each', () => {
    const marks = ['ε 1', 'η 2', 'ε 3'].map((short) => ({ x: 5, short }));
    expect(placeMarks(marks, 1000, width)).toEqual([{ x: 5, text: 'ε 3, η 2', left: 8, row: 0 }]);
  });

  it('name two settings at one line, and count the others', () => {
    const marks = ['ε 1', 'η 2', 'N 3', 'j 4'].map((short) => ({ x: 5, short }));
    expect(placeMarks(marks, 1000, width)[0]?.text).toBe('ε 1, η 2 +2');
  });

  it('move down instead of covering each other, and are left out when there is no room, never their line', () => {
    const marks = [10, 12, 14, 16, 200].map((x) => ({ x, short: 'ε 1' }));
    expect(placeMarks(marks, 1000, width).map(({ x, text, row }) => [x, text, row])).toEqual([
      [10, 'ε 1', 0],
      [12, 'ε 1', 1],
      [14, 'ε 1', 2],
      [16, '', 0],
      [200, 'ε 1', 0],
    ]);
  });
});
