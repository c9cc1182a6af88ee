import { describe, expect, test } from 'vitest';
import { choiceOf, numberOf, parseArguments, wholeNumberOf, type Flag } from './flags.ts';

const FLAGS: readonly Flag[] = [
  { name: 'out', value: 'DIR', help: '' },
  { name: 'json', help: '' },
];
const parse = (...argv: string[]): Record<string, string> => Object.fromEntries(parseArguments(argv, FLAGS, 1).flags);

describe('arguments', () => {
  test('values follow the flag or an equals sign; a switch stands alone', () => {
    expect(parse('--out', 'a b', '--json')).toEqual({ out: 'a b', json: '' });
    expect(parse('--out=x=y')).toEqual({ out: 'x=y' });
    expect(parse('--out', '-1')).toEqual({ out: '-1' });
    expect(parseArguments(['file', '--json'], FLAGS, 1).positional).toEqual(['file']);
  });

  test.each([
    [['--nope'], 'Unknown flag --nope'],
    [['-x'], 'Unknown flag -x'],
    [['--out'], '--out needs a value'],
    [['--out', '--json'], '--out needs a value'],
    [['--json=1'], '--json takes no value'],
    [['--json', '--json'], 'given twice'],
    [['a', 'b'], 'Unexpected "b"'],
  ])('%j is refused in one sentence', (argv, sentence) => {
    expect(() => parse(...argv)).toThrow(sentence);
    expect(() => parse(...argv)).toThrow(expect.objectContaining({ code: 'bad-argument' }) as Error);
  });
});

describe('values', () => {
  test.each(['1', '-2.5', '1e-3', '.5', '+7'])('%s is a number', (text) =>
    expect(numberOf('x', text)).toBe(Number(text)),
  );
  test.each(['', ' ', 'x', '0x10', '1e999', 'NaN', '1,5'])('"%s" is not', (text) =>
    expect(() => numberOf('x', text)).toThrow('--x must be a number'),
  );

  test('whole numbers keep their bounds', () => {
    expect(wholeNumberOf('n', '3', 1, 5)).toBe(3);
    for (const text of ['0', '6', '2.5']) expect(() => wholeNumberOf('n', text, 1, 5)).toThrow('from 1 to 5');
  });

  test('choices name the alternatives', () => {
    expect(choiceOf('c', 'a', ['a', 'b'])).toBe('a');
    expect(() => choiceOf('c', 'z', ['a', 'b'])).toThrow('--c cannot be "z"');
  });
});
