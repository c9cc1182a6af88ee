import { expect, test } from 'vitest';
import { ShapeError } from '../kernel.ts';
import { lanesFor, withLanes } from './lanes.ts';

const source = `// header
alias Block = f32;
const LANES: u32 = 1u;
fn total(b: Block) -> f32 { return b; }
fn main() {}
`;

test('four lanes only when every width divides by four', () => {
  expect([lanesFor(8), lanesFor(8, 12), lanesFor(8, 6), lanesFor(1)]).toEqual([4, 4, 1, 1]);
});

test('the three lines change together and nothing else does', () => {
  expect(withLanes(source, 1)).toBe(source);
  expect(withLanes(source, 4).split('\n')).toEqual([
    '// header',
    'alias Block = vec4f;',
    'const LANES: u32 = 4u;',
    'fn total(b: Block) -> f32 { return (b.x + b.y) + (b.z + b.w); }',
    'fn main() {}',
    '',
  ]);
});

test('lines that look at single numbers widen with the Block', () => {
  const lines = 'fn lane(b: Block, i: u32) -> f32 { return b; }\nconst OFFSETS = Block(0.0);\n';
  expect(withLanes(source + lines, 1)).toContain(lines);
  expect(withLanes(source + lines, 4)).toContain(
    'fn lane(b: Block, i: u32) -> f32 { return b[i]; }\nconst OFFSETS = Block(0.0, 1.0, 2.0, 3.0);\n',
  );
});

test('a shader without a Block is refused instead of being read four times as wide', () => {
  expect(() => withLanes('fn main() {}', 4)).toThrow(ShapeError);
});
