/**
 * Writes ONNX models as bytes: the few messages of onnx.proto that a graph of float tensors needs (field numbers from
 * onnx.proto3). Same graph, same bytes. Must not know any operator.
 */
import {
  floatField as real,
  joinBytes as join,
  messageField as message,
  textField as text,
  wholeField as whole,
  type Bytes,
} from '../../core/protobuf.ts';

/** Domain of Microsoft's operators. */
export const MICROSOFT = 'com.microsoft';

export type OnnxType = 'float' | 'int32' | 'int64';
/** TensorProto.DataType. */
export const ONNX_TYPES: Readonly<Record<OnnxType, number>> = { float: 1, int32: 6, int64: 7 };
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
  /** A name stands for a size that is known only when the model runs. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxConstant extends OnnxValue {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** What runtimes carry along without reading it. */
  readonly metadata?: Readonly<Record<string, string>>;
}

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
  return message(5, ...shape.map((size) => whole(1, size)), whole(2, ONNX_TYPES[type]), text(8, name), message(9, raw));
}

function value(field: number, { name, type, shape }: OnnxValue): Bytes {
  const dimension = (size: number | string): Bytes => (typeof size === 'number' ? whole(1, size) : text(2, size));
  const dimensions = message(2, ...shape.map((size) => message(1, dimension(size))));
  return message(field, text(1, name), message(2, message(1, whole(1, ONNX_TYPES[type]), dimensions)));
}

/** An ONNX file: IR version 9, operator set 17, and version 1 of Microsoft's operators where a node asks for them. */
export function encodeOnnx({ nodes, constants, inputs, outputs, metadata = {} }: OnnxGraph): Bytes {
  const domains = new Set(nodes.map(({ domain }) => domain ?? ''));
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
    ...(domains.has(MICROSOFT) ? [message(8, text(1, MICROSOFT), whole(2, 1))] : []),
    ...Object.entries(metadata).map(([key, entry]) => message(14, text(1, key), text(2, entry))),
  ]);
}
