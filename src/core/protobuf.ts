/**
 * Protobuf's wire format, as far as we write it: fields of whole numbers, floats, texts and messages
 * (protobuf.dev/programming-guides/encoding). Must not know any message.
 */
export type Bytes = Uint8Array<ArrayBuffer>;

export function joinBytes(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A whole number of at most 53 bits in groups of seven bits, low ones first; one below 0 as 64 bits in two's complement. */
function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  return Uint8Array.of(...bytes, Number(rest));
}

const tag = (field: number, wireType: number): Bytes => varint(field * 8 + wireType);

export const wholeField = (field: number, value: number): Bytes => joinBytes([tag(field, 0), varint(value)]);

/** A 64-bit float. */
export function doubleField(field: number, value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return joinBytes([tag(field, 1), bytes]);
}

/** A 32-bit float. */
export function floatField(field: number, value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joinBytes([tag(field, 5), bytes]);
}

/** A message from its fields. */
export function messageField(field: number, ...parts: readonly Bytes[]): Bytes {
  const body = joinBytes(parts);
  return joinBytes([tag(field, 2), varint(body.length), body]);
}

const encoder = new TextEncoder();

export const textField = (field: number, value: string): Bytes => messageField(field, encoder.encode(value));
