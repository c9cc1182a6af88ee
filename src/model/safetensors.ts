/**
 * The safetensors format (huggingface/safetensors, README "Format"): u64 header length, JSON header, raw little-endian
 * tensors. Reads F32, F16, BF16, F64 and I32, writes F32. Every malformed file is a TurnlabError `bad-file` that says
 * what is wrong with which tensor. Must not know what the tensors are for.
 */
import { TurnlabError } from '../core/errors.ts';
import { parseJsonObject, type JsonObject } from './json.ts';

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export interface SafeTensors {
  /** In the order of the file's bytes. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The reference implementation's bound; a larger number means that the file is something else. */
const MAX_HEADER = 100_000_000;
const METADATA = '__metadata__';
/** The body starts at a multiple of this, as the reference writer has it. */
const HEADER_ALIGNMENT = 8;

const ELEMENT_BYTES: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2, F64: 8, I32: 4 };

const bad = (sentence: string): never => {
  throw new TurnlabError('bad-file', `safetensors: ${sentence}`, 'The file is damaged or of another kind.');
};

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** `finite`: refuse NaN and infinity with TurnlabError `not-finite` naming the tensor. */
export function readSafetensors(bytes: Uint8Array, options: { readonly finite?: boolean } = {}): SafeTensors {
  const { header, body } = split(bytes);
  const metadata = metadataOf(header);
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => entryOf(name, value))
    .sort((a, b) => a.from - b.from || a.to - b.to);

  let next = 0;
  const tensors = new Map<string, NamedTensor>();
  for (const entry of entries) {
    if (entry.from < next) bad(`"${entry.name}" overlaps the tensor before it`);
    if (entry.from > next) bad(`${entry.from - next} bytes before "${entry.name}" belong to no tensor`);
    if (entry.to > body.length) bad(`cut off inside "${entry.name}": ${entry.to - body.length} bytes are missing`);
    next = entry.to;
    const data = decode(entry.dtype, body.slice(entry.from, entry.to));
    if (options.finite) requireFinite(entry.name, data);
    tensors.set(entry.name, { shape: entry.shape, data });
  }
  if (next !== body.length) bad(`${body.length - next} bytes after the last tensor`);
  return { tensors, metadata };
}

function split(bytes: Uint8Array): { header: JsonObject; body: Uint8Array } {
  if (bytes.length < 8) bad('shorter than its own length field');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER) bad(`header of ${length} bytes is larger than ${MAX_HEADER}`);
  if (8 + length > bytes.length) bad(`cut off inside the header, ${8 + length - bytes.length} bytes are missing`);
  return {
    header: parseJsonObject('safetensors header', bytes.subarray(8, 8 + length)),
    body: bytes.subarray(8 + length),
  };
}

function metadataOf(header: JsonObject): Record<string, string> {
  const metadata = header[METADATA] ?? {};
  if (typeof metadata !== 'object' || Object.values(metadata).some((value) => typeof value !== 'string'))
    bad('metadata must map strings to strings');
  return metadata as Record<string, string>;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function entryOf(name: string, value: unknown): Entry {
  if (typeof value !== 'object' || value === null) bad(`the header of "${name}" is not an object`);
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  const size = typeof dtype === 'string' && Object.hasOwn(ELEMENT_BYTES, dtype) ? ELEMENT_BYTES[dtype] : undefined;
  if (size === undefined) return bad(`"${name}" has the unknown type ${JSON.stringify(dtype)}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) return bad(`"${name}" has no valid shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    return bad(`"${name}" has no valid data_offsets`);
  const [from, to] = offsets as [number, number];
  const length = shape.reduce((product, n) => product * n, 1);
  if (to - from !== length * size)
    bad(`"${name}" of shape [${shape.join(', ')}] needs ${length * size} bytes, its offsets hold ${to - from}`);
  return { name, dtype: dtype as string, shape, from, to };
}

/** `bytes` owns its buffer from offset 0, so every view of it is aligned. */
function decode(dtype: string, bytes: Uint8Array): Float32Array | Int32Array {
  switch (dtype) {
    case 'I32':
      return new Int32Array(bytes.buffer);
    case 'F64':
      return Float32Array.from(new Float64Array(bytes.buffer));
    case 'F16':
      return Float32Array.from(new Uint16Array(bytes.buffer), halfToFloat);
    case 'BF16': {
      const words = new Uint16Array(bytes.buffer);
      const bits = new Uint32Array(words.length);
      for (let i = 0; i < words.length; i++) bits[i] = words[i]! << 16;
      return new Float32Array(bits.buffer);
    }
    default:
      return new Float32Array(bytes.buffer);
  }
}

/** IEEE 754 binary16 to a number. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Throws TurnlabError `not-finite` naming the tensor and the place. */
export function requireFinite(name: string, data: Float32Array | Int32Array): void {
  for (let i = 0; i < data.length; i++)
    if (!Number.isFinite(data[i]))
      throw new TurnlabError(
        'not-finite',
        `"${name}" holds ${data[i]} at position ${i}.`,
        'The weights are unusable; take an earlier checkpoint.',
      );
}

/** Same tensors and metadata in the same order give the same bytes. Data must be Float32Array. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header[METADATA] = metadata;
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = JSON.stringify(header);
  const unpadded = new TextEncoder().encode(text).length;
  const padding = (HEADER_ALIGNMENT - (unpadded % HEADER_ALIGNMENT)) % HEADER_ALIGNMENT;
  const head = new TextEncoder().encode(text + ' '.repeat(padding));

  const out = new Uint8Array(8 + head.length + offset);
  new DataView(out.buffer).setBigUint64(0, BigInt(head.length), true);
  out.set(head, 8);
  let at = 8 + head.length;
  for (const { data } of tensors.values()) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return out;
}
