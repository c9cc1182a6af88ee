import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TurnlabError } from '../core/errors.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** A file from a header and a body, header length included. */
function file(header: unknown, body: Uint8Array = new Uint8Array(0)): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + text.length + body.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  out.set(body, 8 + text.length);
  return out;
}

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const words = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);

test('round trip keeps values, shapes, order and metadata; bytes are deterministic and aligned', () => {
  const tensors = new Map([
    ['b', { shape: [2, 3], data: Float32Array.from([1, -2, 3, 4, 5, 6.5]) }],
    ['a', { shape: [], data: Float32Array.from([7]) }],
    ['empty', { shape: [0, 4], data: new Float32Array(0) }],
  ]);
  const bytes = writeSafetensors(tensors, { note: 'grüße' });
  expect(bytes).toEqual(writeSafetensors(new Map(tensors), { note: 'grüße' }));
  const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(headerLength % 8).toBe(0);
  const read = readSafetensors(bytes);
  expect([...read.tensors.keys()]).toEqual(['b', 'a', 'empty']);
  expect(Object.fromEntries(read.tensors)).toEqual(Object.fromEntries(tensors));
  expect(read.metadata).toEqual({ note: 'grüße' });
});

test('reads from a view at any offset', () => {
  const bytes = writeSafetensors(new Map([['x', { shape: [2], data: Float32Array.from([1, 2]) }]]));
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(readSafetensors(shifted.subarray(3)).tensors.get('x')!.data).toEqual(Float32Array.from([1, 2]));
});

test('F16, BF16, F64 and I32 become the numbers they stand for', () => {
  const half = words(0x3c00, 0xc000, 0x0001, 0x03ff, 0x0400, 0x7bff, 0x8000, 0x7c00, 0xfe00);
  const read = (dtype: string, body: Uint8Array, count: number) =>
    readSafetensors(file({ x: { dtype, shape: [count], data_offsets: [0, body.length] } }, body)).tensors.get('x')!
      .data;
  expect([...read('F16', half, 9)]).toEqual([
    1,
    -2,
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    65504,
    -0,
    Infinity,
    Number.NaN,
  ]);
  expect([...read('BF16', words(0x3f80, 0xc040, 0x0001), 3)]).toEqual([1, -3, 2 ** -133]);
  expect([...read('F64', new Uint8Array(Float64Array.of(0.5, -4).buffer), 2)]).toEqual([0.5, -4]);
  expect([...read('I32', new Uint8Array(Int32Array.of(-7, 2).buffer), 2)]).toEqual([-7, 2]);
});

const entry = (from: number, to: number, shape: number[] = [(to - from) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [from, to],
});

test.each([
  ['too short', new Uint8Array(4), 'shorter than its own length field'],
  ['a huge header', new Uint8Array([0, 0, 0, 0, 0, 1, 0, 0]), 'larger than'],
  ['cut inside the header', file({ x: entry(0, 4) }, floats(1)).subarray(0, 20), 'cut off inside the header'],
  ['cut inside a tensor', file({ x: entry(0, 8) }, floats(1)), 'cut off inside "x": 4 bytes are missing'],
  ['overlap', file({ x: entry(0, 8), y: entry(4, 12) }, floats(1, 2, 3)), '"y" overlaps'],
  ['a gap', file({ x: entry(0, 4), y: entry(8, 12) }, floats(1, 2, 3)), '4 bytes before "y"'],
  ['trailing bytes', file({ x: entry(0, 4) }, floats(1, 2)), '4 bytes after the last tensor'],
  ['an unknown type', file({ x: { ...entry(0, 4), dtype: 'F8' } }, floats(1)), 'unknown type "F8"'],
  ['a type from the prototype', file({ x: { ...entry(0, 4), dtype: 'toString' } }, floats(1)), 'unknown type'],
  ['a wrong size', file({ x: entry(0, 8, [3]) }, floats(1, 2)), 'needs 12 bytes, its offsets hold 8'],
  ['a negative shape', file({ x: entry(0, 4, [-1]) }, floats(1)), 'no valid shape'],
  ['offsets the wrong way', file({ x: entry(4, 0, [0]) }, floats(1)), 'its offsets hold -4'],
  ['no offsets', file({ x: { dtype: 'F32', shape: [1] } }), 'no valid data_offsets'],
  ['an entry that is no object', file({ x: 3 }), 'not an object'],
  ['metadata of numbers', file({ __metadata__: { a: 1 } }), 'metadata'],
  ['a header that is no JSON', file('{"x":'), 'not JSON'],
  ['a header that is a list', file([]), 'not a JSON object'],
])('refuses %s', (_, bytes, sentence) => {
  expect(() => readSafetensors(bytes)).toThrow(sentence);
  expect(() => readSafetensors(bytes)).toThrow(TurnlabError);
});

test('finite: names the tensor and the place', () => {
  const bytes = file({ ok: entry(0, 4), weights: entry(4, 12) }, floats(1, 2, Number.NaN));
  expect(readSafetensors(bytes).tensors.get('weights')!.data[1]).toBeNaN();
  expect(() => readSafetensors(bytes, { finite: true })).toThrow('"weights" holds NaN at position 1');
});

test('a damaged file is read or refused, never anything else', () => {
  const good = writeSafetensors(
    new Map([
      ['first', { shape: [3], data: Float32Array.from([1, 2, 3]) }],
      ['second', { shape: [2, 2], data: Float32Array.from([4, 5, 6, 7]) }],
    ]),
    { format: 'x' },
  );
  fc.assert(
    fc.property(
      fc.nat(good.length),
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }),
      (length, changes) => {
        const bytes = good.slice();
        for (const [at, value] of changes) bytes[at] = value;
        try {
          readSafetensors(bytes.subarray(0, length));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(TurnlabError);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
