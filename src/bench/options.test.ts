import { expect, test } from 'vitest';
import { HELP, parseOptions } from './options.ts';

test('without options: everything but the soak test, nine rounds', () => {
  const options = parseOptions([]);
  expect(options).toMatchObject({ json: false, threads: true, rounds: 9, scale: 'auto', places: ['webgpu', 'cpu'] });
  expect(options?.only).not.toContain('soak');
  expect(options?.peers).toEqual(['jax-js', 'tfjs', 'onnxruntime-web']);
});

test('values after a space or an equals sign', () => {
  expect(parseOptions(['--only', 'train,matmul', '--rounds=3', '--peers', 'none', '--json'])).toMatchObject({
    only: ['matmul', 'train'],
    rounds: 3,
    peers: [],
    json: true,
  });
});

test.each([
  [['--onyl', 'matmul'], 'no option "--onyl"'],
  [['--only', 'matmull'], 'got "matmull"'],
  [['--rounds', '1'], 'at least 3'],
  [['--budget'], 'needs a value'],
  [['matmul'], 'no option "matmul"'],
])('%j is refused', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence);
});

test('every option is explained', () => {
  expect(parseOptions(['--help'])).toBeNull();
  for (const flag of [
    '--only',
    '--size',
    '--json',
    '--rounds',
    '--budget',
    '--scale',
    '--places',
    '--peers',
    '--updates',
  ])
    expect(HELP).toContain(`  ${flag} `);
});
