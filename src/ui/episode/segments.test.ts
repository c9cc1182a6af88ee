import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segments } from './segments.ts';

const kinds = (text: string): string[] => {
  const words = text.split(' ');
  return segments(words).map(({ kind, from, to }) => `${kind}: ${words.slice(from, to).join(' ')}`);
};

describe('segments', () => {
  it('splits a good response into thinking and acting', () => {
    expect(kinds('<think> need mug </think> <action> go to shelf 1 </action>')).toEqual([
      'think: <think> need mug </think>',
      'action: <action> go to shelf 1 </action>',
    ]);
  });

  it('keeps what stands outside, unclosed or doubled', () => {
    expect(kinds('mug <action> go </action> shelf <action> take')).toEqual([
      'other: mug',
      'action: <action> go </action>',
      'other: shelf',
      'action: <action> take',
    ]);
    expect(kinds('<think> a </action> b')).toEqual(['think: <think> a </action> b']);
    expect(kinds('<action> a <action> b')).toEqual(['action: <action> a', 'action: <action> b']);
  });

  it('covers every token once, whatever was written', () => {
    const word = fc.constantFrom('<think>', '</think>', '<action>', '</action>', 'mug', '<0x41>');
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const found = segments(words);
        expect(found.flatMap(({ from, to }) => words.slice(from, to))).toEqual(words);
        expect(found.every(({ from }, i) => from === (found[i - 1]?.to ?? 0))).toBe(true);
      }),
    );
  });
});
