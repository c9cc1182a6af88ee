/**
 * Writes ONNX models as bytes: the few messages of onnx.proto that a graph of float tensors needs, in protobuf's wire
 * format (protobuf.dev/programming-guides/encoding; field numbers from onnx.proto3). Must not know any operator.
 */

export type OnnxType = 'float' | 'int32' | 'int64';
/** TensorProto.DataType. */
const TYPES: Readonly<Record<OnnxType, number>> = { float: 1, int32: 6, int64: 7 };
/** AttributeProto.AttributeType. */
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

export interface OnnxNode {
  readonly op: string;
  /** Empty for ONNX's own operators. */
  readonly domain?: string;
  /** Empty names stand for absent optional inputs. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers; `{ float }` for others. */
  readonly attributes?: Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
}

export interface OnnxConstant extends OnnxValue {
  readonly data: Float32Array | Int32Array | BigInt64Array;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

type Bytes = Uint8Array<ArrayBuffer>;

function join(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Uint8Array.of(...bytes, Number(rest));
}

/** Field of a whole number. */
const whole = (field: number, value: number): Bytes => join([varint(field << 3), varint(value)]);
/** Field of a 32-bit float. */
const real = (field: number, value: number): Bytes =>
  join([varint((field << 3) | 5), new Uint8Array(Float32Array.of(value).buffer)]);
/** Field of bytes: text, raw data or a message. */
const bytes = (field: number, value: Bytes): Bytes => join([varint((field << 3) | 2), varint(value.length), value]);
const text = (field: number, value: string): Bytes => bytes(field, new TextEncoder().encode(value));
const message = (field: number, ...parts: Bytes[]): Bytes => bytes(field, join(parts));

function attribute(name: string, value: NonNullable<OnnxNode['attributes']>[string]): Bytes {
  if (typeof value === 'number') return message(5, text(1, name), whole(3, value), whole(20, ATTRIBUTE.int));
  if ('float' in value) return message(5, text(1, name), real(2, value.float), whole(20, ATTRIBUTE.float));
  return message(5, text(1, name), ...value.map((one) => whole(8, one)), whole(20, ATTRIBUTE.ints));
}

const node = ({ op, domain = '', inputs, outputs, attributes = {} }: OnnxNode): Bytes =>
  message(
    1,
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(3, outputs[0]!),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    text(7, domain),
  );

function constant({ name, type, shape, data }: OnnxConstant): Bytes {
  const raw = new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer);
  return message(5, ...shape.map((size) => whole(1, size)), whole(2, TYPES[type]), text(8, name), bytes(9, raw));
}

function value(field: number, { name, type, shape }: OnnxValue): Bytes {
  const dimensions = message(2, ...shape.map((size) => message(1, whole(1, size))));
  return message(field, text(1, name), message(2, message(1, whole(1, TYPES[type]), dimensions)));
}

/** An ONNX file: IR version 9, operator set 17, and version 1 of Microsoft's operators. */
export function encodeOnnx({ nodes, constants, inputs, outputs }: OnnxGraph): Bytes {
  return join([
    whole(1, 9),
    text(2, 'turnlab'),
    message(
      7,
      ...nodes.map(node),
      text(2, 'graph'),
      ...constants.map(constant),
      ...inputs.map((one) => value(11, one)),
      ...outputs.map((one) => value(12, one)),
    ),
    message(8, text(1, ''), whole(2, 17)),
    message(8, text(1, 'com.microsoft'), whole(2, 1)),
  ]);
}
